import { defineApi, type RequestContext } from '../api.ts';
import { codeOf, ERROR } from '../errors.ts';
import type { CommittedOffset } from '../groups/offsets.ts';
import { OFFSET_FETCH } from '../messages/offset-fetch.ts';

/** How far groups have come: for some partitions, or for all they ever committed. */
export const offsetFetch = defineApi({
  ...OFFSET_FETCH,
  handle: ({ groupId, topics, groups, requireStable }, context) => {
    const find = (id: string, wanted: Asked | null) => lookUp({ groupId: id, asked: wanted, requireStable }, context);
    if (context.version < 8) return { topics: find(groupId, topics) };
    return {
      groups: groups.map(({ groupId: id, topics: wanted, ...member }) => {
        const errorCode = refusal(id, member, context);
        return errorCode === ERROR.NONE ? { groupId: id, topics: find(id, wanted) } : { groupId: id, errorCode };
      }),
    };
  },
});

type Asked = { name: string; partitionIndexes: number[] }[];
/** A member of the new consumer protocol must have the right epoch; others are not asked who they are. */
function refusal(groupId: string, member: { memberId: string | null; memberEpoch: number }, { broker }: RequestContext): number {
  if (member.memberEpoch < 0 || member.memberId === null) return ERROR.NONE;
  try {
    broker.groups.requireConsumers(groupId).consumers.checkMember(member.memberId, member.memberEpoch);
    return ERROR.NONE;
  } catch (error) {
    return codeOf(error);
  }
}

type Question = { groupId: string; asked: Asked | null; requireStable: boolean };

function lookUp({ groupId, asked, requireStable }: Question, { broker }: RequestContext) {
  const offsets = broker.groups.find(groupId)?.offsets;
  const isUnstable = (topic: string, partition: number) =>
    requireStable && broker.transactions.hasPendingOffset(groupId, { topic, partition });
  const wanted = asked ?? everything([...(offsets?.all() ?? [])]);
  return wanted.map(({ name, partitionIndexes }) => ({
    name,
    partitions: partitionIndexes.map((partitionIndex) => {
      // A transaction is about to say something else: the client asks again [KIP-447].
      if (isUnstable(name, partitionIndex)) return { partitionIndex, ...row(undefined), errorCode: ERROR.UNSTABLE_OFFSET_COMMIT };
      return { partitionIndex, ...row(offsets?.get(name, partitionIndex)) };
    }),
  }));
}

function row(committed: CommittedOffset | undefined) {
  if (!committed) return { committedOffset: -1, committedLeaderEpoch: -1, metadata: '' };
  return { committedOffset: committed.offset, committedLeaderEpoch: committed.leaderEpoch, metadata: committed.metadata ?? '' };
}

function everything(all: { topic: string; partition: number }[]): Asked {
  const names = [...new Set(all.map(({ topic }) => topic))];
  return names.map((name) => ({
    name,
    partitionIndexes: all.filter(({ topic }) => topic === name).map(({ partition }) => partition),
  }));
}

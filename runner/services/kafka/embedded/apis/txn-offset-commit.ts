import { defineApi, type RequestContext } from '../api.ts';
import { codeOf, ERROR } from '../errors.ts';
import type { Commit } from '../groups/groups.ts';
import { TXN_OFFSET_COMMIT } from '../messages/txn-offset-commit.ts';
import { fencedCode } from '../transactions/fenced-code.ts';

/** Offsets of a group that count when the transaction is committed. */
export const txnOffsetCommit = defineApi({
  ...TXN_OFFSET_COMMIT,
  handle: async ({ groupId, generationId, memberId, groupInstanceId, topics, ...who }, context) => {
    const { broker, version } = context;
    const isThere = (topic: string, partition: number) => broker.topics.find(topic)?.partitions[partition] !== undefined;
    const commits = topics.flatMap(({ name, partitions }) =>
      partitions
        .filter(({ partitionIndex }) => isThere(name, partitionIndex))
        .map(
          (row): Commit => ({
            ...{ topic: name, partition: row.partitionIndex, offset: row.committedOffset },
            ...{ leaderEpoch: row.committedLeaderEpoch, metadata: row.committedMetadata },
          }),
        ),
    );
    const refused = refusal(groupId, { generationId, memberId, instanceId: groupInstanceId }, context);
    const errorCode = refused || (await fencedCode(broker.transactions.addOffsets(who, groupId, commits), version < 3));
    return {
      topics: topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map(({ partitionIndex }) => ({
          partitionIndex,
          errorCode: isThere(name, partitionIndex) ? errorCode : ERROR.UNKNOWN_TOPIC_OR_PARTITION,
        })),
      })),
    };
  },
});

type Speaking = { generationId: number; memberId: string; instanceId: string | null };

/** A consumer that names itself must be a member of this generation; one that does not is not asked [KIP-447]. */
function refusal(groupId: string, speaker: Speaking, { broker }: RequestContext): number {
  const group = broker.groups.find(groupId);
  if (speaker.generationId < 0 && speaker.memberId === '') return ERROR.NONE;
  if (!group) return speaker.generationId >= 0 ? ERROR.ILLEGAL_GENERATION : ERROR.UNKNOWN_MEMBER_ID;
  try {
    group.checkCommit(speaker);
    return ERROR.NONE;
  } catch (error) {
    const code = codeOf(error);
    // The message knows no epochs of members, as of Kafka's own broker.
    return code === ERROR.STALE_MEMBER_EPOCH ? ERROR.ILLEGAL_GENERATION : code;
  }
}

import { defineApi, type RequestContext } from '../api.ts';
import type { CommittedOffset } from '../groups/offsets.ts';
import { list } from '../wire/notation.ts';

/** How far groups have come: for some partitions, or for all they ever committed. */
export const offsetFetch = defineApi({
  key: 9,
  name: 'OffsetFetch',
  versions: '1-9',
  flexible: 6,
  request: {
    groupId: 'string 0-7',
    topics: list(
      {
        name: 'string',
        partitionIndexes: '[]int32',
      },
      '?2-7 0-7',
    ),
    groups: list(
      {
        groupId: 'string',
        memberId: 'string? 9+ = null',
        memberEpoch: 'int32 9+ = -1',
        topics: list(
          {
            name: 'string',
            partitionIndexes: '[]int32',
          },
          '?',
        ),
      },
      '8+',
    ),
    requireStable: 'bool 7+',
  },
  response: {
    throttleTimeMs: 'int32 3+',
    topics: list(
      {
        name: 'string',
        partitions: list({
          partitionIndex: 'int32',
          committedOffset: 'int64',
          committedLeaderEpoch: 'int32 5-7 = -1',
          metadata: 'string?',
          errorCode: 'int16',
        }),
      },
      '0-7',
    ),
    errorCode: 'int16 2-7',
    groups: list(
      {
        groupId: 'string',
        topics: list({
          name: 'string',
          partitions: list({
            partitionIndex: 'int32',
            committedOffset: 'int64',
            committedLeaderEpoch: 'int32 = -1',
            metadata: 'string?',
            errorCode: 'int16',
          }),
        }),
        errorCode: 'int16',
      },
      '8+',
    ),
  },
  handle: ({ groupId, topics, groups }, context) => {
    if (context.version < 8) return { topics: lookUp(groupId, topics, context) };
    return { groups: groups.map((group) => ({ groupId: group.groupId, topics: lookUp(group.groupId, group.topics, context) })) };
  },
});

type Asked = { name: string; partitionIndexes: number[] }[];

function lookUp(groupId: string, asked: Asked | null, { broker }: RequestContext) {
  const offsets = broker.groups.find(groupId)?.offsets;
  const wanted = asked ?? everything([...(offsets?.all() ?? [])]);
  return wanted.map(({ name, partitionIndexes }) => ({
    name,
    partitions: partitionIndexes.map((partitionIndex) => ({ partitionIndex, ...row(offsets?.get(name, partitionIndex)) })),
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

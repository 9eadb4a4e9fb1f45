import { list } from '../wire/notation.ts';
import { message } from './message.ts';

export const OFFSET_FETCH = message({
  key: 9,
  name: 'OffsetFetch',
  versions: '1-9',
  clientVersion: 7,
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
});

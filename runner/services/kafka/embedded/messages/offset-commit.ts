import { list } from '../wire/notation.ts';
import { message } from './message.ts';

export const OFFSET_COMMIT = message({
  key: 8,
  name: 'OffsetCommit',
  versions: '2-9',
  clientVersion: 8,
  flexible: 8,
  request: {
    groupId: 'string',
    generationIdOrMemberEpoch: 'int32 = -1',
    memberId: 'string',
    groupInstanceId: 'string? 7+ = null',
    retentionTimeMs: 'int64 2-4 = -1',
    topics: list({
      name: 'string',
      partitions: list({
        partitionIndex: 'int32',
        committedOffset: 'int64',
        committedLeaderEpoch: 'int32 6+ = -1',
        committedMetadata: 'string?',
      }),
    }),
  },
  response: {
    throttleTimeMs: 'int32 3+',
    topics: list({
      name: 'string',
      partitions: list({
        partitionIndex: 'int32',
        errorCode: 'int16',
      }),
    }),
  },
});

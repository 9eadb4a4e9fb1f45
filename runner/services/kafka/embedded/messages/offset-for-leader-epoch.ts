import { list } from '../wire/notation.ts';
import { message } from './message.ts';

export const OFFSET_FOR_LEADER_EPOCH = message({
  key: 23,
  name: 'OffsetForLeaderEpoch',
  versions: '2-4',
  flexible: 4,
  request: {
    replicaId: 'int32 3+ = -2',
    topics: list({
      topic: 'string',
      partitions: list({
        partition: 'int32',
        currentLeaderEpoch: 'int32 = -1',
        leaderEpoch: 'int32',
      }),
    }),
  },
  response: {
    throttleTimeMs: 'int32',
    topics: list({
      topic: 'string',
      partitions: list({
        errorCode: 'int16',
        partition: 'int32',
        leaderEpoch: 'int32 = -1',
        endOffset: 'int64 = -1',
      }),
    }),
  },
});

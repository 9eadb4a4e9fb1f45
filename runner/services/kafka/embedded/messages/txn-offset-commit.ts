import { list } from '../wire/notation.ts';
import { message } from './message.ts';

export const TXN_OFFSET_COMMIT = message({
  key: 28,
  name: 'TxnOffsetCommit',
  versions: '0-3',
  flexible: 3,
  request: {
    transactionalId: 'string',
    groupId: 'string',
    producerId: 'int64',
    producerEpoch: 'int16',
    generationId: 'int32 3+ = -1',
    memberId: 'string 3+',
    groupInstanceId: 'string? 3+ = null',
    topics: list({
      name: 'string',
      partitions: list({
        partitionIndex: 'int32',
        committedOffset: 'int64',
        committedLeaderEpoch: 'int32 2+ = -1',
        committedMetadata: 'string?',
      }),
    }),
  },
  response: {
    throttleTimeMs: 'int32',
    topics: list({
      name: 'string',
      partitions: list({
        partitionIndex: 'int32',
        errorCode: 'int16',
      }),
    }),
  },
});

import { list } from '../wire/notation.ts';
import { message } from './message.ts';

export const DESCRIBE_PRODUCERS = message({
  key: 61,
  name: 'DescribeProducers',
  versions: '0-0',
  flexible: 0,
  request: {
    topics: list({
      name: 'string',
      partitionIndexes: '[]int32',
    }),
  },
  response: {
    throttleTimeMs: 'int32',
    topics: list({
      name: 'string',
      partitions: list({
        partitionIndex: 'int32',
        errorCode: 'int16',
        errorMessage: 'string? = null',
        activeProducers: list({
          producerId: 'int64',
          producerEpoch: 'int32',
          lastSequence: 'int32 = -1',
          lastTimestamp: 'int64 = -1',
          coordinatorEpoch: 'int32',
          currentTxnStartOffset: 'int64 = -1',
        }),
      }),
    }),
  },
});

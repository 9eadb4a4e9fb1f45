import { list } from '../wire/notation.ts';
import { message } from './message.ts';

export const ADD_PARTITIONS_TO_TXN = message({
  key: 24,
  name: 'AddPartitionsToTxn',
  versions: '0-3',
  flexible: 3,
  request: {
    v3AndBelowTransactionalId: 'string',
    v3AndBelowProducerId: 'int64',
    v3AndBelowProducerEpoch: 'int16',
    v3AndBelowTopics: list({
      name: 'string',
      partitions: '[]int32',
    }),
  },
  response: {
    throttleTimeMs: 'int32',
    resultsByTopicV3AndBelow: list({
      name: 'string',
      resultsByPartition: list({
        partitionIndex: 'int32',
        partitionErrorCode: 'int16',
      }),
    }),
  },
});

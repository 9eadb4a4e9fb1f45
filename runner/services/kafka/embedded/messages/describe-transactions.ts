import { list } from '../wire/notation.ts';
import { message } from './message.ts';

export const DESCRIBE_TRANSACTIONS = message({
  key: 65,
  name: 'DescribeTransactions',
  versions: '0-0',
  flexible: 0,
  request: {
    transactionalIds: '[]string',
  },
  response: {
    throttleTimeMs: 'int32',
    transactionStates: list({
      errorCode: 'int16',
      transactionalId: 'string',
      transactionState: 'string',
      transactionTimeoutMs: 'int32',
      transactionStartTimeMs: 'int64',
      producerId: 'int64',
      producerEpoch: 'int16',
      topics: list({
        topic: 'string',
        partitions: '[]int32',
      }),
    }),
  },
});

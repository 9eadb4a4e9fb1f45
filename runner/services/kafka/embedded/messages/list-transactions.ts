import { list } from '../wire/notation.ts';
import { message } from './message.ts';

export const LIST_TRANSACTIONS = message({
  key: 66,
  name: 'ListTransactions',
  versions: '0-1',
  flexible: 0,
  request: {
    stateFilters: '[]string',
    producerIdFilters: '[]int64',
    durationFilter: 'int64 1+ = -1',
  },
  response: {
    throttleTimeMs: 'int32',
    errorCode: 'int16',
    unknownStateFilters: '[]string',
    transactionStates: list({
      transactionalId: 'string',
      producerId: 'int64',
      transactionState: 'string',
    }),
  },
});

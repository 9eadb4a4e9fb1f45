import { message } from './message.ts';

export const INIT_PRODUCER_ID = message({
  key: 22,
  name: 'InitProducerId',
  versions: '0-4',
  flexible: 2,
  request: {
    transactionalId: 'string?',
    transactionTimeoutMs: 'int32',
    producerId: 'int64 3+ = -1',
    producerEpoch: 'int16 3+ = -1',
  },
  response: {
    throttleTimeMs: 'int32',
    errorCode: 'int16',
    producerId: 'int64 = -1',
    producerEpoch: 'int16',
  },
});

import { message } from './message.ts';

export const END_TXN = message({
  key: 26,
  name: 'EndTxn',
  versions: '0-3',
  flexible: 3,
  request: {
    transactionalId: 'string',
    producerId: 'int64',
    producerEpoch: 'int16',
    committed: 'bool',
  },
  response: {
    throttleTimeMs: 'int32',
    errorCode: 'int16',
  },
});

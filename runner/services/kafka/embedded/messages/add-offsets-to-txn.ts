import { message } from './message.ts';

export const ADD_OFFSETS_TO_TXN = message({
  key: 25,
  name: 'AddOffsetsToTxn',
  versions: '0-3',
  flexible: 3,
  request: {
    transactionalId: 'string',
    producerId: 'int64',
    producerEpoch: 'int16',
    groupId: 'string',
  },
  response: {
    throttleTimeMs: 'int32',
    errorCode: 'int16',
  },
});

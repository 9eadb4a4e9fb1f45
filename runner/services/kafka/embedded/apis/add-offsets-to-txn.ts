import { defineApi } from '../api.ts';
import { fencedCode } from '../transactions/fenced-code.ts';

/** A transaction will commit offsets of a group. */
export const addOffsetsToTxn = defineApi({
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
  handle: async ({ groupId, ...who }, { broker, version }) => ({
    errorCode: await fencedCode(broker.transactions.addGroup(who, groupId), version < 2),
  }),
});

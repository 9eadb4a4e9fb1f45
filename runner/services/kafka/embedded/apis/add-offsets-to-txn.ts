import { defineApi } from '../api.ts';
import { ADD_OFFSETS_TO_TXN } from '../messages/add-offsets-to-txn.ts';
import { fencedCode } from '../transactions/fenced-code.ts';

/** A transaction will commit offsets of a group. */
export const addOffsetsToTxn = defineApi({
  ...ADD_OFFSETS_TO_TXN,
  handle: async ({ groupId, ...who }, { broker, version }) => ({
    errorCode: await fencedCode(broker.transactions.addGroup(who, groupId), version < 2),
  }),
});

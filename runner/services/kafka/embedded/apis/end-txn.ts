import { defineApi } from '../api.ts';
import { fencedCode } from '../transactions/fenced-code.ts';

/** Commits or aborts a transaction; when it is answered, consumers see which. */
export const endTxn = defineApi({
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
  handle: async ({ committed, ...who }, { broker, version }) => ({
    errorCode: await fencedCode(broker.transactions.end(who, committed), version < 2),
  }),
});

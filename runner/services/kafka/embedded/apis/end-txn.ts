import { defineApi } from '../api.ts';
import { END_TXN } from '../messages/end-txn.ts';
import { fencedCode } from '../transactions/fenced-code.ts';

/** Commits or aborts a transaction; when it is answered, consumers see which. */
export const endTxn = defineApi({
  ...END_TXN,
  handle: async ({ committed, ...who }, { broker, version }) => ({
    errorCode: await fencedCode(broker.transactions.end(who, committed), version < 2),
  }),
});

import { defineApi } from '../api.ts';
import { LIST_TRANSACTIONS } from '../messages/list-transactions.ts';
import type { TransactionState } from '../transactions/transaction.ts';

/** Kafka's states, as filters know them; two of them never happen here. */
const STATES: readonly (TransactionState | 'Dead' | 'PrepareEpochFence')[] = [
  ...(['Empty', 'Ongoing', 'PrepareCommit', 'PrepareAbort', 'CompleteCommit', 'CompleteAbort'] as const),
  ...(['Dead', 'PrepareEpochFence'] as const),
];

/** Every transactional id, or those in some states, of some producers, or open for longer than a time. */
export const listTransactions = defineApi({
  ...LIST_TRANSACTIONS,
  handle: ({ stateFilters, producerIdFilters, durationFilter }, { broker }) => {
    const now = Date.now();
    const found = broker.transactions
      .all()
      .filter(
        ({ state, producerId, startedMs }) =>
          (stateFilters.length === 0 || stateFilters.includes(state)) &&
          (producerIdFilters.length === 0 || producerIdFilters.includes(producerId)) &&
          (durationFilter < 0 || (state === 'Ongoing' && now - startedMs > durationFilter)),
      );
    return {
      unknownStateFilters: stateFilters.filter((filter) => !STATES.some((state) => state === filter)),
      transactionStates: found.map(({ id, producerId, state }) => ({ transactionalId: id, producerId, transactionState: state })),
    };
  },
});

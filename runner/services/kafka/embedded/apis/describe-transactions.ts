import { defineApi } from '../api.ts';
import { ERROR } from '../errors.ts';
import { DESCRIBE_TRANSACTIONS } from '../messages/describe-transactions.ts';
import type { Transaction } from '../transactions/transaction.ts';

/** How far transactions are, and which partitions they write to. */
export const describeTransactions = defineApi({
  ...DESCRIBE_TRANSACTIONS,
  handle: ({ transactionalIds }, { broker }) => ({
    transactionStates: transactionalIds.map((transactionalId) => {
      const transaction = broker.transactions.find(transactionalId);
      const errorCode = transactionalId === '' ? ERROR.INVALID_REQUEST : ERROR.TRANSACTIONAL_ID_NOT_FOUND;
      return transaction ? describe(transaction) : { transactionalId, errorCode };
    }),
  }),
});

function describe({ id, state, timeoutMs, startedMs, producerId, epoch, partitions }: Transaction) {
  const topics = [...new Set(partitions.map(({ topic }) => topic))];
  return {
    ...{ transactionalId: id, transactionState: state, transactionTimeoutMs: timeoutMs, producerId, producerEpoch: epoch },
    transactionStartTimeMs: state === 'Ongoing' ? startedMs : -1,
    topics: topics.map((topic) => ({
      topic,
      partitions: partitions.filter((place) => place.topic === topic).map(({ partition }) => partition),
    })),
  };
}

import { defineApi } from '../api.ts';
import { codeOf, ERROR } from '../errors.ts';
import { INIT_PRODUCER_ID } from '../messages/init-producer-id.ts';

/** Gives a producer its number, for writes that are never doubled. One with a transactional id may ask for the next epoch [KIP-360]. */
export const initProducerId = defineApi({
  ...INIT_PRODUCER_ID,
  handle: async ({ transactionalId, transactionTimeoutMs, producerId, producerEpoch }, { broker, version }) => {
    // Without a transactional id everybody gets a number of its own, whatever it says it had.
    if (transactionalId === null) return { producerId: await broker.producerIds.next(), producerEpoch: 0 };
    try {
      return await broker.transactions.init(transactionalId, {
        timeoutMs: transactionTimeoutMs,
        before: { producerId, producerEpoch },
      });
    } catch (error) {
      const code = codeOf(error);
      const isOld = version < 4 && code === ERROR.PRODUCER_FENCED;
      return { errorCode: isOld ? ERROR.INVALID_PRODUCER_EPOCH : code, producerId: -1, producerEpoch: -1 };
    }
  },
});

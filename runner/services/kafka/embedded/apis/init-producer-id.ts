import { defineApi } from '../api.ts';
import { codeOf, ERROR } from '../errors.ts';

/** Gives a producer its number, for writes that are never doubled. One with a transactional id may ask for the next epoch [KIP-360]. */
export const initProducerId = defineApi({
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

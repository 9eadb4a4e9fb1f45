import { defineApi } from '../api.ts';
import type { Broker } from '../broker.ts';
import { codeOf, ERROR } from '../errors.ts';
import type { Producer } from '../transactions/transactions.ts';

/** Gives a producer its number, for writes that are never doubled. One that already has a number gets the next epoch [KIP-360]. */
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
    if (transactionalId === null) return await nextEpoch({ producerId, producerEpoch }, broker);
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

const MAX_EPOCH = 32_766;

async function nextEpoch({ producerId, producerEpoch }: Producer, { producerIds }: Broker): Promise<Producer> {
  if (producerId >= 0 && producerEpoch >= 0 && producerEpoch < MAX_EPOCH) return { producerId, producerEpoch: producerEpoch + 1 };
  return { producerId: await producerIds.next(), producerEpoch: 0 };
}

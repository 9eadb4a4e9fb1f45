import { defineApi } from '../api.ts';
import { ERROR } from '../errors.ts';

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
  handle: async ({ transactionalId, producerId, producerEpoch }, { broker }) => {
    // As a broker answers whose coordinator of transactions is not there.
    if (transactionalId !== null)
      return { errorCode: transactionalId === '' ? ERROR.INVALID_REQUEST : ERROR.COORDINATOR_NOT_AVAILABLE, producerEpoch: -1 };
    if (producerId >= 0 && producerEpoch >= 0 && producerEpoch < MAX_EPOCH)
      return { producerId, producerEpoch: producerEpoch + 1 };
    return { producerId: await broker.producerIds.next(), producerEpoch: 0 };
  },
});

const MAX_EPOCH = 32_766;

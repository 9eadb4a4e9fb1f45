import { defineApi, type RequestContext } from '../api.ts';
import { refusalOf } from '../errors.ts';
import { DESCRIBE_PRODUCERS } from '../messages/describe-producers.ts';

/** Who wrote to partitions with sequence numbers, and who has a transaction open there. */
export const describeProducers = defineApi({
  ...DESCRIBE_PRODUCERS,
  handle: ({ topics }, context) => ({
    topics: topics.map(({ name, partitionIndexes }) => ({
      name,
      partitions: partitionIndexes.map((partitionIndex) => describe(name, partitionIndex, context)),
    })),
  }),
});

function describe(topic: string, partitionIndex: number, { broker }: RequestContext) {
  try {
    const { producers } = broker.topics.partition(topic, partitionIndex);
    const activeProducers = [...producers.all()].map(
      ({ producerId, epoch, batches, lastTimestamp, coordinatorEpoch, openSince }) => ({
        ...{ producerId, producerEpoch: epoch, lastTimestamp, coordinatorEpoch },
        lastSequence: batches.at(-1)?.lastSequence ?? -1,
        currentTxnStartOffset: openSince ?? -1,
      }),
    );
    return { partitionIndex, activeProducers };
  } catch (error) {
    return { partitionIndex, ...refusalOf(error) };
  }
}

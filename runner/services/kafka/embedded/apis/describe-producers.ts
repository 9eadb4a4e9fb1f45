import { defineApi, type RequestContext } from '../api.ts';
import { refusalOf } from '../errors.ts';
import { list } from '../wire/notation.ts';

/** Who wrote to partitions with sequence numbers, and who has a transaction open there. */
export const describeProducers = defineApi({
  key: 61,
  name: 'DescribeProducers',
  versions: '0-0',
  flexible: 0,
  request: {
    topics: list({
      name: 'string',
      partitionIndexes: '[]int32',
    }),
  },
  response: {
    throttleTimeMs: 'int32',
    topics: list({
      name: 'string',
      partitions: list({
        partitionIndex: 'int32',
        errorCode: 'int16',
        errorMessage: 'string? = null',
        activeProducers: list({
          producerId: 'int64',
          producerEpoch: 'int32',
          lastSequence: 'int32 = -1',
          lastTimestamp: 'int64 = -1',
          coordinatorEpoch: 'int32',
          currentTxnStartOffset: 'int64 = -1',
        }),
      }),
    }),
  },
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

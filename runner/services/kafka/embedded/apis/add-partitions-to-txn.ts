import { defineApi } from '../api.ts';
import { ERROR } from '../errors.ts';
import { fencedCode } from '../transactions/fenced-code.ts';
import { list } from '../wire/notation.ts';

/** A transaction writes to more partitions: all of them, or, when one is not there, none. */
export const addPartitionsToTxn = defineApi({
  key: 24,
  name: 'AddPartitionsToTxn',
  versions: '0-3',
  flexible: 3,
  request: {
    v3AndBelowTransactionalId: 'string',
    v3AndBelowProducerId: 'int64',
    v3AndBelowProducerEpoch: 'int16',
    v3AndBelowTopics: list({
      name: 'string',
      partitions: '[]int32',
    }),
  },
  response: {
    throttleTimeMs: 'int32',
    resultsByTopicV3AndBelow: list({
      name: 'string',
      resultsByPartition: list({
        partitionIndex: 'int32',
        partitionErrorCode: 'int16',
      }),
    }),
  },
  handle: async (request, { broker, version }) => {
    const who = {
      transactionalId: request.v3AndBelowTransactionalId,
      producerId: request.v3AndBelowProducerId,
      producerEpoch: request.v3AndBelowProducerEpoch,
    };
    const places = request.v3AndBelowTopics.flatMap(({ name, partitions }) =>
      partitions.map((partition) => ({ topic: name, partition })),
    );
    const isThere = (topic: string, partition: number) => broker.topics.find(topic)?.partitions[partition] !== undefined;
    const isWhole = places.every(({ topic, partition }) => isThere(topic, partition));
    const errorCode = isWhole
      ? await fencedCode(broker.transactions.addPartitions(who, places), version < 2)
      : ERROR.OPERATION_NOT_ATTEMPTED;
    return {
      resultsByTopicV3AndBelow: request.v3AndBelowTopics.map(({ name, partitions }) => ({
        name,
        resultsByPartition: partitions.map((partitionIndex) => ({
          partitionIndex,
          partitionErrorCode: isThere(name, partitionIndex) ? errorCode : ERROR.UNKNOWN_TOPIC_OR_PARTITION,
        })),
      })),
    };
  },
});

import { defineApi } from '../api.ts';
import { ERROR } from '../errors.ts';
import { ADD_PARTITIONS_TO_TXN } from '../messages/add-partitions-to-txn.ts';
import { fencedCode } from '../transactions/fenced-code.ts';

/** A transaction writes to more partitions: all of them, or, when one is not there, none. */
export const addPartitionsToTxn = defineApi({
  ...ADD_PARTITIONS_TO_TXN,
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

import { defineApi, type RequestContext } from '../api.ts';
import { checkReplicas } from '../check-replicas.ts';
import { ERROR, KafkaError, refusalOf } from '../errors.ts';
import { ALTER_PARTITION_REASSIGNMENTS } from '../messages/alter-partition-reassignments.ts';

/** Moves partitions to other brokers. There is one broker, where they are already; any other is refused by its number. */
export const alterPartitionReassignments = defineApi({
  ...ALTER_PARTITION_REASSIGNMENTS,
  handle: ({ topics }, { broker }) => ({
    errorMessage: null,
    responses: topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex, replicas }) => ({
        partitionIndex,
        ...reassign({ name, partitionIndex, replicas }, broker),
      })),
    })),
  }),
});

type Wanted = { name: string; partitionIndex: number; replicas: number[] | null };

function reassign({ name, partitionIndex, replicas }: Wanted, { topics }: RequestContext['broker']) {
  try {
    const topic = topics.find(name);
    if (!topic) throw new KafkaError('UNKNOWN_TOPIC_OR_PARTITION', `Unable to find a topic named ${name}.`);
    if (!topic.partitions[partitionIndex])
      throw new KafkaError('UNKNOWN_TOPIC_OR_PARTITION', `Unable to find partition ${name}:${partitionIndex}.`);
    if (replicas === null) throw new KafkaError('NO_REASSIGNMENT_IN_PROGRESS', 'No partition reassignment is in progress.');
    checkReplicas(replicas);
    return { errorCode: ERROR.NONE, errorMessage: null };
  } catch (error) {
    return refusalOf(error);
  }
}

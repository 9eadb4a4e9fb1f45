import { defineApi, type RequestContext } from '../api.ts';
import { ERROR, KafkaError, refusalOf } from '../errors.ts';
import { ELECT_LEADERS } from '../messages/elect-leaders.ts';

/** Makes the preferred replica the leader, or any when there is none: here the only one always is, so there is nothing to elect. */
export const electLeaders = defineApi({
  ...ELECT_LEADERS,
  handle: ({ topicPartitions }, { broker }) => {
    // Who asks for all partitions hears only of those that were in need of an election.
    if (topicPartitions === null)
      return { replicaElectionResults: broker.topics.all().map(({ name }) => ({ topic: name, partitionResult: [] })) };
    return {
      replicaElectionResults: topicPartitions.map(({ topic, partitions }) => ({
        topic,
        partitionResult: partitions.map((partitionId) => ({ partitionId, ...elect(topic, partitionId, broker) })),
      })),
    };
  },
});

function elect(name: string, partition: number, { topics }: RequestContext['broker']) {
  const topic = topics.find(name);
  if (!topic) return refusalOf(new KafkaError('UNKNOWN_TOPIC_OR_PARTITION', `No such topic as ${name}`));
  if (!topic.partitions[partition])
    return refusalOf(new KafkaError('UNKNOWN_TOPIC_OR_PARTITION', `No such partition as ${name}-${partition}`));
  return { errorCode: ERROR.ELECTION_NOT_NEEDED, errorMessage: 'Leader election not needed for topic partition.' };
}

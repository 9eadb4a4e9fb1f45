import { defineApi, type RequestContext } from '../api.ts';
import { NODE_ID } from '../broker.ts';
import { ERROR, KafkaError, refusalOf } from '../errors.ts';
import { addressOf } from '../listener.ts';
import { LEADER_EPOCH } from '../log/partition-log.ts';
import { METADATA } from '../messages/metadata.ts';
import { CLUSTER_OPERATIONS, TOPIC_OPERATIONS, UNASKED } from '../operations.ts';
import type { Topic } from '../topic.ts';
import { checkTopicName } from '../topic-name.ts';
import { NO_ID } from '../wire/codec.ts';

/** Who the brokers are and which topics there are; topics that are not there yet are made, when the client may. */
export const metadata = defineApi({
  ...METADATA,
  handle: async (request, context) => {
    const { broker, version, listener } = context;
    const wanted = isForAll(request.topics, version)
      ? broker.topics.all().map(({ name }) => ({ name, topicId: NO_ID }))
      : (request.topics ?? []);
    // Who asks for all of them asks for none in particular: one that is deleted meanwhile stays so.
    const mayCreate = !isForAll(request.topics, version) && (version < 4 || request.allowAutoTopicCreation);
    const topics = [];
    for (const topic of wanted) {
      const answer = await describe(topic, { mayCreate, context });
      topics.push({
        ...answer,
        topicAuthorizedOperations: request.includeTopicAuthorizedOperations ? TOPIC_OPERATIONS : UNASKED,
      });
    }
    return {
      ...{ brokers: [{ nodeId: NODE_ID, ...addressOf(listener) }], clusterId: broker.clusterId, controllerId: NODE_ID, topics },
      clusterAuthorizedOperations: request.includeClusterAuthorizedOperations ? CLUSTER_OPERATIONS : UNASKED,
    };
  },
});

/** No list means all topics; in version 0, which has no null, an empty one does. */
function isForAll(topics: unknown[] | null, version: number): boolean {
  return topics === null || (version === 0 && topics.length === 0);
}

type Asked = { name: string | null; topicId: string };

async function describe({ name, topicId }: Asked, { mayCreate, context }: { mayCreate: boolean; context: RequestContext }) {
  const { broker, version } = context;
  try {
    // An id decides where there is one: Java then sends an empty name with it.
    if (topicId !== NO_ID) {
      const topic = broker.topics.findById(topicId);
      if (!topic) throw new KafkaError('UNKNOWN_TOPIC_ID', 'This server does not host this topic ID.');
      return describeTopic(topic);
    }
    const topic = broker.topics.find(name ?? '') ?? (mayCreate ? await create(name ?? '', context) : undefined);
    if (topic) return describeTopic(topic);
    checkTopicName(name ?? ''); // a name that no topic can have is told from one that none has
    throw new KafkaError('UNKNOWN_TOPIC_OR_PARTITION', 'This server does not host this topic-partition.');
  } catch (error) {
    return { errorCode: refusalOf(error).errorCode, name: version >= 12 && topicId !== NO_ID ? null : (name ?? ''), topicId };
  }
}

async function create(name: string, { broker }: RequestContext): Promise<Topic> {
  try {
    return await broker.topics.create({ name, numPartitions: -1, replicationFactor: -1, assignments: [], configs: [] });
  } catch (error) {
    const existing = broker.topics.find(name);
    if (existing) return existing; // another client was faster
    throw error;
  }
}

function describeTopic({ name, id, partitions }: Topic) {
  return {
    ...{ errorCode: ERROR.NONE, name, topicId: id },
    partitions: partitions.map((_log, partitionIndex) => ({
      ...{ partitionIndex, leaderId: NODE_ID, leaderEpoch: LEADER_EPOCH, replicaNodes: [NODE_ID], isrNodes: [NODE_ID] },
    })),
  };
}

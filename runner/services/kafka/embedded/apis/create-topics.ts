import { defineApi, type RequestContext } from '../api.ts';
import { topicConfig } from '../configs/configs.ts';
import { TOPIC_CONFIGS } from '../configs/topic-configs.ts';
import { KafkaError, refusalOf } from '../errors.ts';
import { CREATE_TOPICS } from '../messages/create-topics.ts';
import type { NewTopic } from '../topics.ts';

/** Makes topics, each for itself: one that may not be does not keep the others from being made. */
export const createTopics = defineApi({
  ...CREATE_TOPICS,
  handle: async ({ topics, validateOnly }, context) => {
    const answers = [];
    const twice = new Set(topics.map(({ name }) => name).filter((name, at, all) => all.indexOf(name) !== at));
    for (const topic of topics.filter(
      ({ name }, at) => !twice.has(name) || topics.findIndex((other) => other.name === name) === at,
    )) {
      answers.push(await create(topic, { isTwice: twice.has(topic.name), isDryRun: validateOnly, context }));
    }
    return { topics: answers };
  },
});

type How = { isTwice: boolean; isDryRun: boolean; context: RequestContext };

async function create(wanted: NewTopic, { isTwice, isDryRun, context: { broker } }: How) {
  const { name } = wanted;
  try {
    if (isTwice) throw new KafkaError('INVALID_REQUEST', 'Duplicate topic name.');
    const { id, partitions, configs } = await broker.topics.create(wanted, { isDryRun });
    const all = [...TOPIC_CONFIGS.keys()].map((key) => topicConfig(key, configs, broker.topics.brokerConfigs));
    const described = all.map(({ definition, value, source }) => ({ name: definition.name, value, configSource: source }));
    return { name, topicId: id, errorMessage: null, numPartitions: partitions.length, replicationFactor: 1, configs: described };
  } catch (error) {
    return { name, ...refusalOf(error), configs: null };
  }
}

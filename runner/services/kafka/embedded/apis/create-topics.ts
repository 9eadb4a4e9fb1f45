import { defineApi, type RequestContext } from '../api.ts';
import { topicConfig } from '../configs/configs.ts';
import { TOPIC_CONFIGS } from '../configs/topic-configs.ts';
import { KafkaError, refusalOf } from '../errors.ts';
import type { NewTopic } from '../topics.ts';
import { list } from '../wire/notation.ts';

/** Makes topics, each for itself: one that may not be does not keep the others from being made. */
export const createTopics = defineApi({
  key: 19,
  name: 'CreateTopics',
  versions: '2-7',
  flexible: 5,
  request: {
    topics: list({
      name: 'string',
      numPartitions: 'int32',
      replicationFactor: 'int16',
      assignments: list({
        partitionIndex: 'int32',
        brokerIds: '[]int32',
      }),
      configs: list({
        name: 'string',
        value: 'string?',
      }),
    }),
    timeoutMs: 'int32 = 60000',
    validateOnly: 'bool',
  },
  response: {
    throttleTimeMs: 'int32',
    topics: list({
      name: 'string',
      topicId: 'uuid 7+',
      errorCode: 'int16',
      errorMessage: 'string?',
      topicConfigErrorCode: 'int16 5+ tag 0',
      numPartitions: 'int32 5+ = -1',
      replicationFactor: 'int16 5+ = -1',
      configs: list(
        {
          name: 'string',
          value: 'string?',
          readOnly: 'bool',
          configSource: 'int8 = -1',
          isSensitive: 'bool',
        },
        '? 5+',
      ),
    }),
  },
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

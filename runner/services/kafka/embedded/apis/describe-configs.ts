import { defineApi, type RequestContext } from '../api.ts';
import { NODE_ID } from '../broker.ts';
import { BROKER_CONFIGS, isDynamic } from '../configs/broker-configs.ts';
import { brokerConfig, type EffectiveConfig, topicConfig } from '../configs/configs.ts';
import { CONFIG_SOURCE, CONFIG_TYPE } from '../configs/define-config.ts';
import { TOPIC_CONFIGS } from '../configs/topic-configs.ts';
import { KafkaError, refusalOf } from '../errors.ts';
import { DESCRIBE_CONFIGS } from '../messages/describe-configs.ts';
import { RESOURCE } from '../resources.ts';

/** Settings of topics and of the broker, each with where its value comes from. */
export const describeConfigs = defineApi({
  ...DESCRIBE_CONFIGS,
  handle: ({ resources, includeSynonyms }, context) => ({
    results: resources.map(({ resourceType, resourceName, configurationKeys }) => {
      try {
        const wanted = (name: string) =>
          configurationKeys === null || configurationKeys.length === 0 || configurationKeys.includes(name);
        const configs = describe(resourceType, resourceName, context).filter(({ definition }) => wanted(definition.name));
        return {
          errorMessage: null,
          resourceType,
          resourceName,
          configs: configs.map((config) => row(config, { resourceType, includeSynonyms })),
        };
      } catch (error) {
        return { ...refusalOf(error), resourceType, resourceName };
      }
    }),
  }),
});

function describe(type: number, name: string, { broker }: RequestContext): EffectiveConfig[] {
  const { topics } = broker;
  if (type === RESOURCE.TOPIC) {
    const topic = topics.find(name);
    if (!topic) throw new KafkaError('UNKNOWN_TOPIC_OR_PARTITION', `The topic '${name}' does not exist.`);
    return [...TOPIC_CONFIGS.keys()].map((key) => topicConfig(key, topic.configs, topics.brokerConfigs));
  }
  if (type !== RESOURCE.BROKER) throw new KafkaError('INVALID_REQUEST', `Unsupported resource type: ${type}`);
  // Without a name: what was set for all brokers, and nothing else.
  const isForAll = name === '';
  if (!isForAll && name !== String(NODE_ID))
    throw new KafkaError('INVALID_REQUEST', `Unexpected broker id, expected ${NODE_ID} or empty string, but received ${name}`);
  const names = isForAll ? [...topics.brokerConfigs.keys()] : [...BROKER_CONFIGS.keys()];
  return names.map((key) => brokerConfig(key, topics.brokerConfigs));
}

function row(
  { definition, value, source, synonyms }: EffectiveConfig,
  { resourceType, includeSynonyms }: { resourceType: number; includeSynonyms: boolean },
) {
  return {
    ...{ name: definition.name, value, configSource: source, configType: CONFIG_TYPE[definition.type], documentation: null },
    isDefault: source === CONFIG_SOURCE.DEFAULT,
    readOnly: resourceType === RESOURCE.BROKER && !isDynamic(definition.name),
    synonyms: includeSynonyms ? synonyms : [],
  };
}

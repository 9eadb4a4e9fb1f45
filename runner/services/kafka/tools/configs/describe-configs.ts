import type { KafkaConnection } from '../../client/kafka-connection.ts';
import { checkRow } from '../../client/kafka-failure.ts';
import { DESCRIBE_CONFIGS } from '../../embedded/messages/describe-configs.ts';
import { METADATA } from '../../embedded/messages/metadata.ts';
import type { Call } from '../tool.ts';
import { findTopics } from '../topics/find-topics.ts';
import { type Entity, nameOf, RESOURCE } from './config-entity.ts';

const SOURCES = [
  ...['UNKNOWN', 'DYNAMIC_TOPIC_CONFIG', 'DYNAMIC_BROKER_CONFIG', 'DYNAMIC_DEFAULT_BROKER_CONFIG', 'STATIC_BROKER_CONFIG'],
  ...['DEFAULT_CONFIG', 'DYNAMIC_BROKER_LOGGER_CONFIG'],
];
/** The source of what was changed: by name, and for all brokers. */
const CHANGED = { topics: 1, brokers: 2, default: 3 } as const;

/** `kafka-configs --describe` @throws KafkaFailure */
export async function describeEntities(connection: KafkaConnection, entity: Entity, { options, out }: Call): Promise<void> {
  for (const one of await entitiesOf(connection, entity)) {
    const all = options.has('all');
    if (one.name === '') out('Default configs for brokers in the cluster are:\n');
    else out(`${all ? 'All' : 'Dynamic'} configs for ${nameOf(one)} are:\n`);
    const source = one.name === '' ? CHANGED.default : CHANGED[one.type];
    for (const config of await configsOf(connection, one)) {
      if (!all && config.configSource !== source) continue;
      const synonyms = config.synonyms.map((row) => `${SOURCES[row.source]}:${row.name}=${row.value}`).join(', ');
      out(`  ${config.name}=${config.value} sensitive=${config.isSensitive} synonyms={${synonyms}}\n`);
    }
  }
}

async function entitiesOf(connection: KafkaConnection, { type, name }: Entity): Promise<Entity[]> {
  if (name !== undefined) return [{ type, name }];
  if (type === 'topics') {
    const topics = await findTopics(connection, { pattern: undefined, withInternal: true });
    return topics.map((topic) => ({ type, name: topic.name ?? '' }));
  }
  const { brokers } = await connection.call(METADATA, { topics: [] });
  return [...brokers.map(({ nodeId }) => ({ type, name: String(nodeId) })), { type, name: '' }];
}

/** All settings of one topic or broker. @throws KafkaFailure when it is not there */
export async function configsOf(connection: KafkaConnection, { type, name }: Entity) {
  const resource = { resourceType: RESOURCE[type], resourceName: name ?? '', configurationKeys: null };
  const { results } = await connection.call(DESCRIBE_CONFIGS, { resources: [resource], includeSynonyms: true });
  for (const row of results) checkRow(row);
  const configs = results[0]?.configs ?? [];
  return [...configs].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The names of what was changed for exactly this topic or broker. */
export async function changedConfigs(connection: KafkaConnection, entity: Entity): Promise<string[]> {
  const source = entity.name === '' ? CHANGED.default : CHANGED[entity.type];
  const configs = await configsOf(connection, entity);
  return configs.filter(({ configSource }) => configSource === source).map(({ name }) => name);
}

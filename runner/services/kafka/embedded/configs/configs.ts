import { KafkaError } from '../errors.ts';
import { BROKER_CONFIGS, isDynamic } from './broker-configs.ts';
import { CONFIG_SOURCE, type ConfigDefinition, checkConfig } from './define-config.ts';
import { readTopicSettings, TOPIC_CONFIGS, type TopicSettings } from './topic-configs.ts';

/** Values that were set, by name. */
export type ConfigValues = ReadonlyMap<string, string>;

/** A value and where it comes from. */
export type ConfigSynonym = { name: string; value: string; source: number };
/** A setting as it is now; what comes first in `synonyms` is what counts. */
export type EffectiveConfig = { definition: ConfigDefinition; value: string; source: number; synonyms: ConfigSynonym[] };

/** One change, as IncrementalAlterConfigs names it. */
export type ConfigChange = { name: string; operation: 'SET' | 'DELETE' | 'APPEND' | 'SUBTRACT'; value: string | null };

/** What counts for a topic: its own value, else the broker's for all topics, else Kafka's default. */
export function topicConfig(name: string, topic: ConfigValues, broker: ConfigValues): EffectiveConfig {
  const definition = definitionOf(TOPIC_CONFIGS, name, 'topic');
  const own = topic.get(name);
  const { synonym } = definition;
  const synonyms = own === undefined ? [] : [{ name, value: own, source: CONFIG_SOURCE.TOPIC as number }];
  if (synonym) synonyms.push(...brokerConfig(synonym, broker).synonyms);
  const usual = { name, value: definition.fallback, source: CONFIG_SOURCE.DEFAULT };
  const { value, source } = synonyms[0] ?? usual;
  return { definition, value, source, synonyms };
}

/** What counts for the broker. */
export function brokerConfig(name: string, broker: ConfigValues): EffectiveConfig {
  const definition = definitionOf(BROKER_CONFIGS, name, 'broker');
  const own = broker.get(name);
  const synonyms: ConfigSynonym[] = own === undefined ? [] : [{ name, value: own, source: CONFIG_SOURCE.BROKERS }];
  // A broker without a configuration file has what it starts with as its defaults; only its number is given to it.
  const usual = name === 'broker.id' || name === 'node.id' ? CONFIG_SOURCE.STATIC : CONFIG_SOURCE.DEFAULT;
  synonyms.push({ name, value: definition.fallback, source: usual });
  return { definition, value: synonyms[0]?.value ?? definition.fallback, source: synonyms[0]?.source ?? usual, synonyms };
}

/** A topic's settings as values. */
export function topicSettings(topic: ConfigValues, broker: ConfigValues): TopicSettings {
  return readTopicSettings((name) => topicConfig(name, topic, broker).value);
}

/** The values after some changes. @throws KafkaError INVALID_CONFIG or INVALID_REQUEST, with nothing changed. */
export function changedConfigs(
  values: ConfigValues,
  changes: readonly ConfigChange[],
  kind: 'topic' | 'broker',
): Map<string, string> {
  const changed = new Map(values);
  const names = new Set<string>();
  for (const change of changes) {
    if (names.has(change.name)) throw new KafkaError('INVALID_REQUEST', `Error due to duplicate config keys: ${change.name}`);
    names.add(change.name);
    const definition = definitionOf(kind === 'topic' ? TOPIC_CONFIGS : BROKER_CONFIGS, change.name, kind);
    if (kind === 'broker' && !isDynamic(change.name)) {
      throw new KafkaError('INVALID_REQUEST', `Cannot update these configs dynamically: Set(${change.name})`);
    }
    applyChange(changed, change, definition);
  }
  if (kind === 'topic') checkLags(changed);
  return changed;
}

function checkLags(values: ConfigValues): void {
  const [min, max] = ['min.compaction.lag.ms', 'max.compaction.lag.ms'] as const;
  const of = (name: string) => BigInt(values.get(name)?.trim() ?? TOPIC_CONFIGS.get(name)?.fallback ?? 0);
  if (of(min) > of(max))
    throw new KafkaError('INVALID_CONFIG', `conflict topic config setting ${min} (${of(min)}) > ${max} (${of(max)})`);
}

/** @throws KafkaError as `changedConfigs`. */
export function newTopicConfigs(configs: readonly { name: string; value: string | null }[]): Map<string, string> {
  const missing = configs.find(({ value }) => value === null);
  if (missing) throw new KafkaError('INVALID_CONFIG', `Null value not supported for topic configs: ${missing.name}`);
  const changes = configs.map(({ name, value }): ConfigChange => ({ name, value, operation: 'SET' }));
  return changedConfigs(new Map(), changes, 'topic');
}

function applyChange(values: Map<string, string>, { name, operation, value }: ConfigChange, definition: ConfigDefinition): void {
  if (operation === 'DELETE') {
    values.delete(name);
    return;
  }
  if (value === null) throw new KafkaError('INVALID_REQUEST', `Null value not supported for : ${name}`);
  if (operation !== 'SET' && definition.type !== 'LIST') {
    throw new KafkaError('INVALID_CONFIG', `Can't ${operation} to key ${name} because its type is not LIST.`);
  }
  const now = (values.get(name) ?? definition.fallback).split(',').filter((word) => word !== '');
  const words = value.split(',').map((word) => word.trim());
  const next =
    operation === 'SET'
      ? value
      : operation === 'APPEND'
        ? [...new Set([...now, ...words])].join(',')
        : now.filter((word) => !words.includes(word)).join(',');
  checkConfig(definition, next);
  values.set(name, next);
}

function definitionOf(all: ReadonlyMap<string, ConfigDefinition>, name: string, kind: 'topic' | 'broker'): ConfigDefinition {
  const definition = all.get(name);
  if (!definition) throw new KafkaError('INVALID_CONFIG', `Unknown ${kind} config name: ${name}`);
  return definition;
}

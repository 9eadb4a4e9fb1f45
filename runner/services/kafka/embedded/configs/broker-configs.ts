import type { ConfigDefinition, ConfigType } from './define-config.ts';
import { TOPIC_CONFIGS } from './topic-configs.ts';

type Row = [name: string, type: ConfigType, fallback: string];

/** Settings of the broker itself, with Kafka's defaults where it has the same meaning. They are fixed while it runs. */
const FIXED: Row[] = [
  ['auto.create.topics.enable', 'BOOLEAN', 'true'],
  ['broker.id', 'INT', '1'],
  ['connections.max.idle.ms', 'LONG', '600000'],
  ['default.replication.factor', 'INT', '1'],
  ['delete.topic.enable', 'BOOLEAN', 'true'],
  ['fetch.max.bytes', 'INT', '57671680'],
  ['group.consumer.heartbeat.interval.ms', 'INT', '1000'],
  ['group.consumer.session.timeout.ms', 'INT', '45000'],
  ['group.initial.rebalance.delay.ms', 'INT', '60'],
  ['group.max.session.timeout.ms', 'INT', '1800000'],
  ['group.min.session.timeout.ms', 'INT', '6000'],
  ['log.retention.check.interval.ms', 'LONG', '1000'],
  ['node.id', 'INT', '1'],
  ['num.partitions', 'INT', '1'],
  ['offset.metadata.max.bytes', 'INT', '4096'],
  ['offsets.retention.minutes', 'INT', '10080'],
  ['producer.id.expiration.check.interval.ms', 'INT', '600000'],
  ['producer.id.expiration.ms', 'INT', '86400000'],
  ['socket.request.max.bytes', 'INT', '104857600'],
  ['transaction.max.timeout.ms', 'INT', '900000'],
  ['transactional.id.expiration.ms', 'INT', '604800000'],
];

/** The settings of the broker that are defaults of topics: they may be changed while it runs, with the limits of the topic's setting. */
const TOPIC_DEFAULTS: ConfigDefinition[] = [...TOPIC_CONFIGS.values()].flatMap(({ synonym, ...definition }) =>
  synonym ? [{ ...definition, name: synonym }] : [],
);

/** Every setting of the broker, by name. */
export const BROKER_CONFIGS: ReadonlyMap<string, ConfigDefinition> = new Map(
  [...FIXED.map(([name, type, fallback]) => ({ name, type, fallback })), ...TOPIC_DEFAULTS].map((definition) => [
    definition.name,
    definition,
  ]),
);

/** Whether a setting of the broker may be changed while it runs. */
export function isDynamic(name: string): boolean {
  return TOPIC_DEFAULTS.some((definition) => definition.name === name);
}

/** A fixed setting as a number. */
export function brokerNumber(name: string): number {
  const definition = BROKER_CONFIGS.get(name);
  if (!definition) throw new Error(`There is no setting ${name}.`);
  return Number(definition.fallback);
}

import { CODECS, type Compression } from '../records/compression.ts';
import { between, type ConfigDefinition, type ConfigType, oneOf, only } from './define-config.ts';

const MAX_LONG = '9223372036854775807';
const COMPRESSIONS = ['uncompressed', 'zstd', 'lz4', 'snappy', 'gzip', 'producer'];
const natural = between(0);
const positive = between(1);
const anyOrNone = between(-1);

const gzipLevel = (value: string) =>
  between(1, 9)(value) && value !== '-1' ? 'Value must be between 1 and 9 or equal to -1' : undefined;
const throttledReplicas = (value: string) =>
  /^(?:\*|\d+:\d+(?:,\d+:\d+)*)$/.test(value)
    ? undefined
    : "It must be the literal '*' or a list of replicas in the following format: [partitionId]:[brokerId],[partitionId]:[brokerId],...";

type Row = [name: string, type: ConfigType, fallback: string, synonym: string, refuse?: (value: string) => string | undefined];

/** Every setting of a topic that Kafka 3.9 lists, with its defaults and limits. What means something only on several brokers, or to a disk, is kept and shown. */
const ROWS: Row[] = [
  ['cleanup.policy', 'LIST', 'delete', 'log.cleanup.policy', oneOf('compact', 'delete')],
  ['compression.gzip.level', 'INT', '-1', 'compression.gzip.level', gzipLevel],
  ['compression.lz4.level', 'INT', '9', 'compression.lz4.level', between(1, 17)],
  ['compression.type', 'STRING', 'producer', 'compression.type', oneOf(...COMPRESSIONS)],
  ['compression.zstd.level', 'INT', '3', 'compression.zstd.level', between(-131_072, 22)],
  ['delete.retention.ms', 'LONG', '86400000', 'log.cleaner.delete.retention.ms', natural],
  ['file.delete.delay.ms', 'LONG', '60000', 'log.segment.delete.delay.ms', natural],
  ['flush.messages', 'LONG', MAX_LONG, 'log.flush.interval.messages', positive],
  ['flush.ms', 'LONG', MAX_LONG, 'log.flush.interval.ms', natural],
  ['follower.replication.throttled.replicas', 'LIST', '', '', throttledReplicas],
  ['index.interval.bytes', 'INT', '4096', 'log.index.interval.bytes', natural],
  ['leader.replication.throttled.replicas', 'LIST', '', '', throttledReplicas],
  ['local.retention.bytes', 'LONG', '-2', 'log.local.retention.bytes', between(-2)],
  ['local.retention.ms', 'LONG', '-2', 'log.local.retention.ms', between(-2)],
  ['max.compaction.lag.ms', 'LONG', MAX_LONG, 'log.cleaner.max.compaction.lag.ms', positive],
  ['max.message.bytes', 'INT', '1048588', 'message.max.bytes', natural],
  ['message.downconversion.enable', 'BOOLEAN', 'true', 'log.message.downconversion.enable'],
  ['message.format.version', 'STRING', '3.0-IV1', 'log.message.format.version'],
  ['message.timestamp.after.max.ms', 'LONG', MAX_LONG, 'log.message.timestamp.after.max.ms', natural],
  ['message.timestamp.before.max.ms', 'LONG', MAX_LONG, 'log.message.timestamp.before.max.ms', natural],
  ['message.timestamp.difference.max.ms', 'LONG', MAX_LONG, 'log.message.timestamp.difference.max.ms', natural],
  ['message.timestamp.type', 'STRING', 'CreateTime', 'log.message.timestamp.type', oneOf('CreateTime', 'LogAppendTime')],
  ['min.cleanable.dirty.ratio', 'DOUBLE', '0.5', 'log.cleaner.min.cleanable.ratio', between(0, 1)],
  ['min.compaction.lag.ms', 'LONG', '0', 'log.cleaner.min.compaction.lag.ms', natural],
  ['min.insync.replicas', 'INT', '1', 'min.insync.replicas', positive],
  ['preallocate', 'BOOLEAN', 'false', 'log.preallocate'],
  ['remote.log.copy.disable', 'BOOLEAN', 'false', ''],
  ['remote.log.delete.on.disable', 'BOOLEAN', 'false', ''],
  ['remote.storage.enable', 'BOOLEAN', 'false', '', only('false', ['true', 'false'], 'tiered storage')],
  ['retention.bytes', 'LONG', '-1', 'log.retention.bytes'],
  ['retention.ms', 'LONG', '604800000', 'log.retention.ms', anyOrNone],
  ['segment.bytes', 'INT', '1073741824', 'log.segment.bytes', between(14)],
  ['segment.index.bytes', 'INT', '10485760', 'log.index.size.max.bytes', between(4)],
  ['segment.jitter.ms', 'LONG', '0', 'log.roll.jitter.ms', natural],
  ['segment.ms', 'LONG', '604800000', 'log.roll.ms', positive],
  ['unclean.leader.election.enable', 'BOOLEAN', 'false', 'unclean.leader.election.enable'],
];

/** The settings of a topic, by name. */
export const TOPIC_CONFIGS: ReadonlyMap<string, ConfigDefinition> = new Map(
  ROWS.map(([name, type, fallback, synonym, refuse]) => [name, { name, type, fallback, refuse, synonym: synonym || undefined }]),
);

/** A topic's settings that the broker itself obeys, as values. */
export type TopicSettings = {
  isCompacted: boolean;
  isDeleted: boolean;
  maxMessageBytes: number;
  isLogAppendTime: boolean;
  maxAfterMs: number;
  maxBeforeMs: number;
  retentionBytes: number;
  retentionMs: number;
  segmentBytes: number;
  segmentMs: number;
  minDirtyRatio: number;
  minLagMs: number;
  maxLagMs: number;
  deleteRetentionMs: number;
  minInsyncReplicas: number;
  /** How batches are kept; nothing means as they come. */
  compression: Compression | undefined;
};

/** @param value what a setting is now, whoever set it. */
export function readTopicSettings(value: (name: string) => string): TopicSettings {
  const number = (name: string) => Number(value(name));
  const policies = value('cleanup.policy')
    .split(',')
    .map((policy) => policy.trim());
  const isCompacted = policies.includes('compact');
  const maxLagMs = number('max.compaction.lag.ms');
  return {
    isCompacted,
    isDeleted: policies.includes('delete'),
    maxMessageBytes: number('max.message.bytes'),
    isLogAppendTime: value('message.timestamp.type') === 'LogAppendTime',
    maxAfterMs: Math.min(number('message.timestamp.after.max.ms'), number('message.timestamp.difference.max.ms')),
    maxBeforeMs: Math.min(number('message.timestamp.before.max.ms'), number('message.timestamp.difference.max.ms')),
    retentionBytes: number('retention.bytes'),
    retentionMs: number('retention.ms'),
    segmentBytes: number('segment.bytes'),
    // What is written to cannot be compacted, so it is closed in time.
    segmentMs: isCompacted ? Math.min(number('segment.ms'), maxLagMs) : number('segment.ms'),
    minDirtyRatio: number('min.cleanable.dirty.ratio'),
    minLagMs: number('min.compaction.lag.ms'),
    maxLagMs,
    deleteRetentionMs: number('delete.retention.ms'),
    minInsyncReplicas: number('min.insync.replicas'),
    compression: readCompression(value),
  };
}

function readCompression(value: (name: string) => string): Compression | undefined {
  const name = value('compression.type');
  if (name === 'producer') return undefined;
  const codec = name === 'uncompressed' ? 0 : CODECS.findIndex((known) => known === name);
  return { codec, level: name === 'gzip' || name === 'zstd' ? Number(value(`compression.${name}.level`)) : 0 };
}

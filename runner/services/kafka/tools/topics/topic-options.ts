import type { OptionSpec } from '../options.ts';
import { COMMON_OPTIONS } from '../tool.ts';

/** What `kafka-topics` takes. */
export const TOPIC_OPTIONS: readonly OptionSpec[] = [
  ...COMMON_OPTIONS,
  { name: 'bootstrap-server', takes: 'server to connect to', about: 'REQUIRED: the Kafka server, such as kafka:9092.' },
  { name: 'command-config', takes: 'config file', about: 'A file of settings for the client.' },
  { name: 'list', about: 'List all topics, or those that --topic matches.' },
  { name: 'create', about: 'Create a topic.' },
  { name: 'delete', about: 'Delete topics.' },
  { name: 'alter', about: 'Give topics more partitions. Settings are changed with kafka-configs.' },
  { name: 'describe', about: 'Show topics and their partitions.' },
  { name: 'topic', takes: 'topic', about: 'The topic; except with --create also a regular expression.' },
  { name: 'topic-id', takes: 'topic-id', about: 'With --describe: the topic by its id.' },
  { name: 'config', takes: 'name=value', about: 'With --create: a setting of the new topic. May be given several times.' },
  { name: 'delete-config', takes: 'name', about: 'Not supported: settings are removed with kafka-configs.' },
  { name: 'partitions', takes: 'number', type: 'Integer', about: 'How many partitions a topic gets, or has in the end.' },
  { name: 'replication-factor', takes: 'number', type: 'Integer', about: 'How many brokers keep each partition.' },
  {
    name: 'replica-assignment',
    takes: 'ids',
    about: 'The brokers of each partition: partitions with commas, brokers with colons.',
  },
  { name: 'under-replicated-partitions', about: 'With --describe: only partitions with replicas missing.' },
  { name: 'unavailable-partitions', about: 'With --describe: only partitions without a leader.' },
  { name: 'under-min-isr-partitions', about: 'With --describe: only partitions with fewer replicas in sync than configured.' },
  {
    name: 'at-min-isr-partitions',
    about: 'With --describe: only partitions with as many replicas in sync as configured at least.',
  },
  { name: 'topics-with-overrides', about: 'With --describe: only topics with settings of their own.' },
  { name: 'if-exists', about: 'With --alter, --delete, --describe: no error when the topic is missing.' },
  { name: 'if-not-exists', about: 'With --create: no error when the topic is there already.' },
  { name: 'exclude-internal', about: 'With --list and --describe: leave internal topics out.' },
  {
    name: 'partition-size-limit-per-response',
    takes: 'number',
    type: 'Integer',
    about: 'With --describe: how many partitions a broker puts into one answer.',
  },
];

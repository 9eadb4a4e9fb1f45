import type { OptionSpec } from '../options.ts';
import { COMMON_OPTIONS } from '../tool.ts';

/** What `kafka-console-consumer` takes. */
export const CONSUMER_OPTIONS: readonly OptionSpec[] = [
  ...COMMON_OPTIONS,
  { name: 'bootstrap-server', takes: 'server to connect to', about: 'REQUIRED: the Kafka server, such as kafka:9092.' },
  { name: 'topic', takes: 'topic', about: 'The topic to read.' },
  { name: 'include', takes: 'Java regex (String)', about: 'The topics to read, as a regular expression.' },
  { name: 'whitelist', takes: 'Java regex (String)', about: 'The old name of --include.' },
  {
    name: 'partition',
    takes: 'partition',
    type: 'Integer',
    about: 'Read this partition only; from its end unless --offset says where.',
  },
  {
    name: 'offset',
    takes: 'consume offset',
    about: 'With --partition: where to start, a number, earliest or latest. (default: latest)',
  },
  { name: 'from-beginning', about: 'Start with the first message there is, where the group has no place yet.' },
  { name: 'max-messages', takes: 'num_messages', type: 'Integer', about: 'End after so many messages.' },
  { name: 'timeout-ms', takes: 'timeout_ms', type: 'Long', about: 'End when nothing came for so long.' },
  { name: 'group', takes: 'consumer group id', about: 'The group to read in; without it one of its own.' },
  {
    name: 'property',
    takes: 'prop',
    about:
      'What is shown: print.timestamp=, print.key=, print.offset=, print.partition=, print.headers=, print.value=true or false, ' +
      'key.separator=, line.separator=, headers.separator=, null.literal=, key.deserializer=, value.deserializer=, headers.deserializer=.',
  },
  { name: 'formatter-property', takes: 'prop', about: 'The new name of --property.' },
  { name: 'formatter-config', takes: 'config file', about: 'A file of such properties.' },
  {
    name: 'formatter',
    takes: 'class',
    about: "The class that shows messages: Kafka's DefaultMessageFormatter or NoOpMessageFormatter.",
  },
  { name: 'key-deserializer', takes: 'deserializer for key', about: "A class of Kafka's that reads keys." },
  { name: 'value-deserializer', takes: 'deserializer for values', about: "A class of Kafka's that reads values." },
  {
    name: 'isolation-level',
    takes: 'String',
    about: 'read_committed leaves out transactions that were not committed. (default: read_uncommitted)',
  },
  { name: 'consumer-property', takes: 'consumer_prop', about: 'A setting of the consumer, as name=value.' },
  { name: 'consumer.config', takes: 'config file', about: 'A file of such settings.' },
  { name: 'skip-message-on-error', about: 'Go on after a message that cannot be shown.' },
  { name: 'enable-systest-events', about: 'Not supported.' },
];

/** Settings of a consumer that these options have, or that have no effect on what is read. */
export const CONSUMER_SETTINGS = [
  ...['auto.offset.reset', 'enable.auto.commit', 'group.id', 'group.instance.id', 'isolation.level', 'auto.commit.interval.ms'],
  ...[
    'fetch.max.bytes',
    'fetch.max.wait.ms',
    'fetch.min.bytes',
    'max.partition.fetch.bytes',
    'max.poll.records',
    'max.poll.interval.ms',
  ],
  ...['allow.auto.create.topics', 'check.crcs', 'exclude.internal.topics', 'heartbeat.interval.ms', 'session.timeout.ms'],
  ...['key.deserializer', 'value.deserializer'],
];

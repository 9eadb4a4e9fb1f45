import type { OptionSpec } from '../options.ts';
import { COMMON_OPTIONS } from '../tool.ts';

/** What `kafka-console-producer` takes. Those about batches and waiting change nothing here: what is typed is sent at once. */
export const PRODUCER_OPTIONS: readonly OptionSpec[] = [
  ...COMMON_OPTIONS,
  { name: 'bootstrap-server', takes: 'server to connect to', about: 'REQUIRED: the Kafka server, such as kafka:9092.' },
  { name: 'broker-list', takes: 'broker-list', about: 'The old name of --bootstrap-server.' },
  { name: 'topic', takes: 'topic', about: 'REQUIRED: the topic to write to.' },
  {
    name: 'property',
    takes: 'prop',
    about:
      'How lines are read: parse.key=true, key.separator=, parse.headers=true, headers.delimiter=, headers.separator=, ' +
      'headers.key.separator=, null.marker=, ignore.error=true.',
  },
  { name: 'reader-property', takes: 'prop', about: 'The new name of --property.' },
  { name: 'reader-config', takes: 'config file', about: 'A file of such properties.' },
  { name: 'producer-property', takes: 'producer_prop', about: 'A setting of the producer, as name=value.' },
  { name: 'producer.config', takes: 'config file', about: 'A file of such settings.' },
  { name: 'compression-codec', takes: 'compression-codec', isOptional: true, about: 'none, gzip or zstd; without a value gzip.' },
  {
    name: 'request-required-acks',
    takes: 'request required acks',
    about: 'all (or -1), 0 or 1: who has to have it. (default: -1)',
  },
  { name: 'sync', about: 'Send each message by itself.' },
  { name: 'line-reader', takes: 'reader_class', about: "The class that reads lines; only Kafka's usual one is known." },
  { name: 'batch-size', takes: 'size', type: 'Integer', about: 'No effect here.' },
  { name: 'max-block-ms', takes: 'ms', type: 'Long', about: 'No effect here.' },
  { name: 'max-memory-bytes', takes: 'bytes', type: 'Long', about: 'No effect here.' },
  { name: 'max-partition-memory-bytes', takes: 'bytes', type: 'Integer', about: 'No effect here.' },
  { name: 'message-send-max-retries', takes: 'Integer', type: 'Integer', about: 'No effect here.' },
  { name: 'metadata-expiry-ms', takes: 'ms', type: 'Long', about: 'No effect here.' },
  { name: 'request-timeout-ms', takes: 'ms', type: 'Integer', about: 'How long the broker may take. (default: 1500)' },
  { name: 'retry-backoff-ms', takes: 'Long', type: 'Long', about: 'No effect here.' },
  { name: 'socket-buffer-size', takes: 'size', type: 'Integer', about: 'No effect here.' },
  { name: 'timeout', takes: 'timeout_ms', type: 'Long', about: 'No effect here.' },
];

/** Settings of a producer that these options have, or that have no effect on messages one after the other. */
export const PRODUCER_SETTINGS = [
  ...['acks', 'compression.type', 'max.request.size', 'key.serializer', 'value.serializer', 'enable.idempotence'],
  ...['batch.size', 'linger.ms', 'buffer.memory', 'max.block.ms', 'delivery.timeout.ms', 'max.in.flight.requests.per.connection'],
];

import { readFileSync } from 'node:fs';
import { KafkaFailure } from '../../client/kafka-failure.ts';
import { byTopic, type TopicPartition } from '../../client/list-offsets.ts';
import { DELETE_RECORDS } from '../../embedded/messages/delete-records.ts';
import { requireOptions } from '../check-options.ts';
import { checkClientConfig } from '../client-config.ts';
import type { OptionSpec } from '../options.ts';
import { COMMON_OPTIONS, Failure, logLine, type Tool } from '../tool.ts';

const OPTIONS: readonly OptionSpec[] = [
  ...COMMON_OPTIONS,
  {
    name: 'bootstrap-server',
    takes: 'server(s) to use for bootstrapping',
    about: 'REQUIRED: the Kafka server, such as kafka:9092.',
  },
  {
    name: 'offset-json-file',
    takes: 'Offset json file path',
    about:
      'REQUIRED: a file that says before which offsets records go: ' +
      '{"partitions": [{"topic": "foo", "partition": 1, "offset": 1}], "version": 1}; -1 is the end.',
  },
  { name: 'command-config', takes: 'config file', about: 'A file of settings for the client.' },
];

/** `kafka-delete-records`: removes the records before an offset. */
export const kafkaDeleteRecords: Tool = {
  purpose: 'This tool helps to delete records of the given partitions down to the specified offset.',
  options: OPTIONS,
  onBadOption: 'words',
  run: async (call) => {
    const { options, out } = call;
    requireOptions(options, ['bootstrap-server', 'offset-json-file']);
    checkClientConfig(options.value('command-config'));
    const rows = readRows(options.value('offset-json-file') ?? '');
    const client = { kind: 'AdminClient', clientId: 'adminclient-1', call: 'deleteRecords' };
    const connection = await call.open(options.value('bootstrap-server') ?? '', client);
    out('Executing records delete operation\n');
    const { topics } = await connection.call(DELETE_RECORDS, {
      timeoutMs: 30_000,
      topics: byTopic(rows, ({ partition, offset }) => ({ partitionIndex: partition, offset })),
    });
    out('Records delete operation completed:\n');
    for (const { name, partitions } of topics) {
      for (const { partitionIndex, lowWatermark, errorCode } of partitions) {
        const failure = errorCode === 0 ? undefined : new KafkaFailure(errorCode);
        if (failure) call.err(logLine('ERROR', refusal(`${name}-${partitionIndex}`, failure), LOGGER));
        out(
          `partition: ${name}-${partitionIndex}\t${failure ? `error: ${failure.toString()}` : `low_watermark: ${lowWatermark}`}\n`,
        );
      }
    }
    return 0;
  },
};

const LOGGER = 'org.apache.kafka.clients.admin.internals.DeleteRecordsHandler';

function refusal(partition: string, { protocolName }: KafkaFailure): string {
  const words = `DeleteRecords request for topic partition ${partition} failed due to an unexpected error ${protocolName}`;
  return `[AdminClient clientId=adminclient-1] ${words}`;
}

type Row = TopicPartition & { offset: number };

function readRows(file: string): Row[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new Failure(`Unable to read file ${file}`, 'java.io.IOException');
  }
  const plan = parse(text);
  if (plan.version !== undefined && plan.version !== 1) throw new Failure(`Not supported version field value ${plan.version}`);
  if (!Array.isArray(plan.partitions)) throw new Failure('Missing partitions field');
  const rows = plan.partitions.map(readRow);
  const twice = rows.filter((row, at) => rows.findIndex((other) => isSame(row, other)) !== at);
  if (twice.length > 0) {
    const names = twice.map(({ topic, partition }) => `${topic}-${partition}`).join(',');
    throw new Failure(`Offset json file contains duplicate topic partitions: ${names}`);
  }
  return rows;
}

function parse(text: string): { version?: unknown; partitions?: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // said below
  }
  throw new Failure('The input string is not a valid JSON');
}

function readRow(value: unknown): Row {
  const { topic, partition, offset } = (value ?? {}) as Record<string, unknown>;
  if (typeof topic === 'string' && Number.isInteger(partition) && Number.isInteger(offset))
    return { topic, partition: Number(partition), offset: Number(offset) };
  throw new Failure(`Each of the partitions needs a topic, a partition and an offset, which ${JSON.stringify(value)} has not.`);
}

const isSame = (a: TopicPartition, b: TopicPartition): boolean => a.topic === b.topic && a.partition === b.partition;

import type { KafkaConnection } from '../../client/kafka-connection.ts';
import { KafkaFailure } from '../../client/kafka-failure.ts';
import { type AskedOffset, listOffsets } from '../../client/list-offsets.ts';
import { checkClientConfig } from '../client-config.ts';
import type { OptionSpec, Options } from '../options.ts';
import { type Call, COMMON_OPTIONS, Failure, type Tool, UsageFailure } from '../tool.ts';
import { findTopics } from '../topics/find-topics.ts';
import { partitionFilter } from './partition-filter.ts';

const OPTIONS: readonly OptionSpec[] = [
  ...COMMON_OPTIONS,
  { name: 'bootstrap-server', takes: 'HOST1:PORT1,...,HOST3:PORT3', about: 'REQUIRED: the Kafka server, such as kafka:9092.' },
  { name: 'broker-list', takes: 'HOST1:PORT1,...,HOST3:PORT3', about: 'The old name of --bootstrap-server.' },
  { name: 'topic-partitions', takes: 'patterns', about: 'Topics and their partitions, such as orders:0,lines:1-3,other.' },
  { name: 'topic', takes: 'topic', about: 'The topic, also as a regular expression; without it all.' },
  { name: 'partitions', takes: 'partition ids', about: 'Numbers of partitions with commas between; without it all.' },
  {
    name: 'time',
    takes: 'time',
    about:
      'latest (-1), earliest (-2), max-timestamp (-3), or milliseconds since 1970: the first offset at or after it. (default: latest)',
  },
  { name: 'command-config', takes: 'config file', about: 'A file of settings for the client.' },
  { name: 'exclude-internal-topics', about: 'Leave internal topics out.' },
];

/** `kafka-get-offsets`: the first, last or next offset of partitions, or that of a time. */
export const kafkaGetOffsets: Tool = {
  purpose: 'An interactive shell for getting topic-partition offsets.',
  options: OPTIONS,
  onBadOption: 'occurred',
  run: async (call) => {
    try {
      return await run(call);
    } catch (error) {
      if (!(error instanceof Failure || error instanceof KafkaFailure)) throw error;
      call.err(`Error occurred: ${error.message}\n`);
      return 1;
    }
  },
};

async function run(call: Call): Promise<number> {
  const { options } = call;
  if (call.args.length === 0) throw new UsageFailure('An interactive shell for getting topic-partition offsets.');
  const bootstrap = options.value('bootstrap-server') ?? options.value('broker-list');
  if (bootstrap === undefined) throw new Failure('Missing required option(s) [bootstrap-server]');
  if (options.has('topic-partitions') && (options.has('topic') || options.has('partitions')))
    throw new Failure('--topic-partitions cannot be used with --topic or --partitions');
  checkClientConfig(options.value('command-config'));
  const timestamp = readTime(options.value('time') ?? 'latest');
  const wanted = partitionFilter(options);
  const connection = await call.open(bootstrap, { kind: 'AdminClient', clientId: 'GetOffsetJavaAdmin', call: 'listTopics' });
  const asked = (await matching(connection, { options, wanted })).map((row) => ({ ...row, timestamp }));
  for (const { topic, partition, offset } of await listOffsets(connection, asked)) {
    // A time after the last record has no offset.
    if (offset !== undefined && offset >= 0) call.out(`${topic}:${partition}:${offset}\n`);
  }
  return 0;
}

type Wanted = (topic: string, partition: number) => boolean;

async function matching(connection: KafkaConnection, { options, wanted }: { options: Options; wanted: Wanted }) {
  const topics = await findTopics(connection, { pattern: undefined, withInternal: !options.has('exclude-internal-topics') });
  const rows: Omit<AskedOffset, 'timestamp'>[] = topics.flatMap(({ name, partitions }) =>
    partitions
      .map(({ partitionIndex }) => ({ topic: name ?? '', partition: partitionIndex }))
      .filter(({ topic, partition }) => wanted(topic, partition)),
  );
  if (rows.length === 0) throw new Failure('Could not match any topic-partitions with the specified filters');
  return rows.sort((a, b) => (a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1));
}

const TIMES: Record<string, number> = { latest: -1, earliest: -2, 'max-timestamp': -3 };

function readTime(text: string): number {
  const time = TIMES[text] ?? (/^[+-]?\d{1,16}$/.test(text) ? Number(text) : undefined);
  if (time === -4 || time === -5 || text === 'earliest-local' || text === 'latest-tiered')
    throw new Failure(`The time ${text} is about tiered storage, which the embedded broker has not.`);
  if (time !== undefined) return time;
  throw new Failure(
    `Malformed time argument ${text}. Please use -1 or latest / -2 or earliest / -3 or max-timestamp / -4 or earliest-local / -5 or latest-tiered, or a specified long format timestamp`,
  );
}

import type { KafkaConnection } from './client/kafka-connection.ts';
import { LATEST, listOffsets } from './client/list-offsets.ts';
import { DESCRIBE_CONFIGS } from './embedded/messages/describe-configs.ts';
import { readTail, type Tail } from './read-tail.ts';
import type { PartitionState } from './topic-state.ts';

/** What is at the end of a topic. */
export type Newest = Pick<Tail, 'records'> & {
  /** How many messages there are, where all were read; else the offsets they may be at, with `hasGaps` when some have none. */
  total: number;
  hasGaps: boolean;
};

/** More partitions than this are not read; those whose newest message is the oldest are left out. */
const MAX_PARTITIONS = 50;
/** About so much is read of all partitions (bytes), and the end of each in any case. */
const BUDGET_BYTES = 16 << 20;
/** Asks for the latest time of a partition's messages. */
const LATEST_TIME = -3;
/** What transactions have decided. */
const READ_COMMITTED = 1;
const TOPIC = 2;

/** The newest `count` records of a topic over all its partitions, newest first. */
export async function readNewest(
  connection: KafkaConnection,
  { name, partitions }: { name: string; partitions: readonly PartitionState[] },
  count: number,
): Promise<Newest> {
  const filled = partitions.filter(({ start, end }) => end > start);
  const [ends, isCompacted, wanted] = await Promise.all([
    ask(connection, name, { partitions: filled, timestamp: LATEST }),
    isCompactedTopic(connection, name),
    newestOf(connection, name, filled),
  ]);
  const budget = { bytes: BUDGET_BYTES };
  const tails = await Promise.all(
    wanted.map(async (state) => {
      const end = Math.max(state.start, ends.get(state.partition)?.offset ?? state.end);
      const tail = await readTail(connection, { ...state, topic: name, end }, { count, budget });
      return { ...tail, hasGaps: tail.hasGaps || end < state.end };
    }),
  );
  const records = tails.flatMap((tail) => tail.records).sort(newestFirst);
  const isAll = wanted.length === filled.length && tails.every(({ isAll }) => isAll);
  if (isAll && records.length > 0) return { records: records.slice(0, count), total: records.length, hasGaps: false };
  const offsets = filled.reduce((sum, { start, end }) => sum + end - start, 0);
  const hasGaps = offsets > 0 && (isCompacted || tails.some((tail) => tail.hasGaps));
  return { records: records.slice(0, count), total: offsets, hasGaps };
}

type Asked = { partitions: readonly PartitionState[]; timestamp: number };

async function ask(connection: KafkaConnection, topic: string, { partitions, timestamp }: Asked) {
  const asked = partitions.map(({ partition }) => ({ topic, partition, timestamp }));
  const found = await listOffsets(connection, asked, READ_COMMITTED);
  return new Map(found.map(({ partition, ...rest }) => [partition, rest]));
}

/** Those with the newest messages, where there are more than are read. */
async function newestOf(connection: KafkaConnection, topic: string, partitions: readonly PartitionState[]) {
  if (partitions.length <= MAX_PARTITIONS) return partitions;
  const times = await ask(connection, topic, { partitions, timestamp: LATEST_TIME });
  const timeOf = ({ partition }: PartitionState) => times.get(partition)?.timestamp ?? -1;
  return partitions.toSorted((a, b) => timeOf(b) - timeOf(a)).slice(0, MAX_PARTITIONS);
}

async function isCompactedTopic(connection: KafkaConnection, topic: string): Promise<boolean> {
  const resources = [{ resourceType: TOPIC, resourceName: topic, configurationKeys: ['cleanup.policy'] }];
  const { results } = await connection.call(DESCRIBE_CONFIGS, { resources, includeSynonyms: false, includeDocumentation: false });
  return results.some(({ configs }) => configs.some(({ value }) => value?.includes('compact')));
}

type Placed = Tail['records'][number];

function newestFirst(a: Placed, b: Placed): number {
  if (a.partition === b.partition) return b.offset - a.offset;
  return b.timestamp - a.timestamp || b.partition - a.partition;
}

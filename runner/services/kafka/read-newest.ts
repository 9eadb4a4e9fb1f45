import type { KafkaConnection } from './client/kafka-connection.ts';
import { FETCH } from './client/messages/records.ts';
import { readBatches } from './client/read-batches.ts';
import type { KafkaRecord } from './embedded/records/records.ts';
import type { Draft } from './embedded/wire/notation.ts';
import type { PartitionState } from './topic-state.ts';

/** A record and where it lies. */
export type NewestRecord = KafkaRecord & { partition: number };

/** No more than this of a partition, and of all together, travels at once (bytes). */
const PARTITION_BYTES = 1 << 20;
const ANSWER_BYTES = 8 << 20;
/** Partitions beyond this many are not read. */
const MAX_PARTITIONS = 50;
/** Only what transactions have decided. */
const READ_COMMITTED = 1;
const WAIT_MS = 200;

/**
 * The newest `count` records of a topic over all its partitions, newest first. Where the last `count` of a partition are
 * more than an answer takes, it goes nearer to the end.
 */
export async function readNewest(
  connection: KafkaConnection,
  { name, partitions }: { name: string; partitions: readonly PartitionState[] },
  count: number,
): Promise<NewestRecord[]> {
  const records: NewestRecord[] = [];
  let wanted = partitions.filter(({ start, end }) => end > start).slice(-MAX_PARTITIONS);
  for (let back = count; wanted.length > 0 && back >= 1; back = Math.floor(back / 4)) {
    const from = new Map(wanted.map(({ partition, start, end }) => [partition, Math.max(start, end - back)]));
    const { responses } = await connection.call(FETCH, requestOf(name, from));
    for (const part of responses.flatMap((response) => response.partitions)) {
      const { partitionIndex: partition, abortedTransactions: aborted } = part;
      const read = readBatches(part.records ?? Buffer.alloc(0), { from: from.get(partition) ?? 0, aborted });
      const isWhole = read.next >= (wanted.find((one) => one.partition === partition)?.end ?? 0);
      if (!isWhole && back >= 4) continue;
      records.push(...read.records.map(({ record }) => ({ ...record, partition })));
      wanted = wanted.filter((one) => one.partition !== partition);
    }
  }
  const newestFirst = (a: NewestRecord, b: NewestRecord) =>
    a.partition === b.partition ? b.offset - a.offset : b.timestamp - a.timestamp || b.partition - a.partition;
  return records.sort(newestFirst).slice(0, count);
}

function requestOf(topic: string, from: ReadonlyMap<number, number>): Draft<typeof FETCH.request> {
  const partitions = [...from].map(([partition, fetchOffset]) => ({
    ...{ partition, fetchOffset, partitionMaxBytes: PARTITION_BYTES },
  }));
  return {
    ...{ maxWaitMs: WAIT_MS, minBytes: 0, maxBytes: ANSWER_BYTES, isolationLevel: READ_COMMITTED },
    topics: [{ topic, partitions }],
  };
}

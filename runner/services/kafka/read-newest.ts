import { fetch } from './embedded/apis/fetch.ts';
import { batchBytes, HEADER_BYTES, readHeader } from './embedded/records/batch.ts';
import { readMarker } from './embedded/records/control.ts';
import { type KafkaRecord, readRecords } from './embedded/records/records.ts';
import type { Link } from './link.ts';
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

type Part = {
  partitionIndex: number;
  errorCode: number;
  abortedTransactions: { producerId: number; firstOffset: number }[] | null;
  records: Buffer | null;
};
type Answer = { responses: { partitions: Part[] }[] };

/**
 * The newest `count` records of a topic over all its partitions, newest first. Where the last `count` of a partition are
 * more than an answer takes, it goes nearer to the end.
 */
export async function readNewest(
  link: Link,
  { name, partitions }: { name: string; partitions: readonly PartitionState[] },
  count: number,
): Promise<NewestRecord[]> {
  const records: NewestRecord[] = [];
  let wanted = partitions.filter(({ start, end }) => end > start).slice(-MAX_PARTITIONS);
  for (let back = count; wanted.length > 0 && back >= 1; back = Math.floor(back / 4)) {
    const from = new Map(wanted.map(({ partition, start, end }) => [partition, Math.max(start, end - back)]));
    const answer = (await link.request(fetch, 11, requestOf(name, from))) as Answer;
    for (const part of answer.responses.flatMap((response) => response.partitions)) {
      const { partitionIndex: partition } = part;
      const { found, end } = recordsOf(part, from.get(partition) ?? 0);
      const isWhole = end >= (wanted.find((one) => one.partition === partition)?.end ?? 0);
      if (!isWhole && back >= 4) continue;
      records.push(...found.map((record) => ({ ...record, partition })));
      wanted = wanted.filter((one) => one.partition !== partition);
    }
  }
  const newestFirst = (a: NewestRecord, b: NewestRecord) =>
    a.partition === b.partition ? b.offset - a.offset : b.timestamp - a.timestamp || b.partition - a.partition;
  return records.sort(newestFirst).slice(0, count);
}

function requestOf(topic: string, from: ReadonlyMap<number, number>): Record<string, unknown> {
  const partitions = [...from].map(([partition, fetchOffset]) => ({
    ...{ partition, fetchOffset, partitionMaxBytes: PARTITION_BYTES },
  }));
  return {
    ...{ maxWaitMs: WAIT_MS, minBytes: 0, maxBytes: ANSWER_BYTES, isolationLevel: READ_COMMITTED },
    topics: [{ topic, partitions }],
  };
}

/** What was written for readers; `end`: the offset after the last batch that came as a whole. */
function recordsOf({ records, abortedTransactions }: Part, from: number): { found: KafkaRecord[]; end: number } {
  const found: KafkaRecord[] = [];
  let end = from;
  const bytes = records ?? Buffer.alloc(0);
  const open = [...(abortedTransactions ?? [])].sort((a, b) => a.firstOffset - b.firstOffset);
  const aborted = new Set<number>();
  for (let at = 0; at + HEADER_BYTES <= bytes.length && at + batchBytes(bytes, at) <= bytes.length; at += batchBytes(bytes, at)) {
    const { baseOffset, lastOffset, isControl, isTransactional, producerId } = readHeader(bytes, at);
    end = lastOffset + 1;
    while (open[0] && open[0].firstOffset <= lastOffset) aborted.add(open.shift()?.producerId ?? -1);
    if (isControl) {
      if (readMarker(bytes, at)?.isCommit === false) aborted.delete(producerId);
    } else if (!(isTransactional && aborted.has(producerId))) {
      for (const record of readRecords(bytes, at)) if (record.offset >= Math.max(from, baseOffset)) found.push(record);
    }
  }
  return { found, end };
}

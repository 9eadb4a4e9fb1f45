import type { KafkaConnection } from './client/kafka-connection.ts';
import { readBatches } from './client/read-batches.ts';
import { FETCH } from './embedded/messages/fetch.ts';
import type { KafkaRecord } from './embedded/records/records.ts';

/** A record and where it lies. */
export type NewestRecord = KafkaRecord & { partition: number };
/** A partition from its first offset up to `end`, where what transactions have decided ends. */
export type Place = { topic: string; partition: number; start: number; end: number };
/** The end of a partition. `hasGaps`: there are fewer records than offsets; `isAll`: nothing lies before them. */
export type Tail = { records: NewestRecord[]; hasGaps: boolean; isAll: boolean };

/** How much an answer takes, and how much is read of one stretch before it is made shorter (bytes). */
const ANSWER_BYTES = 1 << 20;
/** Only what transactions have decided. */
const READ_COMMITTED = 1;
const WAIT_MS = 200;

/**
 * The newest `count` records of a partition, oldest first; fewer when there are no more, or when `budget` is used up: then
 * one stretch at least is read. It goes back from the end in stretches: longer ones while offsets have no records (compaction,
 * transactions that were given up), shorter ones where records are large.
 */
export async function readTail(
  connection: KafkaConnection,
  place: Place,
  { count, budget }: { count: number; budget: { bytes: number } },
): Promise<Tail> {
  const { start, end } = place;
  let records: NewestRecord[] = [];
  let [from, length] = [end, count];
  while (from > start && records.length < count && (from === end || budget.bytes > 0)) {
    const stretch = { from: Math.max(start, from - (budget.bytes > 0 ? length : 1)), to: from };
    const found = await readStretch(connection, place, { ...stretch, budget });
    if (found) {
      records = [...found, ...records];
      from = stretch.from;
      length *= 4;
    } else length = Math.max(1, Math.floor((from - stretch.from) / 4));
  }
  return { records, hasGaps: records.length < end - from, isAll: from === start };
}

type Stretch = { from: number; to: number; budget: { bytes: number } };

/** The records of some offsets; undefined when they are too much to read at once. One offset never is. */
async function readStretch(
  connection: KafkaConnection,
  { topic, partition }: Place,
  { from, to, budget }: Stretch,
): Promise<NewestRecord[] | undefined> {
  const records: NewestRecord[] = [];
  for (let [next, bytes] = [from, 0]; next < to; ) {
    if (bytes >= ANSWER_BYTES) return undefined;
    const { responses } = await connection.call(FETCH, {
      ...{ maxWaitMs: WAIT_MS, minBytes: 0, maxBytes: ANSWER_BYTES, isolationLevel: READ_COMMITTED },
      topics: [{ topic, partitions: [{ partition, fetchOffset: next, partitionMaxBytes: ANSWER_BYTES }] }],
    });
    const part = responses[0]?.partitions[0];
    const answer = part?.records ?? Buffer.alloc(0);
    const read = readBatches(answer, { from: next, aborted: part?.abortedTransactions ?? null });
    for (const { record } of read.records) if (record.offset < to) records.push({ ...record, partition });
    bytes += answer.length;
    budget.bytes -= answer.length;
    // An answer has one batch at least: nothing comes only where nothing is, up to the end.
    if (read.next <= next) break;
    next = read.next;
  }
  return records;
}

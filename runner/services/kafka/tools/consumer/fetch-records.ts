import { batchBytes, HEADER_BYTES, readHeader } from '../../embedded/records/batch.ts';
import { type KafkaRecord, readRecords } from '../../embedded/records/records.ts';
import type { KafkaConnection } from '../client/kafka-connection.ts';
import { KafkaFailure } from '../client/kafka-failure.ts';
import { byTopic, type TopicPartition } from '../client/list-offsets.ts';
import { FETCH } from '../client/messages.ts';
import type { Position } from './group-member.ts';

const MAX_BYTES = 50 << 20;
const PARTITION_BYTES = 1 << 20;
const READ_COMMITTED = 1;

/** A record and where it lay. */
export type Fetched = TopicPartition & { record: KafkaRecord; isLogAppendTime: boolean };
/** What one partition gave: its records, and where to go on; `failure` instead of both. */
export type FetchedPartition = TopicPartition & { records: Fetched[]; next: number; failure: KafkaFailure | undefined };

/** How to fetch. */
export type FetchOptions = { isolationLevel: number; maxWaitMs: number };

/** Asks for what follows these positions, and waits for it up to `maxWaitMs`. @throws KafkaFailure */
export async function fetchRecords(
  connection: KafkaConnection,
  positions: readonly Position[],
  options: FetchOptions,
): Promise<FetchedPartition[]> {
  const { errorCode, responses } = await connection.call(FETCH, {
    ...{ ...options, minBytes: 1, maxBytes: MAX_BYTES },
    topics: byTopic(positions, ({ partition, offset }) => ({
      partition,
      fetchOffset: offset,
      partitionMaxBytes: PARTITION_BYTES,
    })).map(({ name, partitions }) => ({ topic: name, partitions })),
  });
  if (errorCode !== 0) throw new KafkaFailure(errorCode);
  return responses.flatMap(({ topic, partitions }) =>
    partitions.map(({ partitionIndex, records, abortedTransactions, ...row }) => {
      const place = { topic, partition: partitionIndex };
      if (row.errorCode !== 0) return { ...place, records: [], next: 0, failure: new KafkaFailure(row.errorCode) };
      const from = positions.find((one) => one.topic === topic && one.partition === partitionIndex)?.offset ?? 0;
      const aborted = options.isolationLevel === READ_COMMITTED ? (abortedTransactions ?? []) : [];
      return { ...place, ...readBatches(records ?? Buffer.alloc(0), { place, from, aborted }), failure: undefined };
    }),
  );
}

type Aborted = { producerId: number; firstOffset: number };
type Reading = { place: TopicPartition; from: number; aborted: readonly Aborted[] };

/**
 * The records of batches that are there as a whole, from an offset on. Markers of transactions are passed over; so are
 * records of transactions that were given up: from their first offset to the producer's next marker.
 */
function readBatches(bytes: Buffer, { place, from, aborted }: Reading): { records: Fetched[]; next: number } {
  const records: Fetched[] = [];
  const left = [...aborted].sort((a, b) => a.firstOffset - b.firstOffset);
  const givenUp = new Set<number>();
  let next = from;
  for (let at = 0; at + HEADER_BYTES <= bytes.length && at + batchBytes(bytes, at) <= bytes.length; at += batchBytes(bytes, at)) {
    const header = readHeader(bytes, at);
    while (left[0] && left[0].firstOffset <= header.lastOffset) givenUp.add(left.shift()?.producerId ?? -1);
    if (header.isControl) givenUp.delete(header.producerId);
    else if (!header.isTransactional || !givenUp.has(header.producerId)) {
      for (const record of readRecords(bytes, at))
        if (record.offset >= from) records.push({ ...place, record, isLogAppendTime: header.isLogAppendTime });
    }
    next = Math.max(next, header.lastOffset + 1);
  }
  return { records, next };
}

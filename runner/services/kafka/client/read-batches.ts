import { batchBytes, HEADER_BYTES, readHeader } from '../embedded/records/batch.ts';
import { type KafkaRecord, readRecords } from '../embedded/records/records.ts';

/** What an answer to Fetch has of a partition: where was asked from, and the transactions that were given up. */
export type Reading = { from: number; aborted?: readonly { producerId: number; firstOffset: number }[] | null };
/** A record; `isLogAppendTime` when its time is the broker's. */
export type ReadRecord = { record: KafkaRecord; isLogAppendTime: boolean };
/** The records, and the offset after the last batch that was there as a whole: where to go on. */
export type Read = { records: ReadRecord[]; next: number };

/**
 * The records of batches that are there as a whole, from an offset on; the last batch of an answer may be cut, the first may
 * begin before. Markers of transactions are passed over; so are records of transactions that were given up: from their first
 * offset to the producer's next marker.
 */
export function readBatches(bytes: Buffer, { from, aborted }: Reading): Read {
  const records: ReadRecord[] = [];
  const left = (aborted ?? []).toSorted((a, b) => a.firstOffset - b.firstOffset);
  const givenUp = new Set<number>();
  let next = from;
  for (const at of wholeBatches(bytes)) {
    const header = readHeader(bytes, at);
    while (left[0] && left[0].firstOffset <= header.lastOffset) givenUp.add(left.shift()?.producerId ?? -1);
    if (header.isControl) givenUp.delete(header.producerId);
    else if (!header.isTransactional || !givenUp.has(header.producerId)) {
      for (const record of readRecords(bytes, at))
        if (record.offset >= from) records.push({ record, isLogAppendTime: header.isLogAppendTime });
    }
    next = Math.max(next, header.lastOffset + 1);
  }
  return { records, next };
}

function* wholeBatches(bytes: Buffer): Generator<number, void> {
  for (let at = 0; at + HEADER_BYTES <= bytes.length; ) {
    const end = at + batchBytes(bytes, at);
    if (end > bytes.length) return;
    yield at;
    at = end;
  }
}

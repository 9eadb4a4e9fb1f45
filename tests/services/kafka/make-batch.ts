import { type BatchHeader, makeBatch, readHeader } from '../../../runner/services/kafka/embedded/records/batch.ts';
import { writeRecord } from '../../../runner/services/kafka/embedded/records/records.ts';

/** A record of a test: its value, and a key when it has one; null is a tombstone. */
export type TestRecord = { key?: string; value: string | null };

const bytes = (text: string | null | undefined) => (text === null || text === undefined ? null : Buffer.from(text));

/** A batch as a producer makes it, with the header fields that a test cares for. */
export function testBatch(records: readonly TestRecord[], header: Partial<BatchHeader> = {}): Buffer {
  const raw = records.map(({ key, value }, at) =>
    writeRecord({ offsetDelta: at, timestampDelta: 0, key: bytes(key), value: bytes(value) }),
  );
  // Of now: what is older than the retention time may be gone at once.
  const timestamp = header.baseTimestamp ?? Date.now();
  return makeBatch(
    {
      ...{ baseOffset: 0, lastOffset: records.length - 1, bytes: 0, leaderEpoch: -1, codec: 0, count: records.length },
      ...{ isLogAppendTime: false, isTransactional: false, isControl: false, baseTimestamp: timestamp, maxTimestamp: timestamp },
      ...{ producerId: -1, producerEpoch: -1, baseSequence: -1 },
      ...header,
    },
    Buffer.concat(raw),
  );
}

/** The same with its header, as `PartitionLog.append` takes it. */
export function toAppend(records: readonly TestRecord[], header: Partial<BatchHeader> = {}): [Buffer, BatchHeader[]] {
  const batch = testBatch(records, header);
  return [batch, [readHeader(batch)]];
}

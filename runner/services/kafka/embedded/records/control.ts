import { type BatchHeader, HEADER_BYTES, makeBatch } from './batch.ts';
import { readRecords, writeRecord } from './records.ts';

/** How a transaction ended in one partition. */
export type ControlMarker = { isCommit: boolean; coordinatorEpoch: number };

/** The batch that ends a producer's transaction in a partition: key `version, type`, value `version, coordinator epoch`. */
export function makeMarkerBatch(
  producer: { producerId: number; producerEpoch: number },
  marker: ControlMarker,
  now: number,
): Buffer {
  const key = Buffer.from([0, 0, 0, marker.isCommit ? 1 : 0]);
  const value = Buffer.alloc(6);
  value.writeInt32BE(marker.coordinatorEpoch, 2);
  const header: BatchHeader = {
    ...{ baseOffset: 0, lastOffset: 0, bytes: 0, leaderEpoch: 0, codec: 0, count: 1, baseSequence: -1 },
    ...{ isLogAppendTime: false, isTransactional: true, isControl: true, baseTimestamp: now, maxTimestamp: now },
    ...producer,
  };
  return makeBatch(header, writeRecord({ offsetDelta: 0, timestampDelta: 0, key, value }));
}

/** What a control batch says; nothing for kinds that brokers of a quorum write for themselves. */
export function readMarker(buffer: Buffer, at: number): ControlMarker | undefined {
  if (buffer.length < at + HEADER_BYTES) return undefined;
  const [record] = readRecords(buffer, at);
  const type = record?.key && record.key.length >= 4 ? record.key.readInt16BE(2) : -1;
  if (type !== 0 && type !== 1) return undefined;
  return { isCommit: type === 1, coordinatorEpoch: record?.value && record.value.length >= 6 ? record.value.readInt32BE(2) : 0 };
}

import { readRecords } from '../records/records.ts';
import { readSteadily } from './log-reader.ts';
import type { PartitionLog } from './partition-log.ts';
import { scanBatches } from './scan-batches.ts';
import type { Segment } from './segment.ts';

/** A record's place and time. */
export type FoundOffset = { offset: number; timestamp: number };

/** The first record below `limit` whose time is `timestamp` or newer; undefined when all are older. */
export async function findByTime(log: PartitionLog, timestamp: number, limit: number): Promise<FoundOffset | undefined> {
  return await readSteadily(log, () => findOnce(log, timestamp, limit));
}

async function findOnce(log: PartitionLog, timestamp: number, limit: number): Promise<FoundOffset | undefined> {
  for (const segment of log.segments) {
    if (segment.newestTimestamp < timestamp || segment.lastOffset < log.logStartOffset) continue;
    const found = await findInSegment(segment, timestamp, log.logStartOffset);
    if (found) return found.offset < limit ? found : undefined;
  }
  return undefined;
}

/** The record with the newest time, the first of them when several share it; undefined in an empty log. */
export async function findNewest(log: PartitionLog, limit: number): Promise<FoundOffset | undefined> {
  const newest = Math.max(-1, ...log.segments.filter(({ size }) => size > 0).map(({ newestTimestamp }) => newestTimestamp));
  return newest < 0 ? undefined : await findByTime(log, newest, limit);
}

async function findInSegment(segment: Segment, timestamp: number, from: number): Promise<FoundOffset | undefined> {
  const range = { from: segment.index.positionOfTime(timestamp), to: segment.written };
  for await (const { header, buffer, at } of scanBatches(segment.read, range)) {
    if (header.isControl || header.maxTimestamp < timestamp || header.lastOffset < from) continue;
    for (const record of readRecords(buffer, at)) {
      if (record.timestamp >= timestamp && record.offset >= from) return { offset: record.offset, timestamp: record.timestamp };
    }
  }
  return undefined;
}

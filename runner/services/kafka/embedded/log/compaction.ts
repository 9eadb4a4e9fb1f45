import { createHash } from 'node:crypto';
import { batchBytes, HEADER_BYTES, makeBatch } from '../records/batch.ts';
import { type KafkaRecord, readRecords } from '../records/records.ts';
import type { PartitionLog } from './partition-log.ts';
import { type ScannedBatch, scanBatches } from './scan-batches.ts';
import { Segment } from './segment.ts';

/** What a topic says about its compaction. */
export type CompactionSettings = {
  minDirtyRatio: number;
  minLagMs: number;
  deleteRetentionMs: number;
  segmentBytes: number;
};

/** A pass remembers so many keys; what is left over waits for the next pass. */
const MAX_KEYS = 500_000;
/** Where the last pass ended, by log. What is before was compacted already, after a start that is found out again. */
const cleanedUpTo = new WeakMap<PartitionLog, number>();

/**
 * Compacts what lies before the last segment: of each key only the newest record stays, a tombstone until
 * `delete.retention.ms` is over; offsets never change, so there are gaps. A pass first notes the newest offset of each key
 * in the part that was not compacted before, then copies every segment up to there without what is outdated and puts the
 * copies in their place. Whoever is reading an old file keeps it open.
 * @returns whether there was enough to do.
 */
export async function compact(log: PartitionLog, settings: CompactionSettings, now: number): Promise<boolean> {
  const dirtyStart = cleanedUpTo.get(log) ?? log.logStartOffset;
  const closed = log.segments.slice(0, -1).filter((segment) => segment.written === segment.size);
  const ripe = takeWhile(
    closed,
    (segment) => segment.lastOffset < log.lastStableOffset && segment.newestTimestamp <= now - settings.minLagMs,
  );
  const dirty = ripe.filter(({ lastOffset }) => lastOffset >= dirtyStart);
  const [dirtyBytes, allBytes] = [bytesOf(dirty), bytesOf(ripe)];
  if (dirtyBytes === 0 || dirtyBytes / allBytes < settings.minDirtyRatio) return false;
  const newest = await newestOffsets(log, dirty);
  const done = ripe.filter(({ lastOffset }) => lastOffset <= newest.upTo);
  const isOutdated = outdatedTest(log, { newest: newest.offsets, tombstonesBefore: now - settings.deleteRetentionMs });
  for (const group of groupBySize(done, settings.segmentBytes)) await cleanGroup(log, group, isOutdated);
  cleanedUpTo.set(log, newest.upTo + 1);
  return true;
}

type Outdated = (record: KafkaRecord, producerId: number) => boolean;

/** Of each key the newest offset; only whole segments, and as many as fit. */
async function newestOffsets(log: PartitionLog, dirty: Segment[]): Promise<{ offsets: Map<string, number>; upTo: number }> {
  const offsets = new Map<string, number>();
  let upTo = -1;
  for (const segment of dirty) {
    if (offsets.size >= MAX_KEYS) break;
    for await (const { header, buffer, at } of scanBatches(segment.read, { from: 0, to: segment.written })) {
      if (header.isControl || isAborted(log, header.isTransactional ? header.producerId : -1, header.baseOffset)) continue;
      for (const { key, offset } of readRecords(buffer, at)) if (key) offsets.set(nameOf(key), offset);
    }
    upTo = segment.lastOffset;
  }
  return { offsets, upTo };
}

function outdatedTest(
  log: PartitionLog,
  { newest, tombstonesBefore }: { newest: Map<string, number>; tombstonesBefore: number },
): Outdated {
  return ({ key, value, offset, timestamp }, producerId) => {
    if (!key || offset < log.logStartOffset || isAborted(log, producerId, offset)) return true;
    const last = newest.get(nameOf(key));
    if (last !== undefined && last > offset) return true;
    return value === null && timestamp < tombstonesBefore;
  };
}

function isAborted(log: PartitionLog, producerId: number, offset: number): boolean {
  if (producerId < 0) return false;
  return log.producers.abortedIn(offset, offset + 1).some((aborted) => aborted.producerId === producerId);
}

/** Short keys as they are, long ones by their hash, so that the map stays small. */
function nameOf(key: Buffer): string {
  return key.length <= 16 ? key.toString('latin1') : createHash('sha1').update(key).digest('latin1');
}

/** Copies some segments into one, and puts it in their place. */
async function cleanGroup(log: PartitionLog, group: Segment[], isOutdated: Outdated): Promise<void> {
  const [first] = group;
  const last = group.at(-1);
  if (!first || !last) return;
  const clean = new Segment(log.folder, first.baseOffset, { suffix: '.cleaned' });
  clean.create();
  for (const segment of group) {
    for await (const batch of scanBatches(segment.read, { from: 0, to: segment.written })) {
      const kept = keptPart(batch, isOutdated);
      if (!kept) continue;
      clean.note({ ...batch.header, bytes: kept.length });
      await clean.write([kept], kept.length);
    }
  }
  clean.newestTimestamp = Math.max(...group.map(({ newestTimestamp }) => newestTimestamp));
  clean.startedMs = first.startedMs;
  clean.lastOffset = last.lastOffset;
  if (log.isClosed || !log.segments.includes(first)) return await clean.remove(); // deleted or trimmed meanwhile
  clean.replace(first);
  log.replaceSegments(group, [clean]);
  await clean.writeIndex();
  for (const segment of group.slice(1)) await segment.remove();
}

/** The batch with what stays of it: as it is, uncompressed without what is outdated, or nothing. */
function keptPart({ header, buffer, at }: ScannedBatch, isOutdated: Outdated): Buffer | undefined {
  const whole = () => Buffer.from(buffer.subarray(at, at + batchBytes(buffer, at)));
  if (header.isControl) return whole();
  const records = [...readRecords(buffer, at)];
  const producerId = header.isTransactional ? header.producerId : -1;
  const kept = records.filter((record) => !isOutdated(record, producerId));
  if (kept.length === records.length) return whole();
  if (kept.length === 0) return undefined;
  const raw = Buffer.concat(kept.map((record) => record.raw));
  return makeBatch({ ...header, codec: 0, count: kept.length, bytes: HEADER_BYTES + raw.length }, raw);
}

/** Neighbours that fit into one segment together, with what they hold now. */
function groupBySize(segments: Segment[], segmentBytes: number): Segment[][] {
  const groups: Segment[][] = [];
  for (const segment of segments) {
    const group = groups.at(-1);
    if (group && bytesOf(group) + segment.size <= segmentBytes) group.push(segment);
    else groups.push([segment]);
  }
  return groups;
}

function takeWhile<Item>(items: Item[], isWanted: (item: Item) => boolean): Item[] {
  const end = items.findIndex((item) => !isWanted(item));
  return end < 0 ? items : items.slice(0, end);
}

function bytesOf(segments: Segment[]): number {
  return segments.reduce((sum, { size }) => sum + size, 0);
}

import { readHeader } from '../records/batch.ts';
import { readRecords } from '../records/records.ts';
import { AbortedRanges } from './aborted-ranges.ts';
import { BatchCleaner, keyName } from './batch-cleaner.ts';
import type { PartitionLog } from './partition-log.ts';
import { scanBatches } from './scan-batches.ts';
import { Segment } from './segment.ts';

/** What a topic says about its compaction. `maxKeys`: a pass remembers so many; what is left over waits for the next one. */
export type CompactionSettings = {
  minDirtyRatio: number;
  minLagMs: number;
  /** What has waited so long is compacted, however little it is. */
  maxLagMs: number;
  deleteRetentionMs: number;
  segmentBytes: number;
  maxKeys?: number;
};

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
  const isDue = dirty.some(({ startedMs }) => startedMs < now - settings.maxLagMs);
  if (dirtyBytes === 0 || (!isDue && dirtyBytes / allBytes < settings.minDirtyRatio)) return false;
  const aborted = new AbortedRanges(log.producers.abortedIn(log.logStartOffset, Number.POSITIVE_INFINITY));
  const { newest, upTo } = await newestOffsets(dirty, { from: dirtyStart, aborted, maxKeys: settings.maxKeys ?? MAX_KEYS });
  const { logStartOffset, producers } = log;
  const cleaner = new BatchCleaner({
    ...{ newest, upTo, aborted, logStartOffset, producers },
    oldBefore: now - settings.deleteRetentionMs,
  });
  const done = ripe.filter(({ baseOffset }) => baseOffset <= upTo);
  for (const group of groupBySize(done, settings.segmentBytes)) if (!(await cleanGroup(log, group, cleaner))) return true;
  cleanedUpTo.set(log, upTo + 1);
  await log.forgetAborted(upTo);
  return true;
}

type Noting = { from: number; aborted: AbortedRanges; maxKeys: number };

/** The newest offset of each key from an offset on: of whole batches, as many as it takes until there are `maxKeys`. */
async function newestOffsets(
  dirty: readonly Segment[],
  { from, aborted, maxKeys }: Noting,
): Promise<{ newest: Map<string, number>; upTo: number }> {
  const newest = new Map<string, number>();
  let upTo = -1;
  for (const segment of dirty) {
    const range = { from: segment.index.positionOf(from), to: segment.written };
    for await (const { header, buffer, at } of scanBatches(segment.read, range)) {
      if (header.lastOffset < from || header.isControl) continue;
      if (header.isTransactional && aborted.has(header.producerId, header.baseOffset)) continue;
      for (const { key, offset } of readRecords(buffer, at)) if (key) newest.set(keyName(key), offset);
      upTo = header.lastOffset;
      if (newest.size >= maxKeys) return { newest, upTo };
    }
    upTo = segment.lastOffset;
  }
  return { newest, upTo };
}

/** Copies some segments into one, and puts it in their place. @returns false when they are no part of the log any more. */
async function cleanGroup(log: PartitionLog, group: readonly Segment[], cleaner: BatchCleaner): Promise<boolean> {
  const [first] = group;
  const last = group.at(-1);
  if (!first || !last) return false;
  const copy = new Segment(log.folder, first.baseOffset, { suffix: '.cleaned' });
  let isInPlace = false;
  try {
    copy.create({ isAnew: true });
    for (const segment of group) {
      for await (const batch of scanBatches(segment.read, { from: 0, to: segment.written })) {
        const kept = cleaner.keptPart(batch);
        if (!kept) continue;
        copy.note(readHeader(kept));
        await copy.write([kept], kept.length);
      }
    }
    copy.startedMs = first.startedMs;
    copy.lastOffset = last.lastOffset;
    isInPlace = await log.replaceSegments(group, copy);
  } finally {
    if (!isInPlace) await copy.remove();
  }
  return isInPlace;
}

/** Neighbours that fit into one segment together, with what they hold now. */
function groupBySize(segments: readonly Segment[], segmentBytes: number): Segment[][] {
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

function bytesOf(segments: readonly Segment[]): number {
  return segments.reduce((sum, { size }) => sum + size, 0);
}

import { open } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { MAX_BLOCK_ROWS } from './block.ts';
import type { Catalog } from './catalog.ts';
import { segmentPath } from './manifest.ts';
import { joinRows } from './merge-rows.ts';
import { mergeSources } from './merge-sources.ts';
import { type Rows, sliceRows } from './rows.ts';
import { Segment } from './segment.ts';
import { SegmentWriter } from './segment-writer.ts';
import { type StoredBlock, sourceOfBlock } from './stored-series.ts';
import { ALL_TIME } from './time.ts';

/** So long a merge works without letting anybody else in, ms. */
const SLICE_MS = 10;

/** Writes a segment from what `fill` adds; `undefined` when that was nothing. On failure nothing of it is left. */
export function writeSegment(folder: string, id: number, fill: (writer: SegmentWriter) => void): Segment | undefined {
  const writer = new SegmentWriter(segmentPath(folder, id));
  try {
    fill(writer);
    if (writer.isEmpty) {
      writer.abandon();
      return undefined;
    }
    writer.finish();
  } catch (error) {
    writer.abandon();
    throw error;
  }
  return Segment.open(writer.path, id);
}

/** Writes the rows of several segments, oldest first, into one, with pauses in which others get their turn. */
export async function mergeSegments(folder: string, id: number, segments: readonly Segment[]): Promise<Segment> {
  const writer = new SegmentWriter(segmentPath(folder, id));
  try {
    let since = performance.now();
    for (const key of keysOf(segments))
      for (const rows of inFullBlocks(blocksOf(key, segments))) {
        writer.add(key, rows);
        if (performance.now() - since < SLICE_MS) continue;
        await nextTurn();
        since = performance.now();
      }
    writer.finish();
  } catch (error) {
    writer.abandon();
    throw error;
  }
  return Segment.open(writer.path, id);
}

/** The blocks that segments have of a series, oldest written first. */
function blocksOf(key: string, segments: readonly Segment[]): StoredBlock[] {
  return segments.flatMap((segment) => (segment.index.get(key) ?? []).map((meta) => ({ segment, meta })));
}

/** The rows of blocks in order of time, as many at a time as a block takes, except for the last. */
function* inFullBlocks(blocks: readonly StoredBlock[]): Generator<Rows, void> {
  let parts: Rows[] = [];
  let length = 0;
  const sources = blocks.map((block) => sourceOfBlock(block));
  for (const rows of mergeSources(sources, ALL_TIME, 'ascending')) {
    parts.push(rows);
    length += rows.length;
    if (length < MAX_BLOCK_ROWS) continue;
    const joined = joinRows(parts);
    const full = length - (length % MAX_BLOCK_ROWS);
    yield sliceRows(joined, 0, full);
    length -= full;
    parts = length > 0 ? [sliceRows(joined, full, joined.length)] : [];
  }
  if (length > 0) yield joinRows(parts);
}

/** Tells the series of some keys which blocks they have now; what their heads had is in these when `emptiesHeads`. */
export function distributeBlocks(
  catalog: Catalog,
  segments: readonly Segment[],
  { keys, emptiesHeads = false }: { keys: Iterable<string>; emptiesHeads?: boolean },
): void {
  for (const key of keys) {
    const blocks = blocksOf(key, segments);
    if (blocks.length > 0) catalog.showKey(key);
    catalog.shownSeries(key)?.setBlocks(blocks, emptiesHeads);
  }
}

/** The keys of all series in segments. */
export function keysOf(segments: readonly Segment[]): Set<string> {
  return new Set(segments.flatMap((segment) => [...segment.index.keys()]));
}

/** Resolves when a file is on the disk, beyond the reach of a power cut. */
export async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.datasync();
  } finally {
    await file.close();
  }
}

/** How many segments of like size are merged into one. */
const MERGE_COUNT = 4;
/** Segments of this size (bytes) are not merged any more. */
const FULL_BYTES = 128 * 1024 * 1024;

/** Sizes of one level differ by less than four times. */
const levelOf = ({ bytes }: Segment) => Math.floor(Math.log2(Math.max(bytes, 65_536)) / 2);

/** Where segments, oldest first, have neighbours of like size that should be one, and how many; the newest such ones. */
export function segmentsToMerge(segments: readonly Segment[]): { from: number; count: number } | undefined {
  for (let from = segments.length - MERGE_COUNT; from >= 0; from--) {
    const some = segments.slice(from, from + MERGE_COUNT);
    const level = levelOf(some[0] as Segment);
    if (some.every((segment) => levelOf(segment) <= level && segment.bytes < FULL_BYTES)) return { from, count: MERGE_COUNT };
  }
  return undefined;
}

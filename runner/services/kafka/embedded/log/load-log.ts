import { existsSync } from 'node:fs';
import { readdir, readFile, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { readMarker } from '../records/control.ts';
import { type ProducerSnapshot, ProducerStates } from './producer-states.ts';
import { scanBatches } from './scan-batches.ts';
import { indexPath, Segment, segmentName } from './segment.ts';
import { ENTRY_BYTES, SparseIndex } from './sparse-index.ts';
import { writeCheckpoint } from './write-checkpoint.ts';

/** A log as its files say. */
export type LoadedLog = { segments: Segment[]; producers: ProducerStates; logStartOffset: number; endOffset: number };

type Checkpoint = ProducerSnapshot & { logStartOffset: number; endOffset: number };

/**
 * Reads a partition's folder. Each segment is checked, checksums included, from the last entry of its index on; what is torn
 * there is cut off: it was never acknowledged. The producers' states come from the checkpoint and the batches after it.
 */
export async function loadLog(folder: string, log: (line: string) => void): Promise<LoadedLog> {
  const files = existsSync(folder) ? (await readdir(folder)).sort() : [];
  for (const left of files.filter((file) => /\.(?:cleaned|new)$/.test(file))) await rm(join(folder, left), { force: true });
  const segments: Segment[] = [];
  for (const file of files.filter((name) => /^\d{20}\.log$/.test(name))) {
    const segment = await loadSegment(folder, Number.parseInt(file, 10), log);
    const before = segments.at(-1);
    // Compaction had put both into the one before when it was stopped, before it removed this one.
    if (before && segment.baseOffset <= before.lastOffset) await segment.remove();
    else segments.push(segment);
  }
  const checkpoint = await readCheckpoint(folder);
  const first = segments[0]?.baseOffset ?? 0;
  const last = segments.at(-1);
  const endOffset = last ? last.lastOffset + 1 : 0;
  const logStartOffset = Math.min(Math.max(first, checkpoint?.logStartOffset ?? 0), endOffset);
  const loaded = { segments, producers: await loadProducers(segments, { checkpoint, endOffset }), logStartOffset, endOffset };
  if (checkpoint && !isUsable(checkpoint, endOffset)) await correctCheckpoint(folder, loaded);
  return loaded;
}

async function loadSegment(folder: string, baseOffset: number, log: (line: string) => void): Promise<Segment> {
  const path = join(folder, segmentName(baseOffset));
  const { size, mtimeMs } = await stat(path);
  const index = await loadIndex(indexPath(path), size);
  const indexed = await scanSegment(new Segment(folder, baseOffset, { index }), size);
  // An index that leads nowhere is damaged; then the log itself is read from its start.
  const isLost = index.length > 0 && indexed.size < size && indexed.size <= (index.entry(index.length - 1)?.position ?? 0);
  if (isLost) await rm(indexPath(path), { force: true });
  const segment = isLost ? await scanSegment(new Segment(folder, baseOffset), size) : indexed;
  if (segment.size < size) {
    log(`The last ${size - segment.size} bytes of ${path} were not whole and are cut off.`);
    segment.cut(segment.size);
  }
  segment.written = segment.size;
  segment.startedMs = mtimeMs;
  segment.rest();
  return segment;
}

/** Notes the batches behind the last one in the index. */
async function scanSegment(segment: Segment, size: number): Promise<Segment> {
  const start = segment.index.entry(segment.index.length - 1);
  if (start) {
    segment.size = start.position;
    segment.newestTimestamp = start.newestBefore;
    segment.lastOffset = start.offset - 1;
  }
  for await (const { header } of scanBatches(segment.read, { from: segment.size, to: size, isChecked: true })) {
    if (header.baseOffset <= segment.lastOffset) break;
    segment.note(header);
  }
  return segment;
}

/** The entries of an index's file; none when it is damaged, and then the file goes too. A torn last entry is cut off. */
async function loadIndex(path: string, size: number): Promise<SparseIndex> {
  const bytes = await readFile(path).catch(() => Buffer.alloc(0)); // not there yet, or removed before a compaction
  const index = new SparseIndex(bytes);
  if (!index.isSound(size)) {
    await rm(path, { force: true });
    return new SparseIndex();
  }
  if (index.length * ENTRY_BYTES < bytes.length) await truncate(path, index.length * ENTRY_BYTES);
  return index;
}

async function readCheckpoint(folder: string): Promise<Checkpoint | undefined> {
  try {
    return JSON.parse(await readFile(join(folder, 'checkpoint'), 'utf8')) as Checkpoint;
  } catch {
    return undefined; // None yet, or a damaged one: everything in it but a raised start can be read off the batches.
  }
}

/** One that is ahead knows of batches that never came into the file. */
function isUsable(checkpoint: Checkpoint, endOffset: number): boolean {
  return checkpoint.endOffset <= endOffset;
}

/** A checkpoint that is ahead would seem usable as soon as the log is as long, and tell of batches that are others now. */
async function correctCheckpoint(folder: string, loaded: LoadedLog): Promise<void> {
  try {
    await writeCheckpoint(folder, loaded);
  } catch {
    await rm(join(folder, 'checkpoint'), { force: true }); // no room for a better one
  }
}

async function loadProducers(
  segments: Segment[],
  { checkpoint, endOffset }: { checkpoint: Checkpoint | undefined; endOffset: number },
): Promise<ProducerStates> {
  const known = checkpoint && isUsable(checkpoint, endOffset) ? checkpoint : undefined;
  const producers = known ? ProducerStates.from(known) : new ProducerStates();
  const from = known?.endOffset ?? 0;
  for (const segment of segments) {
    if (segment.lastOffset < from) continue;
    for await (const { header, buffer, at } of scanBatches(segment.read, {
      from: segment.index.positionOf(from),
      to: segment.written,
    })) {
      if (header.baseOffset >= from) producers.apply(header, header.isControl ? readMarker(buffer, at) : undefined);
    }
    segment.rest();
  }
  return producers;
}

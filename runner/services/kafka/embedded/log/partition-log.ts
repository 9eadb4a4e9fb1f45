import { mkdirSync, renameSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { KafkaError } from '../errors.ts';
import {
  type BatchHeader,
  baseOffsetOf,
  batchBytes,
  HEADER_BYTES,
  lastOffsetOf,
  magicOf,
  OVERHEAD_BYTES,
  placeBatch,
} from '../records/batch.ts';
import { readMarker } from '../records/control.ts';
import { replaceFile } from './files.ts';
import { type LoadedLog, loadLog } from './load-log.ts';
import { ProducerStates } from './producer-states.ts';
import { Segment } from './segment.ts';
import { INDEX_INTERVAL_BYTES } from './sparse-index.ts';

/** What the log asks its topic each time, because a learner may change it at any time. */
export type LogSettings = { segmentBytes: number; segmentMs: number };

/** One append that is not in the file yet. */
type Pending = { segment: Segment; buffer: Buffer; endOffset: number; done: PromiseWithResolvers<void> };

/** The producers' states are put aside each time so much was written, so that a start needs not read the whole log. */
const CHECKPOINT_BYTES = 64 * 1_024 * 1_024;
/** One write takes no more than this. */
const WRITE_BYTES = 8 * 1_024 * 1_024;
/** Where the next reads will begin: what consumers read in turn needs no search. */
const KEPT_PLACES = 16;
/** Kafka's leader epoch; one broker that never loses its place never raises it. */
export const LEADER_EPOCH = 0;

/**
 * The log of one partition, in segments on disk.
 *
 * `append` gives offsets at once and in order, and puts the batches in line for the file; all that wait are written with
 * one call. What is in the file is below `highWatermark`: only that is acknowledged and read. A write that
 * fails takes back everything in line behind it. Nothing is on disk before the first append.
 */
export class PartitionLog {
  readonly folder: string;
  readonly #settings: () => LogSettings;
  segments: Segment[];
  producers: ProducerStates;
  /** The first offset that may be read. */
  logStartOffset: number;
  /** The offset that the next record gets. */
  endOffset: number;
  /** Where what can be read ends. */
  highWatermark: number;
  /** Bytes written since it was opened, whatever was removed since. */
  writtenBytes = 0;
  #pending: Pending[] = [];
  #writing: Promise<void> | undefined;
  #places = new Map<number, { segment: Segment; position: number }>();
  #listeners = new Set<() => void>();
  #sinceCheckpoint = 0;
  #isFolderThere: boolean;
  #isClosed = false;

  /** Reads what is on disk; a torn end is cut off and told to `log`. */
  static async open(folder: string, settings: () => LogSettings, log: (line: string) => void): Promise<PartitionLog> {
    return new PartitionLog(folder, settings, await loadLog(folder, log));
  }

  /** A log that is not on disk yet. */
  static empty(folder: string, settings: () => LogSettings): PartitionLog {
    return new PartitionLog(folder, settings, { segments: [], producers: new ProducerStates(), logStartOffset: 0, endOffset: 0 });
  }

  private constructor(
    folder: string,
    settings: () => LogSettings,
    { segments, producers, logStartOffset, endOffset }: LoadedLog,
  ) {
    this.folder = folder;
    this.#settings = settings;
    this.segments = segments;
    this.producers = producers;
    this.logStartOffset = logStartOffset;
    this.endOffset = this.highWatermark = endOffset;
    this.#isFolderThere = segments.length > 0;
  }

  /** Bytes of all segments. */
  get bytes(): number {
    return this.segments.reduce((sum, { size }) => sum + size, 0);
  }

  /** What `read_committed` may read: nothing from the first open transaction on. */
  get lastStableOffset(): number {
    return Math.min(this.producers.firstOpen ?? this.highWatermark, this.highWatermark);
  }

  /**
   * Appends batches that are checked. Their offsets are written into `buffer`, which belongs to the log from now on.
   * @returns the first offset, and when all of it is in the file. @throws KafkaError KAFKA_STORAGE_ERROR, now or then.
   */
  append(buffer: Buffer, headers: BatchHeader[]): { baseOffset: number; written: Promise<void> } {
    if (this.#isClosed) throw new KafkaError('UNKNOWN_TOPIC_OR_PARTITION', 'The topic was deleted.');
    const baseOffset = this.endOffset;
    const segment = this.#segmentFor(buffer.length);
    let at = 0;
    for (const header of headers) {
      const delta = header.lastOffset - header.baseOffset;
      header.baseOffset = this.endOffset;
      header.lastOffset = this.endOffset + delta;
      placeBatch(buffer, at, { baseOffset: header.baseOffset, leaderEpoch: LEADER_EPOCH });
      segment.note(header);
      this.producers.apply(header, header.isControl ? readMarker(buffer, at) : undefined);
      this.endOffset = header.lastOffset + 1;
      at += header.bytes;
    }
    const done = Promise.withResolvers<void>();
    done.promise.catch(() => undefined); // whoever waits for it hears of it; with acks=0 nobody does
    this.#pending.push({ segment, buffer, endOffset: this.endOffset, done });
    this.#writing ??= this.#write();
    return { baseOffset, written: done.promise };
  }

  /**
   * Whole batches from the one that holds `offset` on, up to `maxBytes` but one at least, none that begins at `limit` or later.
   * @throws KafkaError OFFSET_OUT_OF_RANGE outside of the log.
   */
  async read(offset: number, { maxBytes, limit }: { maxBytes: number; limit: number }): Promise<Buffer> {
    if (offset < this.logStartOffset || offset > this.highWatermark) {
      throw new KafkaError(
        'OFFSET_OUT_OF_RANGE',
        `Offset ${offset} is not within ${this.logStartOffset} and ${this.highWatermark}.`,
      );
    }
    if (offset >= limit) return NOTHING;
    const place = this.#places.get(offset);
    const next =
      place && this.segments.includes(place.segment) ? await this.#readFrom(place, { offset, maxBytes, limit }) : NOTHING;
    if (next.length > 0) return next;
    for (const segment of this.segments) {
      if (segment.lastOffset < offset || segment.written === 0) continue;
      const found = await this.#readFrom({ segment, position: segment.index.positionOf(offset) }, { offset, maxBytes, limit });
      // After compaction a segment's last offset may be in none of its batches.
      if (found.length > 0 || segment.baseOffset >= limit) return found;
    }
    return NOTHING;
  }

  /** Calls `listener` after each write, until the function it gives back is called. */
  onWrite(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Nothing before `offset` is read any more; segments that lie before it as a whole are removed. */
  async startAt(offset: number): Promise<void> {
    if (offset <= this.logStartOffset) return;
    this.logStartOffset = offset;
    await this.checkpoint();
    await this.#dropSegments((segment) => segment !== this.segments.at(-1) && segment.lastOffset < offset);
  }

  /** Removes whole segments from the front while `isOver` says so; the last one too when it may, after a new one is there. */
  async trim(isOver: (segment: Segment) => boolean): Promise<void> {
    const last = this.segments.at(-1);
    let count = 0;
    while (count < this.segments.length && isOver(this.segments[count] as Segment)) count++;
    if (count === 0) return;
    if (last && count === this.segments.length) {
      if (last.isEmpty || last.written < last.size) count--;
      else this.#roll();
    }
    const kept = this.segments[count];
    if (kept && count > 0) await this.startAt(Math.max(this.logStartOffset, kept.baseOffset));
  }

  /** Begins a new segment, so that retention and compaction may have what is in the last one. */
  rollIfOld(now: number): void {
    const last = this.segments.at(-1);
    if (last && !last.isEmpty && now - last.startedMs >= this.#settings().segmentMs) this.#roll();
  }

  /** Puts others in the place of some segments, all of them behind the last. */
  replaceSegments(old: Segment[], fresh: Segment[]): void {
    const at = this.segments.indexOf(old[0] as Segment);
    this.segments.splice(at, old.length, ...fresh);
    this.#places.clear();
  }

  /** Puts aside what cannot be read off the batches quickly: where the log starts, and the producers. */
  async checkpoint(): Promise<void> {
    if (!this.#isFolderThere || this.#isClosed) return;
    this.#sinceCheckpoint = 0;
    await replaceFile(join(this.folder, 'checkpoint'), checkpointText(this));
  }

  /** Resolves when everything appended is in the file. */
  async settle(): Promise<void> {
    await this.#writing;
  }

  /** Writes what is waiting and lets go of the files. */
  async close(): Promise<void> {
    await this.settle();
    for (const segment of this.segments) {
      if (segment.written > 0) await segment.writeIndex();
      segment.rest();
    }
    await this.checkpoint();
    this.#isClosed = true;
    this.#tell();
  }

  /** Removes it from the disk. Who waits for data is told at once. */
  async remove(): Promise<void> {
    this.#isClosed = true;
    const gone = `${this.folder}.${process.hrtime.bigint()}-delete`;
    if (this.#isFolderThere) renameSync(this.folder, gone);
    this.#tell();
    await this.settle();
    for (const segment of this.segments) segment.rest();
    if (this.#isFolderThere) await rm(gone, { recursive: true, force: true });
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  #segmentFor(bytes: number): Segment {
    const last = this.segments.at(-1);
    const { segmentBytes, segmentMs } = this.#settings();
    if (!last) return this.#roll();
    if (last.isEmpty) return last;
    return last.size + bytes > segmentBytes || Date.now() - last.startedMs >= segmentMs ? this.#roll() : last;
  }

  #roll(): Segment {
    if (!this.#isFolderThere) mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    this.#isFolderThere = true;
    const segment = new Segment(this.folder, this.endOffset);
    segment.create();
    this.segments.push(segment);
    return segment;
  }

  async #dropSegments(isOver: (segment: Segment) => boolean): Promise<void> {
    const gone = this.segments.filter(isOver);
    this.segments = this.segments.filter((segment) => !gone.includes(segment));
    for (const segment of gone) await segment.remove();
  }

  async #write(): Promise<void> {
    await Promise.resolve(); // what comes in this turn of the loop shares the first write
    while (this.#pending.length > 0) {
      const group = takeGroup(this.#pending);
      const { segment, endOffset } = group.at(-1) as Pending;
      const bytes = group.reduce((sum, { buffer }) => sum + buffer.length, 0);
      try {
        await segment.write(
          group.map(({ buffer }) => buffer),
          bytes,
        );
        this.highWatermark = endOffset;
        this.writtenBytes += bytes;
        for (const { done } of group) done.resolve();
        this.#tell();
        this.#sinceCheckpoint += bytes;
        if (this.#sinceCheckpoint >= CHECKPOINT_BYTES) await this.checkpoint();
      } catch (cause) {
        await this.#takeBack([...group, ...this.#pending.splice(0)], cause as Error);
      }
    }
    this.#writing = undefined;
  }

  /** Makes the log what its files say: offsets that were given but not written are given again. */
  async #takeBack(lost: Pending[], cause: Error): Promise<void> {
    const refusal = new KafkaError('KAFKA_STORAGE_ERROR', `The log could not be written: ${cause.message}`);
    for (const { done } of lost) done.reject(refusal);
    if (this.#isClosed) return;
    for (const segment of this.segments) segment.rest();
    const { segments, producers, endOffset } = await loadLog(this.folder, () => undefined);
    this.segments = segments;
    this.producers = producers;
    this.endOffset = this.highWatermark = endOffset;
    for (const { done } of this.#pending.splice(0)) done.reject(refusal);
  }

  async #readFrom(
    place: { segment: Segment; position: number },
    wanted: { offset: number; maxBytes: number; limit: number },
  ): Promise<Buffer> {
    const { segment } = place;
    let { position } = place;
    let length = wanted.maxBytes + (this.#places.has(wanted.offset) ? HEADER_BYTES : INDEX_INTERVAL_BYTES);
    for (;;) {
      const end = segment.written;
      if (position >= end) return NOTHING;
      const buffer = await this.#bytesOf(segment, { position, length: Math.min(length, end - position) });
      const part = wholeBatches(buffer, wanted);
      if (part.isFound) {
        this.#remember(lastOffsetOf(buffer, part.last) + 1, { segment, position: position + part.end });
        return buffer.subarray(part.start, part.end);
      }
      if (part.isOver || buffer.length === 0) return NOTHING;
      position += part.start;
      length = Math.max(part.needed, INDEX_INTERVAL_BYTES);
    }
  }

  async #bytesOf(segment: Segment, { position, length }: { position: number; length: number }): Promise<Buffer> {
    try {
      return await segment.read(position, length);
    } catch (cause) {
      if (this.#isClosed) throw new KafkaError('UNKNOWN_TOPIC_OR_PARTITION', 'The topic was deleted.');
      if (!this.segments.includes(segment)) throw new KafkaError('OFFSET_OUT_OF_RANGE', 'The log begins later now.');
      throw new KafkaError('KAFKA_STORAGE_ERROR', `The log could not be read: ${(cause as Error).message}`);
    }
  }

  #remember(offset: number, place: { segment: Segment; position: number }): void {
    this.#places.delete(offset);
    this.#places.set(offset, place);
    if (this.#places.size > KEPT_PLACES) for (const oldest of this.#places.keys()) return void this.#places.delete(oldest);
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

const NOTHING = Buffer.alloc(0);

/** Where the log starts and the producers, as of an offset; `loadLog` reads it. */
function checkpointText({ logStartOffset, producers, endOffset }: PartitionLog): string {
  return JSON.stringify({ logStartOffset, endOffset, ...producers.snapshot() });
}

/** The next appends of one segment, up to a size. */
function takeGroup(pending: Pending[]): Pending[] {
  const segment = pending[0]?.segment;
  let count = 0;
  for (let bytes = 0; count < pending.length && count < 512; count++) {
    const next = pending[count] as Pending;
    bytes += next.buffer.length;
    if (next.segment !== segment || (count > 0 && bytes > WRITE_BYTES)) break;
  }
  return pending.splice(0, count);
}

/**
 * The part of `buffer` that answers a read. When it does not reach the wanted offset, or not the end of the first wanted
 * batch: where to read on, and how much is needed; `isOver` when nothing below the limit is there.
 */
function wholeBatches(buffer: Buffer, { offset, maxBytes, limit }: { offset: number; maxBytes: number; limit: number }) {
  let start = 0;
  const has = (at: number) => at + HEADER_BYTES <= buffer.length && magicOf(buffer, at) === 2;
  while (has(start) && lastOffsetOf(buffer, start) < offset) start += batchBytes(buffer, start);
  const needed = start + OVERHEAD_BYTES <= buffer.length ? batchBytes(buffer, start) : 0;
  const nothing = { isFound: false, isOver: false, start, end: start, last: start, needed };
  if (!has(start)) return nothing;
  if (baseOffsetOf(buffer, start) >= limit) return { ...nothing, isOver: true };
  if (start + needed > buffer.length) return nothing;
  let last = start;
  let end = start + needed;
  while (has(end) && end + batchBytes(buffer, end) <= buffer.length) {
    const next = end + batchBytes(buffer, end);
    if (next - start > maxBytes || baseOffsetOf(buffer, end) >= limit) break;
    last = end;
    end = next;
  }
  return { isFound: true, isOver: false, start, end, last, needed };
}

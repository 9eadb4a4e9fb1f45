import { mkdirSync, renameSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Turns } from '../../../../lib/turns.ts';
import { KafkaError } from '../errors.ts';
import { type BatchHeader, placeBatch } from '../records/batch.ts';
import { readMarker } from '../records/control.ts';
import { type LoadedLog, loadLog } from './load-log.ts';
import { LogReader } from './log-reader.ts';
import { ProducerStates } from './producer-states.ts';
import { Segment } from './segment.ts';
import { writeCheckpoint } from './write-checkpoint.ts';

/** What the log asks its topic each time, because a learner may change it at any time. */
export type LogSettings = { segmentBytes: number; segmentMs: number };

/** One append that is not in the file yet. */
type Pending = { segment: Segment; buffer: Buffer; endOffset: number; done: PromiseWithResolvers<void> };

/** The producers' states are put aside each time so much was written, so that a start needs not read the whole log. */
const CHECKPOINT_BYTES = 64 * 1_024 * 1_024;
/** One write takes no more than this. */
const WRITE_BYTES = 8 * 1_024 * 1_024;
/** Kafka's leader epoch; one broker that never loses its place never raises it. */
export const LEADER_EPOCH = 0;

/**
 * The log of one partition, in segments on disk.
 *
 * `append` gives offsets at once and in order, and puts the batches in line for the file; all that wait are written with
 * one call. What is in the file is below `highWatermark`: only that is acknowledged and read. A write that
 * fails takes back everything in line behind it. Nothing is on disk before the first append.
 *
 * What changes the folder beside appends happens in turns: checkpoints, removal of segments, what compaction puts in their
 * place, and reading it all anew after a failed write.
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
  readonly #reader = new LogReader(this);
  readonly #turns = new Turns();
  #listeners = new Set<() => void>();
  #sinceCheckpoint = 0;
  #isFolderThere: boolean;
  #isClosed = false;
  /** A write failed, and what is on the disk could not be read again: nothing more is appended. */
  #isBroken = false;

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
    if (this.#isBroken) throw writeError('an earlier write failed.');
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
   * @throws KafkaError OFFSET_OUT_OF_RANGE outside of the log, CORRUPT_MESSAGE where a batch should be and is none.
   */
  async read(offset: number, { maxBytes, limit }: { maxBytes: number; limit: number }): Promise<Buffer> {
    return await this.#reader.read({ offset, maxBytes: Math.max(0, maxBytes), limit });
  }

  /** Calls `listener` after each write, until the function it gives back is called. */
  onWrite(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Nothing before `offset` is read any more; segments that lie before it as a whole are removed.
   * @throws KafkaError KAFKA_STORAGE_ERROR when that cannot be kept; then all is as before.
   */
  async startAt(offset: number): Promise<void> {
    await this.#turns.take(async () => {
      const before = this.logStartOffset;
      if (offset <= before) return;
      this.logStartOffset = offset;
      try {
        await this.#putAside();
        await this.#dropSegments((segment) => segment !== this.segments.at(-1) && segment.lastOffset < offset);
      } catch (cause) {
        if (this.logStartOffset === offset) this.logStartOffset = before;
        throw writeError((cause as Error).message);
      }
    });
  }

  /**
   * Removes whole segments from the front while `isOver` says so; the last one too when it may, after a new one is there.
   * The start need not be kept: it is where the first segment begins. So room can be made on a full disk.
   */
  async trim(isOver: (segment: Segment) => boolean): Promise<void> {
    const last = this.segments.at(-1);
    let count = 0;
    while (count < this.segments.length && isOver(this.segments[count] as Segment)) count++;
    if (count === 0) return;
    if (last && count === this.segments.length) {
      if (last.isEmpty || last.written < last.size) count--;
      else this.#roll();
    }
    const start = this.segments[count]?.baseOffset;
    if (start === undefined || count === 0) return;
    this.logStartOffset = Math.max(this.logStartOffset, start);
    await this.#turns.take(() => this.#dropSegments(({ baseOffset }) => baseOffset < start));
  }

  /** Puts a copy in the place of some segments, all of them behind the last. @returns false when the log has them no more. */
  async replaceSegments(old: readonly Segment[], copy: Segment): Promise<boolean> {
    return await this.#turns.take(async () => {
      const [first, ...others] = old;
      if (!first || this.#isClosed || !this.segments.includes(first)) return false;
      copy.replace(first);
      this.segments = this.segments.flatMap((segment) => (segment === first ? copy : old.includes(segment) ? [] : segment));
      await copy.writeIndex().catch(() => undefined); // without an index a start reads the file
      for (const segment of others) await segment.remove().catch(() => undefined); // then it is removed at the next start
      return true;
    });
  }

  /** Puts aside what cannot be read off the batches quickly: where the log starts, and the producers. */
  async checkpoint(): Promise<void> {
    await this.#turns.take(() => this.#putAside());
  }

  /**
   * Forgets aborted transactions of which compaction left nothing, in the checkpoint too: only then may their markers go. A
   * consumer that is told of such a transaction leaves out everything up to its marker.
   */
  async forgetAborted(upTo: number): Promise<void> {
    await this.#turns.take(async () => {
      const { producers } = this;
      const gone = producers.forgetAborted(upTo);
      if (gone.length === 0) return;
      try {
        await this.#putAside();
      } catch (error) {
        producers.recallAborted(gone);
        throw error;
      }
    });
  }

  /** Resolves when everything appended is in the file. */
  async settle(): Promise<void> {
    await this.#writing;
  }

  /**
   * Writes what is waiting and lets go of the files, whatever happens. @throws when indexes or the checkpoint could not be
   * written: the next start takes longer, but nothing is lost.
   */
  async close(): Promise<void> {
    await this.settle();
    try {
      for (const segment of this.segments) if (segment.written > 0) await segment.writeIndex();
      await this.checkpoint();
    } finally {
      this.#isClosed = true;
      for (const segment of this.segments) segment.retire();
      this.#tell();
    }
  }

  /** Removes it from the disk. Who waits for data is told at once. */
  async remove(): Promise<void> {
    this.#isClosed = true;
    const gone = `${this.folder}.${process.hrtime.bigint()}-delete`;
    if (this.#isFolderThere) renameSync(this.folder, gone);
    this.#tell();
    await this.settle();
    for (const segment of this.segments) segment.retire();
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
    const segment = new Segment(this.folder, this.endOffset);
    try {
      if (!this.#isFolderThere) mkdirSync(this.folder, { recursive: true, mode: 0o700 });
      this.#isFolderThere = true;
      segment.create();
    } catch (cause) {
      throw writeError((cause as Error).message);
    }
    this.segments.push(segment);
    return segment;
  }

  async #putAside(): Promise<void> {
    if (!this.#isFolderThere || this.#isClosed) return;
    this.#sinceCheckpoint = 0;
    await writeCheckpoint(this.folder, this);
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
        // When it cannot be written, the one before counts: a start takes longer. The records are in the file.
        if (this.#sinceCheckpoint >= CHECKPOINT_BYTES) await this.checkpoint().catch(() => undefined);
      } catch (cause) {
        await this.#takeBack([...group, ...this.#pending.splice(0)], cause as Error);
      }
    }
    this.#writing = undefined;
  }

  /** Makes the log what its files say: offsets that were given but not written are given again. */
  async #takeBack(lost: Pending[], cause: Error): Promise<void> {
    await this.#turns
      .take(() => this.#loadAnew())
      .catch(() => {
        this.#isBroken = true; // whoever appends hears of it; what is in the files can still be read
      });
    const refusal = writeError(cause.message);
    // Not sooner: who hears of it may try again at once.
    for (const { done } of [...lost, ...this.#pending.splice(0)]) done.reject(refusal);
  }

  async #loadAnew(): Promise<void> {
    if (this.#isClosed) return;
    const old = this.segments;
    for (const segment of old) segment.cutUnwritten(); // whole batches among it were refused, too
    const { segments, producers, endOffset } = await loadLog(this.folder, () => undefined);
    this.segments = segments;
    this.producers = producers;
    this.endOffset = this.highWatermark = endOffset;
    for (const segment of old) segment.retire(); // not sooner: who reads begins again in the segments that the log has
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

function writeError(why: string): KafkaError {
  return new KafkaError('KAFKA_STORAGE_ERROR', `The log could not be written: ${why}`);
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

import { closeSync, constants, openSync, renameSync, rmSync, truncateSync } from 'node:fs';
import { appendFile, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import type { BatchHeader } from '../records/batch.ts';
import { readFully, writeFully } from './files.ts';
import { ENTRY_BYTES, SparseIndex } from './sparse-index.ts';

/** The index goes to its file when so many entries are new; after a SIGKILL the log is read from the last one on. */
const INDEX_WRITE_ENTRIES = 256;

/** Somebody uses a segment that is no part of its log any more: it was removed, or another one is in its place. */
export class SegmentGone extends Error {
  override readonly name = 'SegmentGone';
}

/** A part of a partition's log, a file named by its first offset, with its index beside it. */
export class Segment {
  readonly baseOffset: number;
  path: string;
  index: SparseIndex;
  /** Bytes that have a place, written or not. */
  size = 0;
  /** Bytes in the file. */
  written = 0;
  /** The last offset; below the base offset while it is empty. */
  lastOffset: number;
  /** Of the records of clients; -1 when there are none. */
  newestTimestamp = -1;
  /** When its first batch came (ms), for `segment.ms`. */
  startedMs = 0;
  #fd: number | undefined;
  #indexWritten = 0;
  /** Reads and writes under way: a file is never closed under them, its number could be another file's at once. */
  #uses = 0;
  #mayRest = false;
  #isGone = false;

  constructor(folder: string, baseOffset: number, { index = new SparseIndex(), suffix = '' } = {}) {
    this.baseOffset = baseOffset;
    this.lastOffset = baseOffset - 1;
    this.path = join(folder, segmentName(baseOffset) + suffix);
    this.index = index;
    this.#indexWritten = index.length;
  }

  get isEmpty(): boolean {
    return this.size === 0;
  }

  /** Makes its file, so that a log that is empty again knows where it goes on. `isAnew`: what it holds is of no worth. */
  create({ isAnew = false } = {}): void {
    this.#fd ??= openSync(this.path, constants.O_RDWR | constants.O_CREAT | (isAnew ? constants.O_TRUNC : 0), 0o600);
  }

  /** Counts a batch in, in memory; `write` puts it in the file. */
  note(header: BatchHeader): void {
    this.index.add({ offset: header.baseOffset, position: this.size, newestBefore: this.newestTimestamp });
    if (this.size === 0) this.startedMs = Date.now();
    this.size += header.bytes;
    this.lastOffset = header.lastOffset;
    if (!header.isControl && header.count > 0) this.newestTimestamp = Math.max(this.newestTimestamp, header.maxTimestamp);
  }

  /** Writes what was noted, in order. */
  async write(buffers: Buffer[], bytes: number): Promise<void> {
    await this.#use((fd) => writeFully(fd, buffers, this.written));
    this.written += bytes;
    if (this.index.length - this.#indexWritten < INDEX_WRITE_ENTRIES) return;
    await this.writeIndex().catch(() => undefined); // the batches are in the file, its index is tried again with the next ones
  }

  /** Bytes of the file; fewer when it ends before. */
  read = (position: number, length: number): Promise<Buffer> => this.#use((fd) => readFully(fd, position, length));

  /** Puts the entries that are new into the index's file. */
  async writeIndex(): Promise<void> {
    const from = this.#indexWritten;
    const path = indexPath(this.path);
    if (this.index.length === from) return;
    this.#indexWritten = this.index.length;
    try {
      await appendFile(path, this.index.bytesFrom(from));
    } catch (error) {
      this.#indexWritten = from;
      await truncate(path, from * ENTRY_BYTES).catch(() => undefined); // a part of it would be found out at the next start
      throw error;
    }
  }

  /** Cuts off what a write that failed left behind. */
  cutUnwritten(): void {
    if (this.written < this.size) truncateSync(this.path, this.written);
  }

  /** Cuts off everything from a position on, and from the index what points there. */
  cut(position: number): void {
    truncateSync(this.path, position);
    this.size = this.written = position;
    this.index.cut(Math.max(position, 1));
    if (this.index.length >= this.#indexWritten) return;
    this.#indexWritten = this.index.length;
    truncateSync(indexPath(this.path), this.index.length * ENTRY_BYTES);
  }

  /** Lets go of the file until it is used again; later when it is in use. */
  rest(): void {
    this.#mayRest = this.#uses > 0;
    if (this.#mayRest || this.#fd === undefined) return;
    closeSync(this.#fd);
    this.#fd = undefined;
  }

  /** Lets go of the file for ever; who is still reading it may finish that read. */
  retire(): void {
    this.#isGone = true;
    this.rest();
  }

  async remove(): Promise<void> {
    this.retire();
    await rm(indexPath(this.path), { force: true });
    await rm(this.path, { force: true });
  }

  /** Takes the place of `other`, which has the same first offset. The old index goes first: without one the file is read anew. */
  replace(other: Segment): void {
    this.rest();
    rmSync(indexPath(other.path), { force: true });
    rmSync(indexPath(this.path), { force: true });
    this.#indexWritten = 0;
    renameSync(this.path, other.path);
    this.path = other.path;
    other.retire(); // by its path it would read this one now
  }

  async #use<Result>(work: (fd: number) => Promise<Result>): Promise<Result> {
    if (this.#isGone) throw new SegmentGone('The segment is no part of its log any more.');
    this.#fd ??= openSync(this.path, constants.O_RDWR);
    this.#uses++;
    try {
      return await work(this.#fd);
    } finally {
      this.#uses--;
      if (this.#mayRest) this.rest();
    }
  }
}

/** The file of the segment that starts at an offset. */
export function segmentName(baseOffset: number): string {
  return `${String(baseOffset).padStart(20, '0')}.log`;
}

/** The index beside a segment's file. */
export function indexPath(path: string): string {
  return path.replace(/\.log(\.cleaned)?$/, '.index$1');
}

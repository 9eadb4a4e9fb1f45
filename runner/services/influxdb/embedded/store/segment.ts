import { closeSync, fstatSync, openSync, readSync, rmSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { BlockMeta, Piece } from './block.ts';
import { readBlock } from './read-block.ts';
import type { Rows } from './rows.ts';

/** The blocks of a segment by the keys of their series, in order of time. */
export type SegmentIndex = ReadonlyMap<string, readonly BlockMeta[]>;

/** After the blocks comes the index as JSON, then its place, its length and its checksum. */
export const FOOTER_BYTES = 24;

/**
 * A file of blocks that is written once and read from then on. It is removed when it is in nobody's way: whoever reads
 * from it holds it.
 */
export class Segment {
  readonly id: number;
  readonly bytes: number;
  readonly index: SegmentIndex;
  readonly #path: string;
  readonly #fd: number;
  #holders = 0;
  #ending: 'close' | 'remove' | undefined;

  /** @throws Error when the file is not whole. */
  static open(path: string, id: number): Segment {
    const fd = openSync(path, 'r');
    try {
      const { size } = fstatSync(fd);
      return new Segment({ path, id, fd, bytes: size }, readIndex(fd, size));
    } catch (error) {
      closeSync(fd);
      throw new Error(`${path} cannot be read: ${(error as Error).message}`, { cause: error });
    }
  }

  private constructor(file: { path: string; id: number; fd: number; bytes: number }, index: SegmentIndex) {
    this.#path = file.path;
    this.#fd = file.fd;
    this.id = file.id;
    this.bytes = file.bytes;
    this.index = index;
  }

  /** Reads a block of the index; of its fields those named, or all of them. */
  read(meta: BlockMeta, fields?: ReadonlySet<string>): Rows {
    // A query that rested may come back for more when its database is gone; the number may be another file's by now.
    if (this.#isClosed) throw new Error('what was asked for was removed in the meantime');
    return readBlock(meta, (piece) => readPiece(this.#fd, piece), fields);
  }

  /** Keeps the file as long as somebody reads from it. */
  hold(): void {
    this.#holders++;
  }

  /** The opposite of `hold`. */
  release(): void {
    this.#holders--;
    this.#end();
  }

  /** Closes the file when nobody reads from it any more. */
  close(): void {
    this.#ending ??= 'close';
    this.#end();
  }

  /** Removes the file, as its rows are elsewhere now, when nobody reads from it any more. */
  remove(): void {
    this.#ending ??= 'remove';
    this.#end();
  }

  #end(): void {
    if (this.#holders > 0 || !this.#ending || this.#isClosed) return;
    this.#isClosed = true;
    closeSync(this.#fd);
    if (this.#ending === 'remove') rmSync(this.#path, { force: true });
  }

  #isClosed = false;
}

function readPiece(fd: number, [at, bytes]: Piece): ArrayBuffer {
  const buffer = new ArrayBuffer(bytes);
  const into = new Uint8Array(buffer);
  for (let got = 0; got < bytes; ) {
    const more = readSync(fd, into, got, bytes - got, at + got);
    if (more === 0) throw new Error('a segment is shorter than its index says');
    got += more;
  }
  return buffer;
}

function readIndex(fd: number, size: number): SegmentIndex {
  if (size < FOOTER_BYTES) throw new Error('a segment has no index');
  const [at = 0, bytes = 0, sum] = new Float64Array(readPiece(fd, [size - FOOTER_BYTES, FOOTER_BYTES]));
  if (!Number.isSafeInteger(at) || at + bytes + FOOTER_BYTES !== size) throw new Error('a segment has no index');
  const json = Buffer.from(readPiece(fd, [at, bytes]));
  if (crc32(json) !== sum) throw new Error('the index of a segment is damaged');
  return new Map(JSON.parse(json.toString()) as [string, BlockMeta[]][]);
}

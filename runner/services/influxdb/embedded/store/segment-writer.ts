import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { type BlockMeta, MAX_BLOCK_ROWS, writeBlock } from './block.ts';
import { type Rows, sliceRows } from './rows.ts';

/** So many bytes go to the file at once. */
const WRITE_BYTES = 1_048_576;

/** Writes a segment: rows of one series after the other, then the index. */
export class SegmentWriter {
  readonly path: string;
  readonly #fd: number;
  readonly #index = new Map<string, BlockMeta[]>();
  #parts: Uint8Array[] = [];
  #partBytes = 0;
  #size = 0;

  constructor(path: string) {
    this.path = path;
    this.#fd = openSync(path, 'w', 0o600);
  }

  /** Adds rows of a series, which are later than those it has got of it before. */
  add(key: string, rows: Rows): void {
    const blocks = this.#index.get(key) ?? [];
    this.#index.set(key, blocks);
    for (let at = 0; at < rows.length; at += MAX_BLOCK_ROWS) {
      const some = sliceRows(rows, at, Math.min(rows.length, at + MAX_BLOCK_ROWS));
      blocks.push(
        writeBlock(some, (bytes) => {
          const piece = [this.#size, bytes.length] as const;
          this.#put(bytes);
          return piece;
        }),
      );
    }
  }

  /** Whether it has any rows. */
  get isEmpty(): boolean {
    return this.#size === 0 && this.#index.size === 0;
  }

  /** Writes the rest and closes the file. */
  finish(): void {
    const json = Buffer.from(JSON.stringify([...this.#index]));
    const footer = Float64Array.of(this.#size, json.length, crc32(json));
    this.#put(json);
    this.#put(new Uint8Array(footer.buffer));
    this.#flush();
    closeSync(this.#fd);
  }

  /** Gives up: on a full disk half a segment is in the way. */
  abandon(): void {
    closeSync(this.#fd);
    rmSync(this.path, { force: true });
  }

  #put(bytes: Uint8Array): void {
    this.#parts.push(bytes);
    this.#partBytes += bytes.length;
    this.#size += bytes.length;
    if (this.#partBytes >= WRITE_BYTES) this.#flush();
  }

  #flush(): void {
    const bytes = Buffer.concat(this.#parts);
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#fd, bytes, at);
    this.#parts = [];
    this.#partBytes = 0;
  }
}

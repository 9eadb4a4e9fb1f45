/** A batch that starts so many bytes or more after the last one in the index gets its own entry. */
export const INDEX_INTERVAL_BYTES = 16_384;
const COLUMNS = 3;
/** Bytes of an entry in the file. */
export const ENTRY_BYTES = COLUMNS * 8;

/** Where a batch starts, its first offset, and the newest time among all batches of the segment before it. */
export type IndexEntry = { offset: number; position: number; newestBefore: number };

/**
 * Some batches of a segment, so that an offset or a time is found with a short scan. Offsets, positions and times all grow
 * from entry to entry. Kept in one typed array: two gigabytes of log need three megabytes.
 */
export class SparseIndex {
  #values: Float64Array;
  #length: number;

  /** @param bytes what `bytesFrom` gave, read from a file. */
  constructor(bytes: Buffer = Buffer.alloc(0)) {
    this.#length = Math.floor(bytes.length / ENTRY_BYTES);
    this.#values = new Float64Array(Math.max(COLUMNS * 8, this.#length * COLUMNS));
    for (let at = 0; at < this.#length * COLUMNS; at++) this.#values[at] = bytes.readDoubleLE(at * 8);
  }

  get length(): number {
    return this.#length;
  }

  /** Adds a batch, unless one close before it is there. */
  add({ offset, position, newestBefore }: IndexEntry): void {
    const last = this.entry(this.#length - 1);
    if (last && position - last.position < INDEX_INTERVAL_BYTES) return;
    const at = this.#length * COLUMNS;
    if (at === this.#values.length) {
      const larger = new Float64Array(this.#values.length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[at] = offset;
    this.#values[at + 1] = position;
    this.#values[at + 2] = newestBefore;
    this.#length++;
  }

  entry(index: number): IndexEntry | undefined {
    if (index < 0 || index >= this.#length) return undefined;
    const [offset = 0, position = 0, newestBefore = 0] = this.#values.subarray(index * COLUMNS, (index + 1) * COLUMNS);
    return { offset, position, newestBefore };
  }

  /** Where to begin to look for the batch with this offset. */
  positionOf(offset: number): number {
    return this.entry(this.#lastBelow(0, offset + 1))?.position ?? 0;
  }

  /** Where to begin to look for the first batch with a record of this time or newer. */
  positionOfTime(timestamp: number): number {
    return this.entry(this.#lastBelow(2, timestamp))?.position ?? 0;
  }

  /** Whether offsets and positions are whole numbers that grow, within a file of this size. */
  isSound(size: number): boolean {
    let before = { offset: -1, position: -1 };
    for (let index = 0; index < this.#length; index++) {
      const { offset, position } = this.entry(index) ?? before;
      const isWhole = Number.isSafeInteger(offset) && Number.isSafeInteger(position);
      if (!isWhole || offset <= before.offset || position <= before.position || position >= size) return false;
      before = { offset, position };
    }
    return true;
  }

  /** Forgets the entries at and after a position. */
  cut(position: number): void {
    while ((this.entry(this.#length - 1)?.position ?? -1) >= position) this.#length--;
  }

  /** The entries from the one with this number on, for the file. */
  bytesFrom(index: number): Buffer {
    const part = this.#values.subarray(index * COLUMNS, this.#length * COLUMNS);
    const bytes = Buffer.alloc(part.length * 8);
    for (const [at, value] of part.entries()) bytes.writeDoubleLE(value, at * 8);
    return bytes;
  }

  /** The number of the last entry whose value in a column is below a bound; -1 when there is none. */
  #lastBelow(column: number, bound: number): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#values[middle * COLUMNS + column] as number) < bound) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}

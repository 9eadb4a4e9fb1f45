import type { Cell } from '../result.ts';
import type { Chunk } from '../store/model.ts';
import type { TimeRange } from '../store/time.ts';
import type { Reader } from './cells.ts';
import { filterChunk } from './condition.ts';
import { type Reading, readersOf } from './references.ts';

/** A row of a series while it is the next one of its lane. */
class Lane {
  ms = 0;
  ns = 0;
  readonly #reading: Reading;
  readonly #chunks: Generator<Chunk, void>;
  readonly #isDescending: boolean;
  #chunk: Chunk | undefined;
  #readers: Reader[] = [];
  #row = 0;

  constructor(reading: Reading, range: TimeRange, isDescending: boolean) {
    this.#reading = reading;
    this.#isDescending = isDescending;
    this.#chunks = reading.series.scan(reading.fields, range, isDescending ? 'descending' : 'ascending');
  }

  /** Whether it ends before another one begins. */
  get isApart(): boolean {
    return this.#reading.series.isApart === true;
  }

  /** Goes to the next row; false at the end, and nothing where that took reading a chunk: it is to be asked again. */
  next(): boolean | undefined {
    this.#row += this.#isDescending ? -1 : 1;
    if (this.#chunk === undefined || this.#row < 0 || this.#row >= this.#chunk.length) return this.#readChunk();
    this.ms = this.#chunk.ms[this.#row] ?? 0;
    this.ns = this.#chunk.ns?.[this.#row] ?? 0;
    return true;
  }

  /** Stands before the first row of the next chunk then; false when there is none. */
  #readChunk(): false | undefined {
    const { value, done } = this.#chunks.next();
    if (done === true || value === undefined) return false;
    this.#chunk = filterChunk(value, this.#reading.test);
    if (this.#chunk === undefined) return undefined;
    this.#readers = readersOf(this.#reading, this.#chunk);
    this.#row = this.#isDescending ? this.#chunk.length : -1;
    return undefined;
  }

  /** The values of the row, or `undefined` when it has none of the fields. */
  values(): Cell[] | undefined {
    const row = this.#row;
    const values = this.#readers.map((read) => read(row));
    const { places } = this.#reading;
    return values.some((value, i) => value !== null && 'column' in (places[i] ?? {})) ? values : undefined;
  }

  close(): void {
    this.#chunks.return();
  }
}

/** A row of some series: its time, and the values of what was asked for. */
export type MergedRow = { ms: number; ns: number; values: Cell[] };

/** Rows without a value between two pauses. */
const PAUSE_ROWS = 1000;

/**
 * The rows of several series in order of time, those with the same time in the order of the series, or all the other
 * way round. Only what is taken is read. Gives nothing where others may get their turn, however few rows are found.
 */
export function* mergeRows(
  readings: readonly Reading[],
  range: TimeRange,
  isDescending: boolean,
): Generator<MergedRow | undefined, void> {
  const ordered = isDescending ? readings.toReversed() : readings;
  const lanes = ordered.map((reading) => new Lane(reading, range, isDescending));
  try {
    const heap = new LaneHeap(isDescending);
    yield* heap.fill(lanes);
    let passed = 0;
    for (let lane = heap.first(); lane !== undefined; lane = heap.first()) {
      const values = lane.values();
      if (values !== undefined) yield { ms: lane.ms, ns: lane.ns, values };
      else if (++passed % PAUSE_ROWS === 0) yield;
      while (!heap.advance()) yield;
    }
  } finally {
    for (const lane of lanes) lane.close();
  }
}

/** Lanes with the one whose row comes next at the top. */
class LaneHeap {
  readonly #lanes: { lane: Lane; order: number }[] = [];
  readonly #sign: number;

  constructor(isDescending: boolean) {
    this.#sign = isDescending ? -1 : 1;
  }

  /** Takes in the lanes that have a row, with a pause behind each chunk that is read for that. */
  *fill(lanes: readonly Lane[]): Generator<undefined, void> {
    for (const [order, lane] of lanes.entries()) {
      let hasRow = lane.next();
      for (; hasRow === undefined; hasRow = lane.next()) yield;
      if (hasRow) this.#lanes.push({ lane, order });
    }
    for (let i = this.#lanes.length >> 1; i >= 0; i -= 1) this.#sink(i);
  }

  first(): Lane | undefined {
    return this.#lanes[0]?.lane;
  }

  /** Goes past the first row; false where that took reading a chunk: it is to be asked again before anything else. */
  advance(): boolean {
    const [first] = this.#lanes;
    const last = this.#lanes.at(-1);
    if (first === undefined || last === undefined) return true;
    const hasRow = first.lane.next();
    if (hasRow === undefined) return false;
    if (!hasRow) {
      this.#lanes.pop();
      if (this.#lanes.length === 0) return true;
      this.#lanes[0] = last;
    }
    this.#sink(0);
    return true;
  }

  #isBefore(a: number, b: number): boolean {
    const left = this.#lanes[a];
    const right = this.#lanes[b];
    if (left === undefined || right === undefined) return false;
    if (left.lane.isApart && right.lane.isApart) return left.order < right.order;
    const distance = (left.lane.ms - right.lane.ms || left.lane.ns - right.lane.ns) * this.#sign;
    return distance === 0 ? left.order < right.order : distance < 0;
  }

  #sink(from: number): void {
    let at = from;
    for (;;) {
      let next = at;
      for (const child of [2 * at + 1, 2 * at + 2]) if (child < this.#lanes.length && this.#isBefore(child, next)) next = child;
      const here = this.#lanes[at];
      const there = this.#lanes[next];
      if (next === at || here === undefined || there === undefined) return;
      this.#lanes[at] = there;
      this.#lanes[next] = here;
      at = next;
    }
  }
}

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

  /** Goes to the next row; false at the end. */
  next(): boolean {
    this.#row += this.#isDescending ? -1 : 1;
    while (this.#chunk === undefined || this.#row < 0 || this.#row >= this.#chunk.length) {
      const { value, done } = this.#chunks.next();
      if (done === true || value === undefined) return false;
      this.#chunk = filterChunk(value, this.#reading.test);
      if (this.#chunk === undefined) continue;
      this.#readers = readersOf(this.#reading, this.#chunk);
      this.#row = this.#isDescending ? this.#chunk.length - 1 : 0;
    }
    this.ms = this.#chunk.ms[this.#row] ?? 0;
    this.ns = this.#chunk.ns?.[this.#row] ?? 0;
    return true;
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

/**
 * The rows of several series in order of time, those with the same time in the order of the series, or all the other
 * way round. Only what is taken is read.
 */
export function* mergeRows(readings: readonly Reading[], range: TimeRange, isDescending: boolean): Generator<MergedRow, void> {
  const ordered = isDescending ? readings.toReversed() : readings;
  const lanes = ordered.map((reading) => new Lane(reading, range, isDescending));
  try {
    const heap = new LaneHeap(lanes, isDescending);
    for (let lane = heap.first(); lane !== undefined; lane = heap.first()) {
      const values = lane.values();
      if (values !== undefined) yield { ms: lane.ms, ns: lane.ns, values };
      heap.advance();
    }
  } finally {
    for (const lane of lanes) lane.close();
  }
}

/** Lanes with the one whose row comes next at the top. */
class LaneHeap {
  readonly #lanes: { lane: Lane; order: number }[] = [];
  readonly #sign: number;

  constructor(lanes: readonly Lane[], isDescending: boolean) {
    this.#sign = isDescending ? -1 : 1;
    for (const [order, lane] of lanes.entries()) {
      if (!lane.next()) continue;
      this.#lanes.push({ lane, order });
    }
    for (let i = this.#lanes.length >> 1; i >= 0; i -= 1) this.#sink(i);
  }

  first(): Lane | undefined {
    return this.#lanes[0]?.lane;
  }

  advance(): void {
    const [first] = this.#lanes;
    const last = this.#lanes.at(-1);
    if (first === undefined || last === undefined) return;
    if (!first.lane.next()) {
      this.#lanes.pop();
      if (this.#lanes.length === 0) return;
      this.#lanes[0] = last;
    }
    this.#sink(0);
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

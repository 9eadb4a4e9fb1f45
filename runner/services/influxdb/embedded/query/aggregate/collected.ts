import type { Cell } from '../../result.ts';
import type { Time } from '../../store/time.ts';
import { integerCell } from '../arithmetic.ts';
import { Points } from '../points.ts';
import type { Accumulator, Run } from './accumulator.ts';

/** What a function makes of all points of a window. */
type Finish = (collected: Points, points: Points, time: Time | undefined) => void;

const START: Time = { ms: 0, ns: 0 };

/** For functions that have to see all values of a window at once. */
export class CollectingAccumulator implements Accumulator {
  readonly #finish: Finish;
  readonly #collected: (Points | undefined)[] = [];

  constructor(finish: Finish) {
    this.#finish = finish;
  }

  add(slot: number, run: Run): void {
    const { ms, ns } = run.chunk;
    let collected = this.#collected[slot];
    if (collected === undefined) {
      collected = new Points();
      this.#collected[slot] = collected;
    }
    for (let row = run.from; row < run.to; row += 1) {
      const value = run.read(row);
      if (value !== null) collected.add({ ms: ms[row] ?? 0, ns: ns?.[row] ?? 0 }, value, run.aux?.(row));
    }
  }

  finish(slot: number, points: Points, time: Time | undefined): void {
    const collected = this.#collected[slot];
    if (collected === undefined || collected.length === 0) return;
    this.#finish(collected, points, time);
    this.#collected[slot] = undefined;
  }
}

/** The places of points, by value and then by time. */
function sortedPlaces({ values, ms, ns }: Points): number[] {
  return [...values.keys()].toSorted(
    (a, b) => compareCells(values[a] ?? null, values[b] ?? null) || (ms[a] ?? 0) - (ms[b] ?? 0) || (ns[a] ?? 0) - (ns[b] ?? 0),
  );
}

function compareCells(a: Cell, b: Cell): number {
  if (a === null || b === null) return 0;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** median(): the middle of the sorted values. */
export const finishMedian: Finish = ({ values }, points, time = START) => {
  const sorted = Float64Array.from(values, Number).sort();
  const middle = Math.floor(sorted.length / 2);
  const high = sorted[middle] ?? 0;
  const low = sorted[middle - 1] ?? high;
  points.add(time, sorted.length % 2 === 1 ? high : low + (high - low) / 2);
};

/** stddev() of a sample; of one value there is none. */
export const finishStddev: Finish = ({ values }, points, time = START) => {
  let mean = 0;
  for (const [i, value] of values.entries()) mean += (Number(value) - mean) / (i + 1);
  let squares = 0;
  for (const value of values) squares += (Number(value) - mean) ** 2;
  points.add(time, values.length < 2 ? null : Math.sqrt(squares / (values.length - 1)));
};

/** spread(): from the least to the greatest. */
export const finishSpread: Finish = ({ values }, points, time = START) => {
  let least = values[0] ?? 0;
  let greatest = least;
  for (const value of values) {
    if (value !== null && compareCells(value, least) < 0) least = value;
    if (value !== null && compareCells(value, greatest) > 0) greatest = value;
  }
  const isLarge = typeof least === 'bigint' || typeof greatest === 'bigint';
  points.add(time, isLarge ? integerCell(BigInt(String(greatest)) - BigInt(String(least))) : Number(greatest) - Number(least));
};

/** mode(): the most frequent value; of several the one that came first, and of booleans true. */
export const finishMode: Finish = (collected, points, time = START) => {
  const { values, ms, ns } = collected;
  if (typeof values[0] === 'boolean') {
    points.add(time, values.filter((value) => value === true).length * 2 >= values.length);
    return;
  }
  let best = -1;
  let bestCount = 0;
  let count = 0;
  let before: Cell = null;
  for (const place of sortedPlaces(collected)) {
    const value = values[place] ?? null;
    count = value === before ? count + 1 : 1;
    if (value !== before && before !== null) {
      before = value;
      continue;
    }
    before = value;
    const isLater = (ms[place] ?? 0) - (ms[best] ?? 0) || (ns[place] ?? 0) - (ns[best] ?? 0);
    if (bestCount > count || (bestCount === count && isLater > 0)) continue;
    best = place;
    bestCount = count;
  }
  points.add(time, values[best] ?? null);
};

/** distinct(): each value once, those that came first before the others. */
export const finishDistinct: Finish = (collected, points, time = START) => {
  const seen = new Map<Cell, number>();
  for (const [place, value] of collected.values.entries()) if (!seen.has(value)) seen.set(value, place);
  const places = [...seen.values()].toSorted(
    (a, b) =>
      (collected.ms[a] ?? 0) - (collected.ms[b] ?? 0) ||
      (collected.ns[a] ?? 0) - (collected.ns[b] ?? 0) ||
      compareCells(collected.values[a] ?? null, collected.values[b] ?? null),
  );
  for (const place of places) points.add(time, collected.values[place] ?? null);
};

/** count(distinct()). */
export const finishCountDistinct: Finish = ({ values }, points, time = START) => points.add(time, new Set(values).size);

/** percentile(): the value that so many of a hundred are not above. */
export function finishPercentile(percent: number): Finish {
  return (collected, points, time) => {
    const places = sortedPlaces(collected);
    const place = places[Math.floor((places.length * percent) / 100 + 0.5) - 1];
    if (place !== undefined) points.add(time ?? collected.timeAt(place), collected.values[place] ?? null, collected.aux[place]);
  };
}

import type { Time } from '../../store/time.ts';
import { integerCell } from '../arithmetic.ts';
import type { Points } from '../points.ts';
import { type Accumulator, plainNumbers, type Run } from './accumulator.ts';

const START: Time = { ms: 0, ns: 0 };

/** count(): how many values there are. */
export class CountAccumulator implements Accumulator {
  readonly #counts: number[] = [];

  add(slot: number, run: Run): void {
    this.#counts[slot] = (this.#counts[slot] ?? 0) + countPresent(run);
  }

  finish(slot: number, points: Points, time: Time = START): void {
    const count = this.#counts[slot] ?? 0;
    if (count > 0) points.add(time, count);
  }
}

function countPresent({ column: { present }, from, to }: Run): number {
  if (present === undefined) return to - from;
  let count = 0;
  for (let row = from; row < to; row += 1) count += present[row] ?? 0;
  return count;
}

/** sum() and mean(). Sums of integers are exact beyond what a number holds, and wrap around as 64 bits do. */
export class SumAccumulator implements Accumulator {
  readonly #isMean: boolean;
  readonly #isInteger: boolean;
  readonly #counts: number[] = [];
  readonly #sums: number[] = [];
  /** Sums that have left the range of exact numbers. */
  readonly #large = new Map<number, bigint>();

  constructor(options: { isMean: boolean; isInteger: boolean }) {
    this.#isMean = options.isMean;
    this.#isInteger = options.isInteger;
  }

  add(slot: number, run: Run): void {
    while (this.#sums.length <= slot) {
      this.#sums.push(0);
      this.#counts.push(0);
    }
    const numbers = plainNumbers(run);
    if (numbers === undefined) {
      this.#addLarge(slot, run);
      return;
    }
    const { values, present } = numbers;
    const { from, to } = run;
    let sum = this.#isInteger ? 0 : (this.#sums[slot] ?? 0);
    let count = to - from;
    if (present === undefined) for (let row = from; row < to; row += 1) sum += values[row] ?? 0;
    else {
      count = 0;
      for (let row = from; row < to; row += 1) {
        if (present[row] !== 1) continue;
        sum += values[row] ?? 0;
        count += 1;
      }
    }
    if (!this.#isInteger) this.#sums[slot] = sum;
    else if (!this.#addInteger(slot, sum)) {
      this.#addLarge(slot, run);
      return;
    }
    this.#counts[slot] = (this.#counts[slot] ?? 0) + count;
  }

  finish(slot: number, points: Points, time: Time = START): void {
    const count = this.#counts[slot] ?? 0;
    if (count === 0) return;
    const sum = this.#sums[slot] ?? 0;
    const large = this.#large.get(slot);
    const total = large === undefined ? sum : integerCell(large + BigInt(sum));
    points.add(time, this.#isMean ? Number(total) / count : total);
  }

  /** False when the numbers are too large to be added as numbers. */
  #addInteger(slot: number, sum: number): boolean {
    const total = (this.#sums[slot] ?? 0) + sum;
    if (!Number.isSafeInteger(total) || !Number.isSafeInteger(sum)) return false;
    this.#sums[slot] = total;
    return true;
  }

  #addLarge(slot: number, run: Run): void {
    let large = 0n;
    let sum = 0;
    let count = 0;
    for (let row = run.from; row < run.to; row += 1) {
      const value = run.read(row);
      if (typeof value !== 'number' && typeof value !== 'bigint') continue;
      count += 1;
      if (this.#isInteger) large += BigInt(value);
      else sum += Number(value);
    }
    if (this.#isInteger) this.#large.set(slot, (this.#large.get(slot) ?? 0n) + large);
    else this.#sums[slot] = (this.#sums[slot] ?? 0) + sum;
    this.#counts[slot] = (this.#counts[slot] ?? 0) + count;
  }
}

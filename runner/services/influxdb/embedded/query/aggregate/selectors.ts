import type { Cell } from '../../result.ts';
import type { Time } from '../../store/time.ts';
import type { Points } from '../points.ts';
import { type Accumulator, plainNumbers, type Run } from './accumulator.ts';

type Selected = { value: Cell; ms: number; ns: number; aux: readonly Cell[] | undefined };
type Better = (value: Cell, time: Time, than: Selected) => boolean;

/** Whether one value is greater; of booleans true is. */
function isGreater(a: Cell, b: Cell): boolean {
  return a !== null && b !== null && a > b;
}

function isBefore(a: Time, b: Time): boolean {
  return a.ms < b.ms || (a.ms === b.ms && a.ns < b.ns);
}

const isSame = (a: Time, b: Time): boolean => a.ms === b.ms && a.ns === b.ns;

/** Of equal values the earlier one is taken, of equal times the greater one. */
const BETTER: Readonly<Record<string, Better>> = {
  max: (value, time, than) => isGreater(value, than.value) || (value === than.value && isBefore(time, than)),
  min: (value, time, than) => isGreater(than.value, value) || (value === than.value && isBefore(time, than)),
  first: (value, time, than) => isBefore(time, than) || (isSame(time, than) && isGreater(value, than.value)),
  last: (value, time, than) => isBefore(than, time) || (isSame(time, than) && isGreater(value, than.value)),
};

/** min(), max(), first() and last(): one point of a window, with its time and the columns beside it. */
export class SelectorAccumulator implements Accumulator {
  readonly #name: string;
  readonly #isBetter: Better;
  readonly #selected: (Selected | undefined)[] = [];

  constructor(name: 'min' | 'max' | 'first' | 'last') {
    this.#name = name;
    this.#isBetter = BETTER[name] ?? (() => false);
  }

  add(slot: number, run: Run): void {
    const row = this.#pick(run);
    if (row < 0) return;
    const value = run.read(row);
    if (value === null) return;
    const time = { ms: run.chunk.ms[row] ?? 0, ns: run.chunk.ns?.[row] ?? 0 };
    const before = this.#selected[slot];
    if (before !== undefined && !this.#isBetter(value, time, before)) return;
    const aux = run.aux?.(row);
    if (before === undefined) this.#selected[slot] = { value, ...time, aux };
    else Object.assign(before, { value, aux }, time);
  }

  finish(slot: number, points: Points, time: Time | undefined): void {
    const selected = this.#selected[slot];
    if (selected !== undefined) points.add(time ?? selected, selected.value, selected.aux);
  }

  /** The row of a run that is better than its others, or -1. */
  #pick(run: Run): number {
    const { from, to } = run;
    const { present } = run.column;
    if (this.#name === 'first') {
      for (let row = from; row < to; row += 1) if (present === undefined || present[row] === 1) return row;
      return -1;
    }
    if (this.#name === 'last') {
      for (let row = to - 1; row >= from; row -= 1) if (present === undefined || present[row] === 1) return row;
      return -1;
    }
    const numbers = plainNumbers(run);
    return numbers === undefined ? this.#pickAny(run) : this.#pickNumber(numbers.values, run);
  }

  #pickNumber(values: Float64Array, run: Run): number {
    const { present } = run.column;
    const sign = this.#name === 'max' ? 1 : -1;
    let best = -1;
    let bestValue = 0;
    for (let row = run.from; row < run.to; row += 1) {
      if (present !== undefined && present[row] !== 1) continue;
      const value = (values[row] ?? 0) * sign;
      if (best >= 0 && !(value > bestValue)) continue;
      best = row;
      bestValue = value;
    }
    return best;
  }

  #pickAny(run: Run): number {
    const isMax = this.#name === 'max';
    let best = -1;
    let bestValue: Cell = null;
    for (let row = run.from; row < run.to; row += 1) {
      const value = run.read(row);
      if (value === null) continue;
      if (best >= 0 && !(isMax ? isGreater(value, bestValue) : isGreater(bestValue, value))) continue;
      best = row;
      bestValue = value;
    }
    return best;
  }
}

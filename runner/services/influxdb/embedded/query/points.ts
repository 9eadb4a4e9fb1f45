import type { Cell } from '../result.ts';

/**
 * Points of one function, in the order of the answer. Times are two numbers as in `Time`. A value may be null, as where
 * a window was filled. `aux` are the values of other columns beside a selected point.
 */
export class Points {
  readonly ms: number[] = [];
  readonly ns: number[] = [];
  readonly values: Cell[] = [];
  readonly aux: (readonly Cell[] | undefined)[] = [];

  get length(): number {
    return this.values.length;
  }

  add(time: { ms: number; ns: number }, value: Cell, aux?: readonly Cell[]): void {
    this.ms.push(time.ms);
    this.ns.push(time.ns);
    this.values.push(value);
    if (aux !== undefined) this.aux[this.values.length - 1] = aux;
  }

  /** Some of the points; a limit of 0 is none. */
  page(limit: number, offset: number): Points {
    if (limit === 0 && offset === 0) return this;
    const page = new Points();
    const end = limit === 0 ? this.length : Math.min(this.length, offset + limit);
    for (let i = offset; i < end; i += 1) page.add(this.timeAt(i), this.values[i] ?? null, this.aux[i]);
    return page;
  }

  timeAt(index: number): { ms: number; ns: number } {
    return { ms: this.ms[index] ?? 0, ns: this.ns[index] ?? 0 };
  }
}

/** The nanoseconds from one moment to another; exact up to 104 days. */
export function nanosecondsBetween(from: { ms: number; ns: number }, to: { ms: number; ns: number }): number {
  return (to.ms - from.ms) * 1e6 + (to.ns - from.ns);
}

import type { Cell } from '../../result.ts';
import type { Points } from '../points.ts';
import type { Accumulator, Run } from './accumulator.ts';

type Candidate = { value: number | bigint; ms: number; ns: number; aux: readonly Cell[] | undefined };

/** How many points top() or bottom() picks; the first `tagCount` columns beside a point are the tags that it names. */
type TopOptions = { isBottom: boolean; count: number; tagCount: number };

/**
 * top() and bottom(): the greatest or least values with their own times, in order of time; of equal values the earlier
 * one. With tags, there is one point for each combination of them. Only the best points are kept, the best one first.
 */
export class TopAccumulator implements Accumulator {
  readonly #options: TopOptions;
  readonly #best: Candidate[][] = [];

  constructor(options: TopOptions) {
    this.#options = options;
  }

  add(slot: number, run: Run): void {
    const best = this.#best[slot] ?? [];
    this.#best[slot] = best;
    const { ms, ns } = run.chunk;
    for (let row = run.from; row < run.to; row += 1) {
      const value = run.read(row);
      if (typeof value !== 'number' && typeof value !== 'bigint') continue;
      const last = best.length < this.#options.count ? undefined : best.at(-1);
      if (last !== undefined && this.#options.tagCount === 0 && this.#distance(value, last.value) > 0) continue;
      this.#insert(best, { value, ms: ms[row] ?? 0, ns: ns?.[row] ?? 0, aux: run.aux?.(row) });
    }
  }

  finish(slot: number, points: Points): void {
    const chosen = this.#best[slot]?.slice(0, this.#options.count) ?? [];
    for (const { value, ms, ns, aux } of chosen.toSorted((a, b) => a.ms - b.ms || a.ns - b.ns))
      points.add({ ms, ns }, value, aux);
  }

  #insert(best: Candidate[], candidate: Candidate): void {
    const { tagCount, count } = this.#options;
    if (tagCount > 0) {
      // Of each combination the best one is kept, so that all of them have to be.
      const key = JSON.stringify(candidate.aux?.slice(0, tagCount));
      const known = best.findIndex(({ aux }) => JSON.stringify(aux?.slice(0, tagCount)) === key);
      const other = best[known];
      if (other !== undefined && this.#compare(candidate, other) >= 0) return;
      if (other !== undefined) best.splice(known, 1);
    }
    let place = best.length;
    for (let other = best[place - 1]; other !== undefined && this.#compare(candidate, other) < 0; other = best[place - 1])
      place -= 1;
    best.splice(place, 0, candidate);
    if (tagCount === 0 && best.length > count) best.pop();
  }

  #compare(a: Candidate, b: Candidate): number {
    return this.#distance(a.value, b.value) || a.ms - b.ms || a.ns - b.ns;
  }

  /** Less than 0 when the first value is better. */
  #distance(a: number | bigint, b: number | bigint): number {
    if (a === b) return 0;
    return a > b === this.#options.isBottom ? 1 : -1;
  }
}

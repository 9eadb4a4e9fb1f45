import { RATE_WINDOW_MS } from '#contract/limits.ts';

/** What came and went until a moment. */
type Sample = { at: number; arrived?: number | undefined; left?: number | undefined };

/** How many per second; absent while there is nothing to compare with. */
export type Rate = { in?: number; out?: number };

/**
 * Rates since the oldest look of the last five seconds, from counters that only rise. A counter that fell belongs to a service that began
 * anew, so what was before it is forgotten.
 */
export class Rates {
  readonly #samples = new Map<string, Sample[]>();

  /** Takes what was counted of a thing at a moment (ms, of any clock that does not jump), and says its rates. */
  take(thing: string, sample: Sample): Rate {
    const before = this.#samples.get(thing) ?? [];
    const last = before.at(-1);
    const isNew = last !== undefined && (hasFallen(last.arrived, sample.arrived) || hasFallen(last.left, sample.left));
    const known = isNew ? [] : before.filter(({ at }) => at >= sample.at - RATE_WINDOW_MS);
    this.#samples.set(thing, [...known, sample]);
    const first = known[0];
    const seconds = first ? (sample.at - first.at) / 1_000 : 0;
    if (!first || seconds <= 0) return {};
    const arrived = perSecond(first.arrived, sample.arrived, seconds);
    const left = perSecond(first.left, sample.left, seconds);
    return { ...(arrived !== undefined && { in: arrived }), ...(left !== undefined && { out: left }) };
  }

  /** A thing that is not there any more: one of its name that comes later is another one. */
  forget(thing: string): void {
    this.#samples.delete(thing);
  }

  /** Another stack, or a pause: nothing that is known holds any more. */
  clear(): void {
    this.#samples.clear();
  }
}

function hasFallen(before: number | undefined, now: number | undefined): boolean {
  return before !== undefined && (now === undefined || now < before);
}

function perSecond(from: number | undefined, to: number | undefined, seconds: number): number | undefined {
  return from === undefined || to === undefined ? undefined : Math.round(((to - from) / seconds) * 100) / 100;
}

import { RATE_WINDOW_MS } from '#contract/limits.ts';

const BUCKET_MS = 500;

/** How many lines come per second, over the last RATE_WINDOW_MS. */
export class LineRate {
  #counts = new Map<number, number>();

  /** More output, now. */
  add(data: string, now: number): void {
    let lines = 0;
    for (let at = data.indexOf('\n'); at >= 0; at = data.indexOf('\n', at + 1)) lines++;
    if (lines === 0) return;
    const bucket = Math.floor(now / BUCKET_MS);
    this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + lines);
    this.#forget(now);
  }

  /** Lines per second; of a program that runs for a shorter time, over that. */
  perSecond(now: number, runningMs: number): number {
    this.#forget(now);
    const lines = [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
    return (lines * 1000) / Math.min(RATE_WINDOW_MS, Math.max(1000, runningMs));
  }

  #forget(now: number): void {
    const first = Math.floor((now - RATE_WINDOW_MS) / BUCKET_MS) + 1;
    for (const bucket of this.#counts.keys()) if (bucket < first) this.#counts.delete(bucket);
  }
}

/** Over so long a rate is taken (ms), and the parts of it that are counted apart. */
const SPAN_MS = 5_000;
const PART_MS = 500;

/** How many changes came per second lately. */
export class RowsRate {
  #parts: { at: number; count: number }[] = [];
  #since = 0;

  reset(): void {
    this.#parts = [];
    this.#since = 0;
  }

  add(count: number, now: number): void {
    this.#since ||= now;
    const last = this.#parts.at(-1);
    if (last && now - last.at < PART_MS) last.count += count;
    else this.#parts.push({ at: now, count });
    while ((this.#parts[0]?.at ?? now) < now - SPAN_MS) this.#parts.shift();
  }

  /** Changes per second; while they have come for less than the span, of the time they have. */
  perSecond(now: number): number {
    const recent = this.#parts.filter(({ at }) => at >= now - SPAN_MS);
    const span = Math.min(SPAN_MS, Math.max(1_000, now - this.#since));
    return recent.reduce((sum, { count }) => sum + count, 0) / (span / 1_000);
  }
}

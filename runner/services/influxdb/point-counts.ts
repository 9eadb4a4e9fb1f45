/** Counting may take this share of the time, so that a picture of millions of points leaves InfluxDB to those who write. */
const SHARE = 1 / 20;

type Counted = { count: number | undefined; at: number; tookMs: number };

/** How many points there are, counted again when enough time has passed for what counting takes. */
export class PointCounts {
  readonly #last = new Map<string, Counted>();

  /** The count of a thing, which may be some seconds old; what `look` throws is thrown. */
  async take(thing: string, look: () => Promise<number | undefined>): Promise<number | undefined> {
    const last = this.#last.get(thing);
    const began = performance.now();
    if (last?.count !== undefined && began - last.at < last.tookMs / SHARE) return last.count;
    const count = await look();
    const at = performance.now();
    this.#last.set(thing, { count, at, tookMs: at - began });
    return count;
  }
}

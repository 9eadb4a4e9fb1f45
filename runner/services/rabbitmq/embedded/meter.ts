/** Over how long a rate is taken (ms); RabbitMQ samples every five seconds. */
const WINDOW_MS = 5_000;

/** Counts events by name and knows their rate: RabbitMQ's `message_stats`. */
export class Meter<Name extends string> {
  readonly #totals: Record<Name, number>;
  /** The totals when the window before this one ended, and this window's. */
  #before: Record<Name, number>;
  #start: Record<Name, number>;
  #startedAt = performance.now();

  constructor(names: readonly Name[]) {
    this.#totals = Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;
    this.#before = { ...this.#totals };
    this.#start = { ...this.#totals };
  }

  count(name: Name, by = 1): void {
    this.#turn();
    this.#totals[name] += by;
  }

  /** `{ publish: 3, publish_details: { rate: 0.6 } }`, or nothing before the first event. */
  stats(): Record<string, unknown> | undefined {
    this.#turn();
    const names = Object.keys(this.#totals) as Name[];
    if (names.every((name) => this.#totals[name] === 0)) return undefined;
    const rate = (name: Name) => (this.#start[name] - this.#before[name]) / (WINDOW_MS / 1_000);
    return Object.fromEntries(
      names.flatMap((name) => [
        [name, this.#totals[name]],
        [`${name}_details`, { rate: rate(name) }],
      ]),
    );
  }

  #turn(): void {
    const windows = Math.floor((performance.now() - this.#startedAt) / WINDOW_MS);
    if (windows < 1) return;
    this.#before = windows === 1 ? this.#start : { ...this.#totals };
    this.#start = { ...this.#totals };
    this.#startedAt += windows * WINDOW_MS;
  }
}

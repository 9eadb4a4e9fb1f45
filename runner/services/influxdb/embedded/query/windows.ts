import type { Time } from '../store/time.ts';
import { QueryError } from './query-error.ts';
import { zoneOffsetMs } from './zone.ts';

const NS_PER_MS = 1_000_000;

/** What GROUP BY time() asks for: nanoseconds, and the zone in which days begin. */
export type Interval = { length: bigint; offset: bigint; zone: string | undefined };

/**
 * The windows that GROUP BY time() cuts time into. A window is known by its start, a plain number: milliseconds since
 * 1970, or, when an interval is no whole number of milliseconds, nanoseconds since `baseMs`.
 */
export class Windows {
  readonly #interval: Interval;
  readonly #isFine: boolean;
  readonly #length: number;
  readonly #offset: number;
  #baseMs: number | undefined;

  constructor(interval: Interval) {
    this.#interval = interval;
    const perMs = BigInt(NS_PER_MS);
    this.#isFine = interval.length % perMs !== 0n || interval.offset % perMs !== 0n;
    this.#length = Number(this.#isFine ? interval.length : interval.length / perMs);
    this.#offset = Number(this.#isFine ? interval.offset : interval.offset / perMs);
  }

  /** The start of the window that a moment is in. */
  startOf(ms: number, ns: number): number {
    if (!this.#isFine) return this.#interval.zone === undefined ? this.#floor(ms) : this.#startInZone(ms, this.#interval.zone);
    this.#baseMs ??= ms - mod(ms, 86_400_000);
    const tick = (ms - this.#baseMs) * NS_PER_MS + ns;
    if (!Number.isSafeInteger(tick)) throw new QueryError('the time range is too long for windows of less than a millisecond');
    const base = Number((BigInt(this.#baseMs) * BigInt(NS_PER_MS)) % this.#interval.length);
    return tick - mod(tick + base - this.#offset, this.#length);
  }

  /** Whether windows begin at whole milliseconds, and are known by them. */
  get isWhole(): boolean {
    return !this.#isFine;
  }

  /** The start of the next window. */
  after(start: number): number {
    const { zone } = this.#interval;
    if (zone === undefined || this.#isFine) return start + this.#length;
    // Around a change of the clocks a window is shorter or longer by the change, if it is not as long as the window.
    const end = start + this.#length;
    const change = zoneOffsetMs(zone, start) - zoneOffsetMs(zone, end);
    const next = Math.abs(change) < this.#length ? end + change : end;
    return this.#floorInZone(next, zone) === next ? next : this.#floorInZone(next + this.#length, zone);
  }

  /** The start of the window before. */
  before(start: number): number {
    const { zone } = this.#interval;
    return zone === undefined || this.#isFine ? start - this.#length : this.#startInZone(start - 1, zone);
  }

  /** A window's start as a moment. */
  timeOf(start: number): Time {
    if (!this.#isFine) return { ms: start, ns: 0 };
    const ms = Math.floor(start / NS_PER_MS);
    return { ms: ms + (this.#baseMs ?? 0), ns: start - ms * NS_PER_MS };
  }

  /** About how many windows there are from one to another. */
  count(first: number, last: number): number {
    return Math.floor((last - first) / this.#length) + 1;
  }

  #floor(ms: number): number {
    return ms - mod(ms - this.#offset, this.#length);
  }

  /** Behind a change of the clocks the window before may not be over yet. */
  #startInZone(ms: number, zone: string): number {
    const start = this.#floorInZone(ms, zone);
    const before = this.#floorInZone(start - 1, zone);
    return this.after(before) > ms ? before : start;
  }

  #floorInZone(ms: number, zone: string): number {
    const shifted = ms - this.#offset;
    const offset = zoneOffsetMs(zone, shifted);
    const start = shifted - mod(shifted + offset, this.#length);
    const change = offset - zoneOffsetMs(zone, start);
    return (change !== 0 && Math.abs(change) < this.#length ? start + change : start) + this.#offset;
  }
}

function mod(value: number, by: number): number {
  const rest = value % by;
  return rest < 0 ? rest + by : rest;
}

/**
 * A moment, exact to the nanosecond: whole milliseconds since 1970 and the nanoseconds (0 to 999 999) beyond them, so
 * that loops run over plain numbers. `{ ms: -1, ns: 999_999 }` is one nanosecond before 1970.
 */
export type Time = { ms: number; ns: number };

/** The moments from one to another, both included. */
export type TimeRange = { from: Time; to: Time };

const NS_PER_MS = 1_000_000n;

/** The first moment that InfluxDB has, -9223372036854775806 ns: two less are kept for itself. */
export const FIRST_TIME: Time = timeOfNanoseconds(-9223372036854775806n);

/** The last moment that InfluxDB has. */
export const LAST_TIME: Time = timeOfNanoseconds(9223372036854775806n);

/** Every moment there is. */
export const ALL_TIME: TimeRange = { from: FIRST_TIME, to: LAST_TIME };

/** A count of nanoseconds as a moment. */
export function timeOfNanoseconds(count: bigint): Time {
  const ns = ((count % NS_PER_MS) + NS_PER_MS) % NS_PER_MS;
  return { ms: Number((count - ns) / NS_PER_MS), ns: Number(ns) };
}

/** A moment as a count of nanoseconds. */
export function nanosecondsOfTime(time: Time): bigint {
  return BigInt(time.ms) * NS_PER_MS + BigInt(time.ns);
}

/** Less than 0 when `a` is before `b`, 0 when they are the same. */
export function compareTimes(a: Time, b: Time): number {
  return a.ms - b.ms || a.ns - b.ns;
}

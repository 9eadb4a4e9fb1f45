import { FIRST_TIME, LAST_TIME, nanosecondsOfTime, type Time, timeOfNanoseconds } from '../store/time.ts';

/** A unit of timestamps: what one of it is, and how many of it are a whole millisecond or how many of those it is. */
export type Precision = { ns: bigint; msPerUnit: number; unitsPerMs: number };

const UNITS: Readonly<Record<string, Precision>> = {
  n: { ns: 1n, msPerUnit: 0, unitsPerMs: 1_000_000 },
  u: { ns: 1_000n, msPerUnit: 0, unitsPerMs: 1_000 },
  ms: { ns: 1_000_000n, msPerUnit: 1, unitsPerMs: 1 },
  s: { ns: 1_000_000_000n, msPerUnit: 1_000, unitsPerMs: 0 },
  m: { ns: 60_000_000_000n, msPerUnit: 60_000, unitsPerMs: 0 },
  h: { ns: 3_600_000_000_000n, msPerUnit: 3_600_000, unitsPerMs: 0 },
};

/** The unit that `precision=` names; nanoseconds for any other word, as in InfluxDB. */
export function readPrecision(word: string): Precision {
  return (Object.hasOwn(UNITS, word) && UNITS[word]) || (UNITS.n as Precision);
}

/** A moment without what is less than the unit. */
export function truncateTime(time: Time, { ns }: Precision): Time {
  const count = nanosecondsOfTime(time);
  return timeOfNanoseconds(count - (((count % ns) + ns) % ns));
}

/** The moment of a timestamp in digits, or `undefined` when InfluxDB has no such moment. */
export function timeOfTimestamp(count: bigint, { ns }: Precision): Time | undefined {
  const inRange = count * ns >= nanosecondsOfTime(FIRST_TIME) && count * ns <= nanosecondsOfTime(LAST_TIME);
  return inRange ? timeOfNanoseconds(count * ns) : undefined;
}

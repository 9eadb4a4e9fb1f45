import { zoneOffsetMs } from '../query/zone.ts';
import { nanosecondsOfTime, type Time } from '../store/time.ts';

/** Tells a time: as a date, or as a count of a unit. */
export type TellTime = (time: Time, zone: string | undefined) => string | number | bigint;

const NS_PER_UNIT: Readonly<Record<string, bigint>> = {
  u: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

/** How `epoch=` wants times: dates without it, nanoseconds for a word that is no unit, as in InfluxDB. */
export function tellTimeIn(epoch: string): TellTime {
  if (epoch === '') return (time, zone) => (zone === undefined ? tellDate(time) : tellLocalDate(time, zone));
  const ns = Object.hasOwn(NS_PER_UNIT, epoch) ? NS_PER_UNIT[epoch] : undefined;
  if (epoch === 'ms') return (time) => (time.ms < 0 && time.ns > 0 ? time.ms + 1 : time.ms);
  return (time) => nanosecondsOfTime(time) / (ns ?? 1n);
}

/** As Go's RFC3339Nano: as many digits after the second as are needed. */
function tellDate({ ms, ns }: Time): string {
  const date = new Date(ms).toISOString();
  if (ns === 0 && date.endsWith('.000Z')) return `${date.slice(0, 19)}Z`;
  const digits = `${date.slice(20, 23)}${String(ns).padStart(6, '0')}`.replace(/0+$/, '');
  return `${date.slice(0, 19)}.${digits}Z`;
}

function tellLocalDate(time: Time, zone: string): string {
  const offset = zoneOffsetMs(zone, time.ms);
  const local = tellDate({ ms: time.ms + offset, ns: time.ns });
  if (offset === 0) return local;
  const minutes = Math.abs(offset) / 60_000;
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  return `${local.slice(0, -1)}${offset < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
}

import { QueryError } from './query-error.ts';
import { utcOfLocal } from './zone.ts';

const DATE = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:\d{2})?)?$/;

/** Whether a string is meant as a time: it begins with a date. */
export function isTimeText(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}($|.+)/.test(text);
}

/** The nanoseconds since 1970 of a date or of a date and a time; without an offset it is a zone's time, or UTC. */
export function parseTimeText(text: string, zone: string | undefined): bigint {
  const match = DATE.exec(text);
  const [, year = '', month = '', day = '', hour = '0', minute = '0', second = '0', fraction = '', offset] = match ?? [];
  const ms = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  const isReal = match !== null && new Date(ms).toISOString().startsWith(`${year}-${month}-${day}`) && Number(hour) < 24;
  if (!isReal || Number(minute) > 59 || Number(second) > 59) throw new QueryError('invalid timestamp string');
  return BigInt(toUtc(ms, offset, zone)) * 1_000_000n + BigInt(fraction.padEnd(9, '0'));
}

function toUtc(ms: number, offset: string | undefined, zone: string | undefined): number {
  if (offset === 'Z') return ms;
  if (offset === undefined) return zone === undefined ? ms : utcOfLocal(zone, ms);
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4));
  return ms - (offset.startsWith('-') ? -minutes : minutes) * 60_000;
}

import { readDuration } from './durations.ts';

/**
 * A time as Grafana takes it (ms): `now-15m`, `now/d`, milliseconds as a number or text, or a date.
 * @returns undefined for what is none of these
 */
export function readTime(text: string, now: number, { end = false } = {}): number | undefined {
  if (/^-?\d+$/.test(text)) return Number(text);
  const relative = /^now((?:[+-]\d+[a-zA-Z]+)*)(?:\/([smhdwMy]))?$/.exec(text);
  if (!relative) return Number.isNaN(Date.parse(text)) ? undefined : Date.parse(text);
  let time = now;
  for (const [, sign, duration = ''] of (relative[1] ?? '').matchAll(/([+-])(\d+[a-zA-Z]+)/g)) {
    const ms = readDuration(duration);
    if (ms === undefined) return undefined;
    time += sign === '-' ? -ms : ms;
  }
  return relative[2] === undefined ? time : rounded(time, relative[2], end);
}

/** The beginning of a day, an hour, … that a time is in, or its last millisecond; in UTC, as Grafana's server does it. */
function rounded(time: number, unit: string, end: boolean): number {
  const date = new Date(time);
  const parts = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate(), date.getUTCHours(), date.getUTCMinutes()] as const;
  const [year, month, day, hour, minute] = parts;
  const step = end ? 1 : 0;
  const starts: Record<string, () => number> = {
    y: () => Date.UTC(year + step, 0),
    M: () => Date.UTC(year, month + step),
    w: () => Date.UTC(year, month, day - ((date.getUTCDay() + 6) % 7) + 7 * step),
    d: () => Date.UTC(year, month, day + step),
    h: () => Date.UTC(year, month, day, hour + step),
    m: () => Date.UTC(year, month, day, hour, minute + step),
    s: () => Date.UTC(year, month, day, hour, minute, date.getUTCSeconds() + step),
  };
  return (starts[unit]?.() ?? time) - step;
}

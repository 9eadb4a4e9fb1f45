/** A time range as a dashboard or an address has it: `now-15m`, `now/d`, ms since 1970, or a date. */
export type RawRange = { from: string; to: string };

/** A time range in ms since 1970. */
export type TimeRange = { from: number; to: number };

/** Reads a range as it is at the time `now`. What cannot be read is the last hour. */
export function readRange(raw: RawRange, now: number = Date.now()): TimeRange {
  const from = readTime(raw.from, { now, roundUp: false }) ?? now - 3_600_000;
  const to = readTime(raw.to, { now, roundUp: true }) ?? now;
  return from < to ? { from, to } : { from: to, to: from + (from === to ? 1_000 : 0) };
}

/**
 * Reads one end of a range: date mathematics (`now-1h`, `now/d`), ms since 1970, a date.
 * `roundUp` is for the end: `now/d` is today's last millisecond then.
 */
export function readTime(words: string, at: { now: number; roundUp: boolean }): number | undefined {
  const trimmed = words.trim();
  if (/^\d{10,}$/.test(trimmed)) return Number(trimmed);
  if (trimmed.startsWith('now')) return readMaths(trimmed.slice(3), at);
  const time = Date.parse(trimmed.replace(' ', 'T'));
  return Number.isNaN(time) ? undefined : time;
}

/** Whether the range moves with the clock. */
export const isLive = ({ from, to }: RawRange): boolean => from.includes('now') || to.includes('now');

function readMaths(maths: string, { now, roundUp }: { now: number; roundUp: boolean }): number | undefined {
  const steps = [...maths.matchAll(/([-+/])(\d*)([smhdwMQy])/g)];
  if (steps.map(([whole]) => whole).join('') !== maths) return undefined;
  const time = new Date(now);
  for (const [, sign, count, unit = 's'] of steps) {
    if (sign === '/') roundTo(time, unit, roundUp);
    else move(time, unit, (sign === '-' ? -1 : 1) * Number(count || 1));
  }
  return time.getTime();
}

function move(time: Date, unit: string, by: number): void {
  if (unit === 'M' || unit === 'Q') time.setMonth(time.getMonth() + by * (unit === 'Q' ? 3 : 1));
  else if (unit === 'y') time.setFullYear(time.getFullYear() + by);
  else if (unit === 'd' || unit === 'w') time.setDate(time.getDate() + by * (unit === 'w' ? 7 : 1));
  else time.setTime(time.getTime() + by * (unit === 'h' ? 3_600_000 : unit === 'm' ? 60_000 : 1_000));
}

/** To the beginning of a second, minute, …, year; to the last millisecond of it with `up`. */
function roundTo(time: Date, unit: string, up: boolean): void {
  if (unit === 'y') time.setMonth(0);
  if (unit === 'Q') time.setMonth(time.getMonth() - (time.getMonth() % 3));
  if ('MQy'.includes(unit)) time.setDate(1);
  if (unit === 'w') time.setDate(time.getDate() - ((time.getDay() + 6) % 7));
  if ('dwMQy'.includes(unit)) time.setHours(0, 0, 0, 0);
  else if (unit === 'h') time.setMinutes(0, 0, 0);
  else if (unit === 'm') time.setSeconds(0, 0);
  else time.setMilliseconds(0);
  if (!up) return;
  move(time, unit, 1);
  time.setTime(time.getTime() - 1);
}

/** `browser`, `utc`, or the name of a zone: `Europe/Berlin`. */
export type TimeZone = string;

const options = (zone: TimeZone): Intl.DateTimeFormatOptions =>
  zone === 'utc' ? { timeZone: 'UTC' } : zone === 'browser' || zone === '' ? {} : { timeZone: zone };

const formats = new Map<string, Intl.DateTimeFormat>();

/** `2026-11-21 14:05:09`, as Grafana writes times. */
export function formatTime(ms: number, zone: TimeZone): string {
  return parts(ms, zone).join(' ');
}

/** `14:05:09`, with the day in front when the range is longer than one. */
export function formatClock(ms: number, zone: TimeZone): string {
  return parts(ms, zone)[1];
}

/** The zone as `Intl` and uPlot know it; undefined for the browser's own or one that does not exist. */
export function zoneName(zone: TimeZone): string | undefined {
  const { timeZone } = options(zone);
  if (timeZone === undefined) return undefined;
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone;
  } catch {
    return undefined; // A name of no zone: times are the browser's then.
  }
}

function parts(ms: number, zone: TimeZone): [date: string, clock: string] {
  if (!Number.isFinite(ms)) return ['', ''];
  let format = formats.get(zone);
  if (!format) {
    const timeZone = zoneName(zone);
    format = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', ...(timeZone ? { timeZone } : {}) });
    formats.set(zone, format);
  }
  const [date = '', clock = ''] = format.format(ms).split(' ');
  return [date, clock];
}

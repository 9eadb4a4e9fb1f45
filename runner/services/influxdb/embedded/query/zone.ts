const QUARTER_HOUR_MS = 900_000;
const offsets = new Map<string, Map<number, number>>();
const formats = new Map<string, Intl.DateTimeFormat>();

/** How far a time zone's clock is ahead of UTC at a moment, in milliseconds. Zones change at full quarters of an hour. */
export function zoneOffsetMs(zone: string, ms: number): number {
  const quarter = Math.floor(ms / QUARTER_HOUR_MS);
  const known = offsets.get(zone) ?? new Map<number, number>();
  offsets.set(zone, known);
  let offset = known.get(quarter);
  if (offset === undefined) {
    offset = readOffset(zone, quarter * QUARTER_HOUR_MS);
    if (known.size > 100_000) known.clear();
    known.set(quarter, offset);
  }
  return offset;
}

function readOffset(zone: string, ms: number): number {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat('en-US', {
      ...{ timeZone: zone, hourCycle: 'h23', era: 'short' },
      ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
    });
  formats.set(zone, format);
  const parts: Record<string, string> = {};
  for (const { type, value } of format.formatToParts(ms)) parts[type] = value;
  const part = (name: string): number => Number(parts[name] ?? 0);
  const year = parts['era'] === 'BC' ? 1 - part('year') : part('year');
  const local = Date.UTC(year, part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return local - Math.floor(ms / 1000) * 1000;
}

/** The moment at which a zone's clock shows what UTC's clock shows at `ms`. */
export function utcOfLocal(zone: string, ms: number): number {
  const guess = ms - zoneOffsetMs(zone, ms);
  return ms - zoneOffsetMs(zone, guess);
}

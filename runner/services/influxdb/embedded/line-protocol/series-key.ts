/** What the measurement and tags of a line say, unescaped; tags in order of their keys. */
export type SeriesKey = { measurement: string; tags: ReadonlyMap<string, string> };

const escapeMeasurement = (name: string) => name.replace(/[, ]/g, '\\$&');
const unescapeMeasurement = (text: string) => text.replace(/\\([, ])/g, '$1');
const escapeTag = (text: string) => text.replace(/[, =]/g, '\\$&');
const unescapeTag = (text: string) => text.replace(/\\([, =])/g, '$1');

/** The key of a series as in line protocol, tags in order. */
export function formatSeriesKey(measurement: string, tags: ReadonlyMap<string, string>): string {
  const pairs = [...tags].map(([key, value]) => `,${escapeTag(key)}=${escapeTag(value)}`);
  return `${escapeMeasurement(measurement)}${pairs.join('')}`;
}

/** Reads a key that `formatSeriesKey` made, or that was scanned without fault. Of tags with the same key, `undefined`. */
export function parseSeriesKey(key: string): SeriesKey | undefined {
  const [measurement = '', ...pairs] = splitPlain(key, ',');
  const tags = pairs.map((pair): [string, string] => {
    const [name = '', value = ''] = splitPlain(pair, '=');
    return [unescapeTag(name), unescapeTag(value)];
  });
  const sorted = new Map(tags.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return sorted.size === tags.length ? { measurement: unescapeMeasurement(measurement), tags: sorted } : undefined;
}

/** Splits at a character that no backslash escapes; one right at the beginning is part of what follows. */
function splitPlain(text: string, separator: string): string[] {
  const parts: string[] = [];
  let from = 0;
  for (let i = 1; i < text.length; i++) {
    if (text[i] !== separator || text[i - 1] === '\\') continue;
    parts.push(text.slice(from, i));
    from = i + 1;
  }
  parts.push(text.slice(from));
  return parts;
}

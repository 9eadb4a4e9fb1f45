import { toPattern } from '../data/transform.ts';
import { type Json, number, record, records, text } from '../model/read-json.ts';

/** What a value is shown as instead. */
export type Mapped = { text?: string; color?: string };

/** Looks for the first value mapping that fits: by value, range, pattern or kind; also those of Grafana before version 8. */
export function mapValue(value: unknown, mappings: unknown): Mapped | undefined {
  for (const mapping of records(mappings)) {
    const found = BY_TYPE[String(mapping.type)]?.(value, mapping);
    if (found) return { ...(text(found.text) ? { text: String(found.text) } : {}), ...colorIn(found) };
  }
  return undefined;
}

const colorIn = ({ color }: Json): Mapped => (text(color) ? { color: String(color) } : {});

const BY_TYPE: Readonly<Record<string, (value: unknown, mapping: Json) => Json | undefined>> = {
  value: (value, { options }) => {
    const results = record(options);
    const key = String(value);
    return Object.hasOwn(results, key) ? record(results[key]) : undefined;
  },
  range: (value, { options }) => {
    const { from, to, result } = record(options);
    return isWithin(value, from, to) ? record(result) : undefined;
  },
  regex: (value, { options }) => {
    const { pattern, result } = record(options);
    const expression = toPattern(text(pattern) ?? '');
    if (!expression?.test(String(value))) return undefined;
    const shown = record(result);
    const words = text(shown.text);
    return words ? { ...shown, text: String(value).replace(expression, words) } : shown;
  },
  special: (value, { options }) => {
    const { match, result } = record(options);
    return isSpecial(value, String(match)) ? record(result) : undefined;
  },
  1: (value, mapping) => (mapping.value !== undefined && String(mapping.value) === String(value) ? mapping : undefined),
  2: (value, mapping) => (isWithin(value, mapping.from, mapping.to) ? mapping : undefined),
};

function isWithin(value: unknown, from: unknown, to: unknown): boolean {
  const [read, least, most] = [number(value), number(from), number(to)];
  return read !== undefined && (least ?? Number.NEGATIVE_INFINITY) <= read && read <= (most ?? Number.POSITIVE_INFINITY);
}

function isSpecial(value: unknown, match: string): boolean {
  const isNull = value === null || value === undefined;
  const isNaNumber = typeof value === 'number' && Number.isNaN(value);
  if (match === 'null') return isNull;
  if (match === 'nan') return isNaNumber;
  if (match === 'null+nan') return isNull || isNaNumber;
  if (match === 'empty') return value === '';
  return match === String(value);
}

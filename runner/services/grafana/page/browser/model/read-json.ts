/** Dashboards are written by hand, too: what is read of one is looked at first, and what is not of its kind is left out. */
export type Json = Record<string, unknown>;

/** An object, `{}` when it is something else. */
export const record = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};

/** An array, empty when it is something else. */
export const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** The objects of an array. */
export const records = (value: unknown): Json[] =>
  list(value).filter((one): one is Json => typeof one === 'object' && one !== null && !Array.isArray(one));

/** A text, undefined when it is something else or empty. */
export const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** A finite number, also one written as a text; undefined when it is something else. */
export function number(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const read = Number(value);
  return Number.isFinite(read) ? read : undefined;
}

/** The texts of an array, or the one text that stands instead of it. */
export const texts = (value: unknown): string[] =>
  typeof value === 'string' ? [value] : list(value).filter((one): one is string => typeof one === 'string');

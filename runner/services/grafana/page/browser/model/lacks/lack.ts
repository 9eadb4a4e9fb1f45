import { type Json, record } from '../read-json.ts';

/** A setting that this page does not draw: where it stands, and what it is called. A function says it of some values only. */
export type Lack = readonly [path: string, words: string | ((value: unknown) => string | undefined)];

/** What of `lacks` is set in `json`, in words. */
export function lacksIn(json: Json, lacks: readonly Lack[]): string[] {
  return lacks.flatMap(([path, words]) => {
    const value = at(json, path);
    if (!isSet(value)) return [];
    return typeof words === 'string' ? [words] : (words(value) ?? []);
  });
}

/** Says values by name; what is not in `names` is drawn, or is the default. */
export const named =
  (names: Readonly<Record<string, string>>): ((value: unknown) => string | undefined) =>
  (value) =>
    Object.hasOwn(names, String(value)) ? names[String(value)] : undefined;

const at = (json: Json, path: string): unknown => path.split('.').reduce<unknown>((within, name) => record(within)[name], json);

/** Grafana stores settings that nobody touched, too: as nothing, no, zero, or an empty list. */
function isSet(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === 0 || value === '') return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

import { formatValue, type VariableValue } from './format-value.ts';

/** What is known of a variable when texts are filled in. `many` ones are written as a pattern when no format is given. */
export type Filling = { value: VariableValue; many: boolean; shown?: string };

/** `$name`, `${name}`, `${name:format}`, `${name.field:format}`, `[[name]]`, `[[name:format]]`. */
const PLACES = /\$(\w+)|\[\[(\w+?)(?::(\w+))?\]\]|\$\{(\w+)(?:\.[^:^}]+)?(?::([^}]+))?\}/g;

/**
 * Fills in variables. Those that are not known stay as they are: `$__interval` and `$timeFilter` are the server's.
 * `forQuery` writes a variable that may have several values as a pattern, as InfluxQL needs it.
 */
export function interpolate(words: string, fillings: ReadonlyMap<string, Filling>, forQuery = false): string {
  if (!words.includes('$') && !words.includes('[[')) return words;
  return words.replace(PLACES, (whole, ...groups: (string | undefined)[]) => {
    const [bare, old, oldFormat, braced, format] = groups;
    const name = bare ?? old ?? braced ?? '';
    const filling = fillings.get(name);
    if (!filling) return whole;
    const how = format ?? oldFormat;
    if (how === 'text' || (!how && !forQuery)) return filling.shown ?? formatValue(filling.value, how ?? 'text', name);
    return formatValue(filling.value, how ?? (filling.many ? 'regex' : 'csv'), name);
  });
}

/** Fills in all texts of a query, however deep. */
export function interpolateDeep(value: unknown, fillings: ReadonlyMap<string, Filling>): unknown {
  if (typeof value === 'string') return interpolate(value, fillings, true);
  if (Array.isArray(value)) return value.map((one) => interpolateDeep(one, fillings));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, interpolateDeep(one, fillings)]));
}

/** The value of a variable: one text, or several where it may have several. */
export type VariableValue = string | readonly string[];

const plain = (values: readonly string[], separator: string): string => values.join(separator);
const escaped = (value: string): string => value.replace(/[\\^$*+?.()|[\]{}/]/g, '\\$&');
const quoted = (values: readonly string[], quote: string): string =>
  values.map((value) => quote + value.replaceAll(quote, `\\${quote}`) + quote).join(',');

/** How `${name:format}` writes a value, by Grafana's names. */
const FORMATS: Readonly<Record<string, (values: readonly string[], name: string) => string>> = {
  raw: (values) => plain(values, ','),
  csv: (values) => plain(values, ','),
  pipe: (values) => plain(values, '|'),
  distributed: (values, name) => values.map((value, index) => (index === 0 ? value : `${name}=${value}`)).join(','),
  regex: (values) => asPattern(values),
  glob: (values) => (values.length === 1 ? (values[0] ?? '') : `{${plain(values, ',')}}`),
  json: (values) => JSON.stringify(values.length === 1 ? values[0] : values),
  singlequote: (values) => quoted(values, "'"),
  doublequote: (values) => quoted(values, '"'),
  sqlstring: (values) => values.map((value) => `'${value.replaceAll("'", "''")}'`).join(','),
  text: (values) => plain(values, ' + '),
  queryparam: (values, name) => values.map((value) => `var-${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&'),
  date: (values) => new Date(Number(values[0])).toISOString(),
  'date:iso': (values) => new Date(Number(values[0])).toISOString(),
  'date:seconds': (values) => String(Math.floor(Number(values[0]) / 1000)),
  percentencode: (values) => encodeURIComponent(values.length === 1 ? (values[0] ?? '') : `{${plain(values, ',')}}`),
};

/** Writes a value as a format says; as it is, with commas, for one that is not known. */
export function formatValue(value: VariableValue, format: string, name: string): string {
  const values = typeof value === 'string' ? [value] : value;
  const write = (Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined) ?? FORMATS.csv;
  return write?.(values, name) ?? '';
}

/** A pattern that is like any of the values: what queries to InfluxDB have between slashes. */
export function asPattern(values: readonly string[]): string {
  const parts = values.map(escaped);
  return parts.length === 1 ? (parts[0] ?? '') : `(${parts.join('|')})`;
}

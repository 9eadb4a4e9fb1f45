import { type Json, list, number, record, records, text } from './read-json.ts';

/** What the old table made of series, as transformations. */
const TRANSFORMS: Readonly<Record<string, string>> = {
  timeseries_to_rows: 'seriesToRows',
  timeseries_to_columns: 'seriesToColumns',
  timeseries_aggregations: 'reduce',
  table: 'merge',
};

const CALCULATIONS: Readonly<Record<string, string>> = {
  avg: 'mean',
  min: 'min',
  max: 'max',
  total: 'sum',
  current: 'lastNotNull',
  count: 'count',
};

/** Whether a table is one of before Grafana 7: its columns had styles then. */
export const isOldTable = (json: Json): boolean =>
  json.type === 'table-old' || (json.type === 'table' && Array.isArray(json.styles));

/** Brings the table that Grafana drew until version 7 to today's: its styles are overrides. */
export function oldTable(json: Json): Json {
  const { col, desc } = record(json.sort);
  const wanted = text(json.transform);
  const id = wanted && Object.hasOwn(TRANSFORMS, wanted) ? TRANSFORMS[wanted] : undefined;
  const reducers = records(json.columns).flatMap(({ value }) => CALCULATIONS[String(value)] ?? []);
  return {
    ...json,
    type: 'table',
    fieldConfig: { defaults: { custom: { align: 'auto' } }, overrides: records(json.styles).flatMap(overrideOf) },
    options: { showHeader: json.showHeader !== false },
    transformations: id ? [{ id, options: id === 'reduce' && reducers.length > 0 ? { reducers } : {} }] : [],
    lacks: [
      // The newest first is how rows are made; Grafana stored it in every table.
      ...((number(col) ?? 0) > 0 || desc === false ? ['the order by a column'] : []),
      ...(wanted && !id ? [`the table of “${wanted}”`] : []),
      ...(records(json.styles).some(({ link }) => link === true) ? ['links of cells'] : []),
    ],
  };
}

function overrideOf({ pattern, alias, type, unit, decimals, colorMode, colors, thresholds, align }: Json): Json[] {
  const named = text(pattern);
  if (!named) return [];
  const properties: { id: string; value: unknown }[] = [];
  const add = (id: string, value: unknown) => value !== undefined && properties.push({ id, value });
  add('displayName', text(alias));
  if (type === 'hidden') add('custom.hidden', true);
  if (type === 'number') {
    add('unit', text(unit));
    add('decimals', number(decimals));
  }
  if (align && align !== 'auto') add('custom.align', align);
  if (colorMode) {
    const kinds: Readonly<Record<string, string>> = { value: 'color-text', cell: 'color-background', row: 'color-background' };
    add('custom.cellOptions', { type: kinds[String(colorMode)] ?? 'auto', applyToRow: colorMode === 'row' });
    add('thresholds', { mode: 'absolute', steps: stepsOf(list(colors), list(thresholds)) });
  }
  const isPattern = named.startsWith('/') && named !== '/.*/';
  const matcher = named === '/.*/' ? { id: 'numeric' } : { id: isPattern ? 'byRegexp' : 'byName', options: named };
  return [{ matcher, properties }];
}

function stepsOf(colors: readonly unknown[], thresholds: readonly unknown[]): Json[] {
  const values = thresholds.flatMap((value) => number(value) ?? []);
  return [null, ...values].map((value, index) => ({ value, color: text(colors[index]) ?? 'text' }));
}

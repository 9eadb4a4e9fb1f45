import type { Row } from '../result.ts';
import { AUTOGEN } from '../store/model.ts';
import { type Context, databaseOf } from './context.ts';
import { hasPoints, matchSeries } from './matching-series.ts';
import type { KeyFilter, Paging, Statement } from './parse/ast.ts';
import { QueryError } from './query-error.ts';
import { splitCondition } from './time-condition.ts';

type Show<Kind extends Statement['kind']> = Extract<Statement, { kind: Kind }>;

/** SHOW DATABASES. */
export function showDatabases(context: Context): Row[] {
  return [{ name: 'databases', columns: ['name'], values: context.store.databaseNames().map((name) => [name]) }];
}

/** SHOW RETENTION POLICIES: there is one. */
export function showRetentionPolicies(context: Context, statement: Show<'showRetentionPolicies'>): Row[] {
  databaseOf(context, statement.database);
  const { name, duration, shardGroupDuration, replicaN, isDefault } = AUTOGEN;
  const columns = ['name', 'duration', 'shardGroupDuration', 'replicaN', 'default'];
  return [{ columns, values: [[name, duration, shardGroupDuration, replicaN, isDefault]] }];
}

/** SHOW MEASUREMENTS. Of a database that is not there InfluxDB shows none. */
export function showMeasurements(context: Context, statement: Show<'showMeasurements'>): Row[] {
  const { from, to } = splitCondition(statement.condition, { now: context.now, zone: undefined });
  if (from !== undefined || to !== undefined) throw new QueryError("SHOW MEASUREMENTS doesn't support time in WHERE clause");
  const database = statement.database === '' ? context.db : statement.database;
  if (database === '') throw new QueryError('database name required');
  if (context.store.database(database) === undefined) return [];
  const { found } = matchSeries(context, statement.database, statement);
  const names = found.filter(({ series }) => series.length > 0).map(({ measurement }) => measurement.name);
  return rows(
    'measurements',
    ['name'],
    page(names.toSorted(), statement).map((name) => [name]),
  );
}

/** SHOW TAG KEYS. */
export function showTagKeys(context: Context, statement: Show<'showTagKeys'>): Row[] {
  const { found, range } = matchSeries(context, statement.database, statement);
  return found.flatMap(({ measurement, series }) => {
    const keys = new Set(series.filter((one) => hasPoints(one, range)).flatMap(({ tags }) => [...tags.keys()]));
    return rows(
      measurement.name,
      ['tagKey'],
      page([...keys].toSorted(), statement).map((key) => [key]),
    );
  });
}

/** SHOW TAG VALUES. */
export function showTagValues(context: Context, statement: Show<'showTagValues'>): Row[] {
  const { found, range } = matchSeries(context, statement.database, statement);
  return found.flatMap(({ measurement, series }) => {
    const values = new Map<string, Set<string>>();
    for (const one of series) {
      if (!hasPoints(one, range)) continue;
      for (const [key, value] of one.tags) {
        if (isWanted(key, statement.keys)) values.set(key, (values.get(key) ?? new Set<string>()).add(value));
      }
    }
    const sorted = [...values.keys()]
      .toSorted()
      .flatMap((key) => [...(values.get(key) ?? [])].toSorted().map((value) => [key, value]));
    return rows(measurement.name, ['key', 'value'], page(sorted, statement));
  });
}

function isWanted(key: string, { op, keys, regex }: KeyFilter): boolean {
  if (regex !== undefined) return regex.regex.test(key) === (op === '=~');
  return keys.includes(key) === (op !== '!=');
}

/** SHOW FIELD KEYS. */
export function showFieldKeys(context: Context, statement: Show<'showFieldKeys'>): Row[] {
  const { found } = matchSeries(context, statement.database, statement);
  return found.flatMap(({ measurement }) => {
    return rows(
      measurement.name,
      ['fieldKey', 'fieldType'],
      page([...measurement.fields], statement).map(([name, type]) => [name, type]),
    );
  });
}

/** SHOW SERIES. */
export function showSeries(context: Context, statement: Show<'showSeries'>): Row[] {
  const { found, range } = matchSeries(context, statement.database, statement);
  const keys = found.flatMap(({ series }) => series.filter((one) => hasPoints(one, range)).map(({ key }) => key));
  const values = page(keys.toSorted(), statement).map((key) => [key]);
  return values.length === 0 ? [] : [{ columns: ['key'], values }];
}

function rows(name: string, columns: string[], values: string[][]): Row[] {
  return values.length === 0 ? [] : [{ name, columns, values }];
}

function page<Item>(items: readonly Item[], { limit, offset }: Paging): Item[] {
  return items.slice(offset, limit === 0 ? undefined : offset + limit);
}

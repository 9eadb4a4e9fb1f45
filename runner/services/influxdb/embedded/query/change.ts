import type { Database } from '../store/model.ts';
import { ALL_TIME } from '../store/time.ts';
import { conditionFields } from './condition.ts';
import { type Context, databaseOf } from './context.ts';
import { matchSeries } from './matching-series.ts';
import type { Statement } from './parse/ast.ts';
import { QueryError } from './query-error.ts';
import { splitCondition } from './time-condition.ts';

type Removal = Extract<Statement, { kind: 'delete' | 'dropSeries' }>;

/** CREATE DATABASE. */
export async function createDatabase(context: Context, name: string): Promise<void> {
  if (name === '' || name === '.' || name === '..' || /[/\\]/.test(name)) throw new QueryError('invalid name');
  await context.store.createDatabase(name);
}

/** DELETE and DROP SERIES: points of a range of times, or whole series. Fields cannot be compared. */
export async function removePoints(context: Context, statement: Removal): Promise<void> {
  const database = changedDatabase(context);
  const { rest } = splitCondition(statement.condition, { now: context.now, zone: undefined });
  const all = matchSeries(context, '', { sources: statement.sources });
  for (const { measurement } of all.found) {
    const source = { name: measurement.name, tags: new Map<string, string>(), fields: measurement.fields, *scan() {} };
    if (conditionFields(rest, source).length > 0)
      throw new QueryError('shard 1: fields not supported in WHERE clause during deletion');
  }
  const { found, range } = matchSeries(context, '', statement);
  if (statement.kind === 'dropSeries' && range !== undefined)
    throw new QueryError("DROP SERIES doesn't support time in WHERE clause");
  const series = found.flatMap((one) => one.series);
  if (series.length === 0) return;
  if (statement.kind === 'dropSeries') await database.dropSeries(series);
  else await database.deletePoints(series, range ?? ALL_TIME);
}

/** The database of a request that removes something. Without a name InfluxDB looks for the one with the empty name. */
export function changedDatabase(context: Context): Database {
  if (context.db === '') throw new QueryError('database not found: ');
  return databaseOf(context, '');
}

import type { Database, Store } from '../store/model.ts';
import { AUTOGEN } from '../store/model.ts';
import type { MeasurementRef } from './parse/ast.ts';
import { QueryError } from './query-error.ts';

/** What statements work with. */
export type Context = {
  store: Store;
  /** The database of what names none. */
  db: string;
  /** The retention policy of what names none. */
  rp: string;
  /** `now()`, in nanoseconds. */
  now: bigint;
  signal: AbortSignal;
};

/** A database by its name, or the one of the request. Throws a `QueryError` when there is none. */
export function databaseOf(context: Context, name: string): Database {
  const wanted = name === '' ? context.db : name;
  if (wanted === '') throw new QueryError('database name required');
  const database = context.store.database(wanted);
  if (database === undefined) throw new QueryError(`database not found: ${wanted}`);
  return database;
}

/** The names of measurements in a database that a reference means. Throws a `QueryError` for a retention policy that is not there. */
export function measurementNames(context: Context, ref: MeasurementRef): { database: Database; names: string[] } {
  const database = databaseOf(context, ref.database);
  const policy = ref.policy === '' ? context.rp : ref.policy;
  if (policy !== '' && policy !== AUTOGEN.name) throw new QueryError(`retention policy not found: ${policy}`);
  const { regex } = ref.regex ?? {};
  if (regex !== undefined) return { database, names: database.measurementNames().filter((name) => regex.test(name)) };
  return { database, names: database.measurement(ref.name) === undefined ? [] : [ref.name] };
}

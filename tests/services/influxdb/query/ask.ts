import { runQuery } from '../../../../runner/services/influxdb/embedded/query/execute.ts';
import type { Cell, QueryRequest, StatementResult } from '../../../../runner/services/influxdb/embedded/result.ts';
import type { Store } from '../../../../runner/services/influxdb/embedded/store/model.ts';
import { nanosecondsOfTime } from '../../../../runner/services/influxdb/embedded/store/time.ts';
import { NOW, type TestStore } from '../store/start-store.ts';

/** The results of a query over a test's store, whose database is `plant`. */
export async function ask(store: TestStore, q: string, options: Partial<QueryRequest> = {}): Promise<StatementResult[]> {
  const database = store.database();
  const only: Store = {
    databaseNames: () => [database.name],
    database: (name) => (name === database.name ? database : undefined),
    createDatabase: async () => {},
    dropDatabase: async () => {},
  };
  const request = {
    q,
    db: 'plant',
    rp: '',
    params: {},
    chunkSize: undefined,
    now: NOW,
    isRead: false,
    signal: new AbortController().signal,
  };
  const results = [];
  for await (const result of runQuery(only, { ...request, ...options })) results.push(result);
  return results;
}

/** The rows of a query that has one series, times as nanoseconds. */
export async function rowsOf(store: TestStore, q: string): Promise<unknown[][]> {
  const [result] = await ask(store, q);
  if (result?.error !== undefined) throw new Error(result.error);
  return (result?.series?.[0]?.values ?? []).map((row) => row.map(plain));
}

function plain(cell: Cell): unknown {
  return cell !== null && typeof cell === 'object' ? nanosecondsOfTime(cell) : cell;
}

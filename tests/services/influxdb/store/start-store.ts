import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InfluxStore } from '../../../../runner/services/influxdb/embedded/store/influx-store.ts';
import type { StoredDatabase, StoreLimits } from '../../../../runner/services/influxdb/embedded/store/stored-database.ts';

/** A database `plant` in a folder of its own. */
export type TestStore = {
  dataDir: string;
  log: string[];
  database: () => StoredDatabase;
  /** Writes lines; resolves with the words in which some of them are refused. */
  write: (lines: string, precision?: string) => Promise<string | undefined>;
  restart: () => Promise<void>;
  stop: () => Promise<void>;
};

/** The time of points without one, in tests. */
export const NOW = { ms: 1_600_000_000_123, ns: 456_789 };

/** Starts a store; its folder goes with it. */
export async function startStore(limits: Partial<StoreLimits> = {}): Promise<TestStore> {
  const dataDir = await mkdtemp(join(tmpdir(), 'towpath influxdb '));
  const log: string[] = [];
  const open = () => new InfluxStore({ dataDir, limits, log: (line) => log.push(line) });
  let store = open();
  await store.createDatabase('plant');
  const database = () => {
    const plant = store.database('plant');
    if (!plant) throw new Error('the database is gone');
    return plant;
  };
  return {
    ...{ dataDir, log, database },
    write: async (lines, precision = 'n') => {
      const written = database().writeLines({ lines: Buffer.from(lines), precision, now: NOW });
      return await written.then(
        () => undefined,
        (error: Error) => error.message,
      );
    },
    restart: async () => {
      await store.close();
      store = open();
    },
    stop: async () => {
      await store.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

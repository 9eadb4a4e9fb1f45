import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serverCloser } from '../../../lib/close-server.ts';
import { createClock } from './http/clock.ts';
import { serve } from './http/serve.ts';
import { runQuery } from './query/execute.ts';
import { InfluxStore } from './store/influx-store.ts';
import type { StoreLimits } from './store/stored-database.ts';

/** What the embedded, InfluxDB-compatible database starts with. It writes in `dataDir` only. */
export type InfluxdbOptions = {
  dataDir: string;
  /** 0 for any free port. */
  port: number;
  log: (line: string) => void;
  limits?: Partial<StoreLimits>;
};

/** Starts it on loopback; resolves when it answers. */
export async function startInfluxdb({ dataDir, port, log, limits }: InfluxdbOptions): Promise<{
  port: number;
  /** Ends it with everything on the disk. Safe to call twice. */
  stop: () => Promise<void>;
}> {
  const store = new InfluxStore({ dataDir, log, ...(limits && { limits }) });
  const serving = { store, run: runQuery, now: createClock(), log };
  const server = createServer({ keepAliveTimeout: 60_000, noDelay: true }, (request, response) => {
    void serve(serving, request, response);
  });
  const close = serverCloser(server);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening').catch(async (error: unknown) => {
    await store.close();
    throw error;
  });
  const actual = (server.address() as AddressInfo).port;
  log(`The embedded, InfluxDB-compatible database answers on port ${actual}.`);
  let stopped: Promise<void> | undefined;
  return { port: actual, stop: () => (stopped ??= close().then(() => store.close())) };
}

import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { type AnswerPage, grafanaApp } from './grafana-app.ts';
import { State } from './state.ts';

/** What the embedded Grafana starts with. */
export type GrafanaOptions = {
  /** It writes in here only. */
  dataDir: string;
  ports: { http?: number };
  /** Finds names of the stack's network, such as `influxdb:8086`. Without one, addresses are asked as they are. */
  proxyUrl?: string | undefined;
  /** The page that draws dashboards, where there is one. */
  answerPage?: AnswerPage;
  log: (line: string) => void;
};

/** Starts the embedded, Grafana-compatible server; resolves when it answers. Its port is 0 for any free one. */
export async function startGrafana(options: GrafanaOptions): Promise<{ port: number; stop: () => Promise<void> }> {
  const { dataDir, ports, proxyUrl, answerPage, log } = options;
  const port = () => (server.address() as AddressInfo | null)?.port ?? 0;
  const app = grafanaApp({ state: new State(dataDir), proxyUrl, log, port, answerPage });
  const server = createAdaptorServer({ fetch: app.fetch });
  server.listen(ports.http ?? 3000, '127.0.0.1');
  await once(server, 'listening');
  log(`The embedded, Grafana-compatible server answers on port ${port()}.`);
  let stopped: Promise<unknown> | undefined;
  const stop = async () => {
    stopped ??= once(server.close(), 'close');
    if ('closeAllConnections' in server) server.closeAllConnections();
    await stopped;
  };
  return { port: port(), stop };
}

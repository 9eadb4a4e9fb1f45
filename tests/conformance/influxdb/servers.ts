import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../../runner/lib/ports.ts';
import { aptInstall, canAptInstall } from '../../support/apt-install.ts';
import { eventually } from '../../support/eventually.ts';

/** An InfluxDB in a process and a folder of its own. */
export type Server = {
  baseUrl: string;
  /** What it says of itself in `X-Influxdb-Version`. */
  version: string;
  pid: number;
  /** Ends it with a signal and starts it again on its folder and port. */
  restart: (signal: NodeJS.Signals) => Promise<void>;
  stop: () => Promise<void>;
};

const DEBIANS = '/usr/bin/influxd';
const CHILD = join(import.meta.dirname, '../../services/influxdb/influxdb-child.ts');

/** Installs Debian's InfluxDB where tests may; the service of the distribution is not started. @returns why it is not there, or nothing when it is. */
export function noInfluxdb(): string | undefined {
  if (existsSync(DEBIANS)) return undefined;
  if (!canAptInstall()) return 'InfluxDB is not installed; it is installed for tests on Debian as root only.';
  aptInstall(['influxdb']);
  return undefined;
}

/** Starts the embedded one in a process of its own. */
export async function startEmbedded(): Promise<Server> {
  return await startProcess((home, port) => spawn(process.execPath, [CHILD, home, String(port)], { stdio: 'ignore' }));
}

/** Starts Debian's InfluxDB with a configuration of its own. */
export async function startReal(): Promise<Server> {
  const missing = noInfluxdb();
  if (missing !== undefined) throw new Error(missing);
  return await startProcess((home) => spawn(DEBIANS, ['-config', join(home, 'influxdb.conf')], { stdio: 'ignore' }));
}

async function startProcess(launch: (home: string, port: number) => ChildProcess): Promise<Server> {
  const home = await mkdtemp(join(tmpdir(), 'towpath influxdb '));
  const [port, rpcPort] = [await freePort(), await freePort()];
  await writeFile(join(home, 'influxdb.conf'), settings(home, { port, rpcPort }));
  const baseUrl = `http://127.0.0.1:${port}`;
  let child = launch(home, port);
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  };
  const stop = async () => {
    await end('SIGKILL');
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const version = await answers(baseUrl, child);
    return {
      baseUrl,
      version,
      get pid() {
        return child.pid ?? 0;
      },
      restart: async (signal) => {
        await end(signal);
        child = launch(home, port);
        await answers(baseUrl, child);
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** As in `docker/compose.yaml`: no database about itself. In a folder and on ports of its own. */
function settings(home: string, { port, rpcPort }: { port: number; rpcPort: number }): string {
  return [
    'reporting-disabled = true',
    `bind-address = "127.0.0.1:${rpcPort}"`,
    ...['[meta]', `dir = "${join(home, 'meta')}"`],
    ...['[data]', `dir = "${join(home, 'data')}"`, `wal-dir = "${join(home, 'wal')}"`, 'query-log-enabled = false'],
    ...['[monitor]', 'store-enabled = false'],
    ...['[http]', `bind-address = "127.0.0.1:${port}"`, 'log-enabled = false'],
    ...['[logging]', 'level = "error"'],
    '',
  ].join('\n');
}

/** Resolves when it takes requests. @returns its version */
export async function answers(baseUrl: string, child?: ChildProcess): Promise<string> {
  return await eventually(async () => {
    if (child && child.exitCode !== null) throw new Error(`It ended with ${child.exitCode}.`);
    const response = await fetch(`${baseUrl}/ping`);
    if (response.status !== 204) throw new Error(`It answers ${response.status}.`);
    return response.headers.get('x-influxdb-version') ?? '';
  });
}

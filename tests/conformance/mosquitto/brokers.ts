import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../../runner/lib/ports.ts';
import { aptInstall, canAptInstall } from '../../support/apt-install.ts';
import { eventually } from '../../support/eventually.ts';
import { readCompose } from '../../support/read-compose.ts';
import { connectClient } from './client.ts';

/** A broker in a process and a folder of its own. */
export type Broker = {
  port: number;
  /** Ends it with a signal and starts it again on its folder and port. */
  restart: (signal: NodeJS.Signals) => Promise<void>;
  stop: () => Promise<void>;
};

const DEBIANS = '/usr/sbin/mosquitto';
const CHILD = join(import.meta.dirname, '../../services/mosquitto/broker-child.ts');

/** Installs Debian's Mosquitto where tests may. @returns why it is not there, or nothing when it is. */
export function noMosquitto(): string | undefined {
  if (existsSync(DEBIANS) && existsSync('/usr/bin/mosquitto_pub')) return undefined;
  if (!canAptInstall()) return 'Mosquitto is not installed; it is installed for tests on Debian as root only.';
  aptInstall(['mosquitto', 'mosquitto-clients']);
  return undefined;
}

/** Starts the embedded broker in a process of its own. */
export async function startEmbedded(): Promise<Broker> {
  return await startProcess((home, port) => spawn(process.execPath, [CHILD, home, String(port)], { stdio: 'ignore' }));
}

/** Starts Debian's Mosquitto with the limits of `docker/mosquitto/`. */
export async function startReal(): Promise<Broker> {
  return await startProcess((home) => spawn(DEBIANS, ['-c', join(home, 'mosquitto.conf')], { stdio: 'ignore' }));
}

async function startProcess(launch: (home: string, port: number) => ChildProcess): Promise<Broker> {
  const home = await mkdtemp(join(tmpdir(), 'towpath mosquitto '));
  const port = await freePort();
  await mkdir(join(home, 'kept'), { mode: 0o777 });
  await writeFile(join(home, 'mosquitto.conf'), settings(home, port));
  let child = launch(home, port);
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  };
  await answers(port);
  return {
    port,
    restart: async (signal) => {
      await end(signal);
      child = launch(home, port);
      await answers(port);
    },
    stop: async () => {
      await end('SIGKILL');
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** As in `docker/compose.yaml`, but on a port and in a folder of its own, and as whoever runs the test. */
function settings(home: string, port: number): string {
  const own = { listener: `${port} 127.0.0.1`, user: 'root', persistence_location: `${join(home, 'kept')}/`, log_dest: 'none' };
  return Object.entries({ ...dockerSettings(), ...own })
    .map(([name, value]) => `${name} ${value}\n`)
    .join('');
}

/** The configuration of Mosquitto on the Docker stack. */
export function dockerSettings(): Record<string, string> {
  const command = readCompose().services.mosquitto?.command as string[];
  const [, text = ''] = /<<'END'\n([\s\S]*?)END\n/.exec(command.at(-1) ?? '') ?? [];
  const lines = text.trim().split('\n');
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]));
}

/** Resolves when the broker takes a client; before a container does, Docker already takes connections for it. */
export async function answers(port: number): Promise<void> {
  await eventually(async () => {
    const client = await connectClient(port);
    await client.leave();
  });
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../../runner/lib/ports.ts';
import { aptInstall, canAptInstall } from '../../support/apt-install.ts';
import { eventually } from '../../support/eventually.ts';

/** A broker in a process and a folder of its own. */
export type Broker = {
  port: number;
  pid: () => number;
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
    pid: () => child.pid ?? 0,
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

/** As on Docker, but that it runs as whoever runs the test. */
function settings(home: string, port: number): string {
  return [
    `listener ${port} 127.0.0.1`,
    'allow_anonymous true',
    'user root',
    'persistence true',
    `persistence_location ${join(home, 'kept')}/`,
    'max_queued_messages 100000',
    'max_queued_bytes 67108864',
    'log_dest none',
    '',
  ].join('\n');
}

async function answers(port: number): Promise<void> {
  await eventually(async () => {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.destroy();
  });
}

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../../support/eventually.ts';
import { RABBITMQ_SERVER } from '../../support/install-rabbitmq.ts';

/** Erlang and RabbitMQ take about 9 s to the first answer on a busy machine, and sometimes much longer (ms). */
const START_WITHIN_MS = 90_000;

/** A real RabbitMQ from a private folder on private ports, which nobody else uses. */
export type RealBroker = { baseUrl: string; stop: () => Promise<void> };

/** Starts Debian's RabbitMQ with its management plugin; resolves when it answers. */
export async function startRealBroker(): Promise<RealBroker> {
  const home = await mkdtemp(join(tmpdir(), 'towpath-real-rabbitmq-'));
  const [amqp = 0, management = 0, dist = 0, epmd = 0] = await freePorts(4);
  const conf = [
    `listeners.tcp.1 = 127.0.0.1:${amqp}`,
    'management.tcp.ip = 127.0.0.1',
    `management.tcp.port = ${management}`,
    'log.console = true',
    'log.file = false',
  ];
  await writeFile(join(home, 'rabbitmq.conf'), `${conf.join('\n')}\n`);
  await writeFile(join(home, 'enabled_plugins'), '[rabbitmq_management].\n');
  const env = environment(home, { amqp, dist, epmd });
  const broker = spawn(RABBITMQ_SERVER, { env, detached: true, stdio: 'ignore' });
  const baseUrl = `http://127.0.0.1:${management}`;
  const stop = () => stopBroker(broker, { home, env });
  try {
    await eventually(() => checkAnswers(broker, baseUrl), { withinMs: START_WITHIN_MS, everyMs: 300 });
  } catch (error) {
    await stop();
    throw error;
  }
  return { baseUrl, stop };
}

function environment(home: string, ports: { amqp: number; dist: number; epmd: number }): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH ?? '/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: home,
    RABBITMQ_NODENAME: 'ref@localhost',
    RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
    RABBITMQ_NODE_PORT: String(ports.amqp),
    RABBITMQ_DIST_PORT: String(ports.dist),
    ERL_EPMD_PORT: String(ports.epmd),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
    RABBITMQ_MNESIA_BASE: join(home, 'mnesia'),
    RABBITMQ_LOG_BASE: join(home, 'log'),
    RABBITMQ_LOGS: '-',
    RABBITMQ_PID_FILE: join(home, 'pid'),
    RABBITMQ_CONFIG_FILE: join(home, 'rabbitmq.conf'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(home, 'enabled_plugins'),
  };
}

async function checkAnswers(broker: ChildProcess, baseUrl: string): Promise<void> {
  const authorization = `Basic ${Buffer.from('guest:guest').toString('base64')}`;
  if (broker.exitCode !== null) throw new Error(`RabbitMQ ended with ${broker.exitCode}.`);
  const response = await fetch(`${baseUrl}/api/overview`, { headers: { authorization } });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`RabbitMQ answers with ${response.status}.`);
}

/** Ends the broker and its port mapper, and takes its folder away. */
async function stopBroker(broker: ChildProcess, { home, env }: { home: string; env: NodeJS.ProcessEnv }): Promise<void> {
  const ended = broker.exitCode === null ? once(broker, 'exit') : undefined;
  signal(await brokerPid(home), 'SIGKILL'); // its state is not wanted, and a clean stop takes 7 s
  if (broker.pid !== undefined) signal(-broker.pid, 'SIGKILL');
  await ended;
  // Told over its own port, so only the one we started: Erlang gives it a session of its own, but no pid file.
  await eventually(() => {
    const { stdout } = spawnSync('epmd', ['-kill'], { env, encoding: 'utf8' });
    if (!/Killed|Cannot connect/i.test(stdout)) throw new Error(`epmd still has a node: ${stdout}`);
  });
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
}

async function brokerPid(home: string): Promise<number | undefined> {
  const text = await readFile(join(home, 'pid'), 'utf8').catch(() => ''); // it ended before it wrote one
  return /^\d+/.test(text) ? Number.parseInt(text, 10) : undefined;
}

function signal(pid: number | undefined, name: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(pid, name);
  } catch {
    // it is gone already, which is what we want
  }
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { TestEngine } from './docker-engine.ts';
import { eventually } from './eventually.ts';
import { findCompose } from './install-compose.ts';
import { composePort, DOCKER_DIR, readCompose } from './read-compose.ts';

/** Containers of the offline stack, healthy. */
export type ComposeStack = {
  /** Free ports of this machine's loopback by the compose file's variables: `TOWPATH_PORT_ECHO_HTTP`. */
  ports: Record<string, number>;
  /** From the order to the last one being healthy (ms). */
  readyMs: number;
  /** Removes the containers; their volumes stay. */
  stop: () => Promise<void>;
};

/** Under load RabbitMQ takes 10 s and Kafka 20 s (ms). */
const HEALTHY_MS = 180_000;

/**
 * Starts containers of the offline stack as a person would by hand, with every port on a free one.
 * @param names as in the compose file
 * @throws Error with Compose's words, or with the log of a container that does not become healthy
 */
export async function startCompose(engine: TestEngine, names: readonly string[]): Promise<ComposeStack> {
  const ports = await freePorts(names);
  const start = performance.now();
  await up(engine, names, ports);
  const containers = async () => {
    const all = await engine.docker.listContainers({ all: true, filters: { label: ['com.docker.compose.project=streaming'] } });
    return all.filter(({ Labels }) => names.includes(Labels['com.docker.compose.service'] ?? ''));
  };
  const stop = async () => {
    for (const { Id } of await containers()) await engine.docker.getContainer(Id).remove({ force: true, v: true });
  };
  const look = async () => {
    const found = await containers();
    // `Up 3 seconds (healthy)`.
    const late = found.find(({ Status }) => !Status.includes('(healthy)'));
    if (late)
      throw new Error(`${late.Labels['com.docker.compose.service']} does not become healthy: ${late.Status}`, { cause: late.Id });
    if (found.length < names.length) throw new Error(`${found.length} of ${names.length} containers are there.`);
  };
  try {
    await eventually(look, { withinMs: HEALTHY_MS, everyMs: 100 });
  } catch (error) {
    const { message, cause } = error as Error;
    const log = cause ? await engine.docker.getContainer(String(cause)).logs({ stdout: true, stderr: true, tail: 30 }) : '';
    await stop();
    throw new Error(`${message}\n${String(log)}`);
  }
  return { ports, readyMs: performance.now() - start, stop };
}

async function up(engine: TestEngine, names: readonly string[], ports: Record<string, number>): Promise<void> {
  const [program = '', ...first] = findCompose('v2') ?? findCompose('v1') ?? ['docker-compose'];
  const files = ['compose.yaml', 'compose.offline.yaml'].flatMap((name) => ['-f', join(DOCKER_DIR, name)]);
  const free = Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, String(port)]));
  const child = spawn(program, [...first, '-p', 'streaming', ...files, 'up', '-d', '--no-build', ...names], {
    env: { ...process.env, ...engine.env, ...free },
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: HEALTHY_MS,
  });
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (words += text));
  const status = await new Promise((resolve, reject) => child.on('close', resolve).on('error', reject));
  if (status !== 0) throw new Error(`Compose did not start ${names.join(' and ')}:\n${words}`);
}

/** One for each port that these containers publish, taken all at the same time, so that no two are the same. */
async function freePorts(names: readonly string[]): Promise<Record<string, number>> {
  const { services } = readCompose();
  const published = names.flatMap((name) => services[name]?.ports ?? []);
  const variables = published.flatMap((line) => composePort(line)?.variable ?? []);
  const servers = await Promise.all(
    variables.map(async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await new Promise((resolve) => server.once('listening', resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return Object.fromEntries(variables.map((name, i) => [name, ports[i] ?? 0]));
}

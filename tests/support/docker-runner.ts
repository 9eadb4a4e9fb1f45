import { execOutput } from '../../runner/docker/exec-output.ts';
import { startDockerEngine, type TestEngine } from './docker-engine.ts';
import { RunnerClient } from './runner-client.ts';
import { type StartedRunner, startRunner } from './start-runner.ts';

/** A runner on the Docker stack of the tests' own engine, offline, with its services and its shell running. */
export type DockerRunner = { engine: TestEngine; runner: StartedRunner };

/** Containers start in seconds, under load in more (ms). */
const READY_MS = 120_000;

export type DockerRunnerOptions = { contentDir: string; dataDir?: string; engine?: TestEngine };

/** Starts one; on an engine that runs already, when it is given. */
export async function startDockerRunner({ contentDir, dataDir, engine }: DockerRunnerOptions): Promise<DockerRunner> {
  const own = engine ?? (await startDockerEngine());
  const runner = await startRunner({
    ...(dataDir !== undefined && { dataDir }),
    args: ['--stack', 'docker', '--offline', '--content-dir', contentDir],
    env: own.env,
  });
  const { client, welcome } = await RunnerClient.connect(runner);
  await client.untilReady(welcome.stack, READY_MS);
  client.close();
  return { engine: own, runner };
}

/** The id of the container that runs for a service, or of the shell. */
export async function containerOf(engine: TestEngine, service: string): Promise<string> {
  const filters = { label: ['com.docker.compose.project=streaming', `towpath.service=${service}`] };
  const [container] = await engine.docker.listContainers({ filters });
  if (!container) throw new Error(`No container runs for ${service}.`);
  return container.Id;
}

/** Runs a command in a container; what it prints to its standard output. */
export async function inContainer(
  engine: TestEngine,
  service: string,
  { command, user }: { command: string; user?: string },
): Promise<string> {
  const place = { docker: engine.docker, container: await containerOf(engine, service), name: service, user, env: [] };
  return (await execOutput(place, ['sh', '-c', command], { signal: AbortSignal.timeout(20_000) })).stdout;
}

/** The programs in a container that carry a mark in their environment, by name; as the user who started them. */
export async function programsIn(engine: TestEngine, service: string, mark: string): Promise<string[]> {
  const command = `for f in $(grep -lsF -- '${mark}' /proc/[0-9]*/environ); do cat "\${f%environ}comm"; done`;
  const found = await inContainer(engine, service, { command, ...(service === 'shell' && { user: 'learner' }) });
  return found.split('\n').filter(Boolean).sort();
}

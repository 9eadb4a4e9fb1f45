import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import { lockDataRoot, unlockDataRoot } from './engine-lock.ts';
import { clearRemains, type EnginePlace, endEngine, runningPids, socketOf, spawnEngine, watchOwner } from './engine-processes.ts';
import { eventually } from './eventually.ts';

/** Images stay here between runs, so that only the first one builds. */
const KEPT = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'towpath', 'docker');

/** The stage `docker` starts one engine for all its files and names its folder and data root here, as JSON. */
const SHARED = 'TOWPATH_TEST_ENGINE';

/** An engine answers within a second or two, and after a crash with many layers later (ms). */
const START_MS = 60_000;

/** An engine of the tests' own. */
export type TestEngine = {
  /** Variables for a runner, a CLI or Compose that shall use it. */
  env: { DOCKER_HOST: string };
  docker: Docker;
  socketPath: string;
  /** SIGKILL for dockerd and its containerd; containers go on without them, as in a real crash. */
  kill: () => Promise<void>;
  /** Starts it where it was killed or stopped, on the same socket and with the same data; resolves when it answers. */
  restart: () => Promise<void>;
  /** Removes its containers, networks and volumes; images stay. */
  clear: () => Promise<void>;
  /**
   * Ends it with all its containers. Where the stage `docker` started it for all, it is left running, and started again
   * when it does not run. Safe to call twice.
   */
  stop: () => Promise<void>;
  /** The last lines it logged. */
  log: () => string;
};

export type EngineOptions = {
  /** Its images and containers, in place of the folder in which those of all tests are kept; for a small file system. */
  dataRoot?: string;
};

/** Why this machine cannot run an engine for tests; undefined when it can. For `skip`. */
export function noDockerEngine(): string | undefined {
  if (process.platform !== 'linux') return 'an engine for tests runs on Linux only';
  if (process.getuid?.() !== 0) return 'an engine for tests needs root';
  const missing = ['dockerd', 'containerd', 'docker'].filter((name) => spawnSync(name, ['--version']).status !== 0);
  return missing.length > 0 ? `${missing.join(' and ')} is not installed (Debian: sudo apt-get install docker.io)` : undefined;
}

/**
 * Starts an engine beside any that this machine has, which is left alone. One at a time on the kept data root: a second
 * process waits. Give it `stop()` in `after`.
 * @throws Error with its last log lines when it does not answer
 */
export async function startDockerEngine({ dataRoot }: EngineOptions = {}): Promise<TestEngine> {
  const shared = process.env[SHARED];
  if (shared && dataRoot === undefined) return engineAt(JSON.parse(shared) as EnginePlace, { isOwn: false });
  // Not in a temporary folder with a long name: a socket's path has at most 107 characters.
  const base = tmpdir().length < 40 && !/[\s"]/.test(tmpdir()) ? tmpdir() : '/tmp';
  const place = { dir: join(base, `towpath-docker-${randomUUID().slice(0, 8)}`), dataRoot: dataRoot ?? KEPT };
  const left = await lockDataRoot(lockOf(place), place.dir);
  mkdirSync(place.dir, { mode: 0o700 });
  if (left) await endLeftOver({ ...place, dir: left });
  const engine = engineAt(place, { isOwn: true });
  watchOwner(place);
  try {
    await engine.restart();
    // What a run that was killed left behind.
    await engine.clear();
  } catch (error) {
    await engine.stop();
    throw error;
  }
  return engine;
}

/** The variable by which processes started from here find this engine. */
export function sharedEngine(engine: TestEngine): Record<string, string> {
  const dir = engine.socketPath.slice(0, -'/docker.sock'.length);
  return { [SHARED]: JSON.stringify({ dir, dataRoot: KEPT } satisfies EnginePlace) };
}

const lockOf = ({ dataRoot }: EnginePlace): string => join(dataRoot, 'lock.json');

/** A run that was killed left its engine running, or half of it. */
async function endLeftOver(place: EnginePlace): Promise<void> {
  await endEngine(place, 'SIGKILL');
  clearRemains(place);
  rmSync(place.dir, { recursive: true, force: true });
}

function engineAt(place: EnginePlace, { isOwn }: { isOwn: boolean }): TestEngine {
  const socketPath = socketOf(place);
  const docker = new Docker({ socketPath });
  const log = () => readLog(place);
  const restart = async () => {
    if (runningPids(place).length < 2) {
      await endEngine(place, 'SIGKILL');
      spawnEngine(place);
    }
    await eventually(() => docker.ping(), { withinMs: START_MS, everyMs: 50 }).catch((cause: unknown) => {
      throw new Error(`The engine for tests does not answer:\n${log()}`, { cause });
    });
  };
  let stopped = false;
  const stop = async () => {
    if (!isOwn) return await restart();
    if (stopped) return;
    stopped = true;
    // Quicker than dockerd's own way, which asks each container to end first.
    if (runningPids(place).length === 2) await removeContainers(docker).catch(() => undefined);
    await endEngine(place, 'SIGTERM');
    clearRemains(place);
    rmSync(place.dir, { recursive: true, force: true });
    unlockDataRoot(lockOf(place));
  };
  return {
    env: { DOCKER_HOST: `unix://${socketPath}` },
    docker,
    socketPath,
    kill: () => endEngine(place, 'SIGKILL'),
    restart,
    clear: () => clear(docker),
    stop,
    log,
  };
}

async function removeContainers(docker: Docker): Promise<void> {
  const containers = await docker.listContainers({ all: true });
  await Promise.all(containers.map(({ Id }) => docker.getContainer(Id).remove({ force: true, v: true })));
}

async function clear(docker: Docker): Promise<void> {
  await removeContainers(docker);
  await docker.pruneNetworks();
  const { Volumes } = await docker.listVolumes();
  await Promise.all((Volumes ?? []).map(({ Name }) => docker.getVolume(Name).remove({ force: true })));
}

function readLog({ dir }: EnginePlace): string {
  try {
    return readFileSync(join(dir, 'engine.log'), 'utf8').trimEnd().split('\n').slice(-15).join('\n');
  } catch {
    // It never began to write one.
    return '(it logged nothing)';
  }
}

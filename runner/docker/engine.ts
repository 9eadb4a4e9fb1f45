import { existsSync } from 'node:fs';
import Docker from 'dockerode';
import { RunnerError } from '../errors.ts';
import { engineSockets } from './find-engine.ts';

/** A local Docker Engine that answered. */
export type Engine = { docker: Docker; socketPath: string; version: string };

/** The oldest engine that is known to do what Towpath needs. */
const OLDEST = '20.10';
/** An engine that does not answer within this is not there (ms). */
const PING_MS = 5_000;

/**
 * The local engine of this environment.
 * @throws RunnerError 'docker.unavailable' when none answers, it is too old, or it is on another machine
 */
export async function findEngine(environment: Record<string, string | undefined>): Promise<Engine> {
  const sockets = engineSockets(environment);
  const there = sockets.filter((path) => existsSync(path));
  let refused: NodeJS.ErrnoException | undefined;
  for (const socketPath of there) {
    try {
      return await greet(socketPath);
    } catch (error) {
      if (error instanceof RunnerError) throw error;
      refused ??= error as NodeJS.ErrnoException;
    }
  }
  throw notThere(refused);
}

async function greet(socketPath: string): Promise<Engine> {
  const docker = new Docker({ socketPath });
  // Its types do not know that `version` takes options.
  const ask = docker.version.bind(docker) as (options: { abortSignal: AbortSignal }) => Promise<{ Version: string }>;
  const { Version } = await ask({ abortSignal: AbortSignal.timeout(PING_MS) });
  if (isOlder(Version, OLDEST)) {
    throw new RunnerError('docker.unavailable', `Docker Engine ${Version} is too old: Towpath needs ${OLDEST} or newer.`, {
      hint: 'Install a newer Docker Engine or Docker Desktop, then start the Docker stack again.',
    });
  }
  return { docker, socketPath, version: Version };
}

function notThere(cause: NodeJS.ErrnoException | undefined): RunnerError {
  if (cause?.code === 'EACCES') {
    return new RunnerError('docker.unavailable', 'Docker runs, but you may not use it.', {
      hint: 'Add yourself to the group docker: sudo usermod -aG docker $USER, then log in again.',
      cause,
    });
  }
  return new RunnerError('docker.unavailable', 'Docker is not running.', {
    hint: 'Start Docker Desktop, or the engine: sudo systemctl start docker. Without Docker, install it or stay on the embedded stack.',
    cause,
  });
}

function isOlder(version: string, oldest: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldMajor = 0, oldMinor = 0] = oldest.split('.').map(Number);
  return major < oldMajor || (major === oldMajor && minor < oldMinor);
}

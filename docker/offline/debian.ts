import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { errorWords, isMissing } from '../../runner/docker/docker-fault.ts';
import { RunnerError } from '../../runner/errors.ts';
import { type EngineEvent, followStream } from './follow-stream.ts';
import { aptSettings } from './host-settings.ts';
import { installProgram } from './install-program.ts';
import { runProgram } from './run-program.ts';
import type { Made, Workshop } from './workshop.ts';

/** Debian's release of all images here. */
export const RELEASE = 'bookworm';
export const DEBIAN = `towpath/debian:${RELEASE}`;
const IN_REGISTRY = `debian:${RELEASE}-slim`;

/** A registry that is there begins to answer within this (ms), and then always says something within the other. */
const PULL_BEGINS_MS = 10_000;
const PULL_SILENCE_MS = 60_000;

/** What nobody reads in a container: 47 MB. */
const UNREAD = [
  'var/cache/apt/archives',
  'var/lib/apt/lists',
  'usr/share/locale',
  'usr/share/doc',
  'usr/share/man',
  'usr/share/info',
];

/**
 * Debian without anything: from an image registry, or made of its packages where there is none.
 * @throws RunnerError 'docker.failed' when it is not to be had in either way
 */
export async function makeDebian(workshop: Workshop): Promise<Made> {
  if (!workshop.isFresh && (await hasImage(workshop, DEBIAN))) return 'kept';
  if (await pull(workshop)) {
    await workshop.docker.getImage(IN_REGISTRY).tag({ repo: 'towpath/debian', tag: RELEASE });
    return 'built';
  }
  await bootstrap(workshop);
  return 'built';
}

/** True when the registry gave it. */
async function pull({ docker, step, verbose }: Workshop): Promise<boolean> {
  step(`asking the registry for ${IN_REGISTRY}`);
  const limit = new AbortController();
  let timer = setTimeout(() => limit.abort(), PULL_BEGINS_MS);
  const hear = ({ status }: EngineEvent) => {
    clearTimeout(timer);
    timer = setTimeout(() => limit.abort(), PULL_SILENCE_MS);
    if (status) verbose(status);
  };
  try {
    const stream = await docker.pull(IN_REGISTRY, { abortSignal: limit.signal });
    await followStream(docker, stream, hear);
    return true;
  } catch (error) {
    verbose(errorWords(error));
    return false;
  } finally {
    clearTimeout(timer);
  }
}

async function bootstrap(workshop: Workshop): Promise<void> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    throw new RunnerError(
      'docker.failed',
      `Docker gets no ${IN_REGISTRY} from a registry, and making it of packages needs root on Linux.`,
      {
        hint: 'Look at the network, or run it as root: sudo npm run docker:offline',
      },
    );
  }
  const debootstrap = await installProgram(workshop, 'debootstrap', 'debootstrap');
  const dir = mkdtempSync(join(workshop.cacheDir, 'debian-'));
  try {
    chmodSync(dir, 0o755);
    workshop.step('making Debian of its packages');
    await runProgram(workshop, [debootstrap, '--variant=minbase', RELEASE, dir, aptSettings().mirror]);
    for (const folder of UNREAD) rmSync(join(dir, folder), { recursive: true, force: true });
    // apt asks for these two, empty as they are.
    await runProgram(workshop, [
      'mkdir',
      '-p',
      join(dir, 'var/cache/apt/archives/partial'),
      join(dir, 'var/lib/apt/lists/partial'),
    ]);
    await importFolder(workshop, dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function importFolder({ docker, step }: Workshop, dir: string): Promise<void> {
  step('giving it to Docker');
  const tar = spawn('tar', ['-C', dir, '--numeric-owner', '-c', '.'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const answer = await docker.importImage(tar.stdout, { repo: 'towpath/debian', tag: RELEASE });
  await followStream(docker, answer);
}

async function hasImage({ docker }: Workshop, tag: string): Promise<boolean> {
  try {
    await docker.getImage(tag).inspect();
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

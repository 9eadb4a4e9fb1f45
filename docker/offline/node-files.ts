import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { RunnerError } from '../../runner/errors.ts';
import type { ContextFile } from './recipe.ts';
import { runProgram } from './run-program.ts';
import type { Workshop } from './workshop.ts';

const PROJECT_DIR = join(import.meta.dirname, '../..');
/** Runs on Node 26; which one hardly matters, as it installs a few packages once. */
const NPM_VERSION = '11.21.2';
/** What the engine calls a processor → what npm calls it. */
const ARCHITECTURES: Record<string, string> = { x86_64: 'x64', aarch64: 'arm64' };

/**
 * Node and npm for an image: Node is the one that this project itself runs on.
 * @throws RunnerError 'docker.failed' when the engine's processor is not that of this machine
 */
export async function nodeFiles(workshop: Workshop): Promise<ContextFile[]> {
  const { Architecture } = (await workshop.docker.info()) as { Architecture: string };
  const name = `node-linux-${ARCHITECTURES[Architecture] ?? Architecture}`;
  const path = join(PROJECT_DIR, 'node_modules', name, 'bin/node');
  if (!existsSync(path)) {
    throw new RunnerError(
      'docker.failed',
      `Docker here runs on ${Architecture}, and this project has no ${name} among its packages.`,
      {
        hint: 'Run it on Linux, where Docker and the project have the same processor.',
      },
    );
  }
  return [
    { name: 'node', path, mode: 0o755 },
    { name: 'npm.tgz', path: await npmPackage(workshop) },
  ];
}

/** The registry that this machine uses when it is not npm's own, as a build argument. */
export async function npmRegistry(workshop: Workshop): Promise<Record<string, string>> {
  const registry = (await runProgram(workshop, ['npm', 'config', 'get', 'registry'])).trim();
  return /^https:\/\/registry\.npmjs\.org\/?$/.test(registry) ? {} : { npm_config_registry: registry };
}

async function npmPackage(workshop: Workshop): Promise<string> {
  const file = `npm-${NPM_VERSION}.tgz`;
  const path = join(workshop.cacheDir, file);
  if (existsSync(path)) return path;
  workshop.step(`fetching npm ${NPM_VERSION}`);
  // Beside its place first: half a file is no package.
  const dir = mkdtempSync(join(workshop.cacheDir, 'npm-'));
  try {
    await runProgram(workshop, ['npm', 'pack', `npm@${NPM_VERSION}`, '--pack-destination', dir, '--loglevel=error']);
    renameSync(join(dir, file), path);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
  return path;
}

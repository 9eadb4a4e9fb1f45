import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../runner/config.ts';
import { findEngine } from '../../runner/docker/engine.ts';
import { RunnerError } from '../../runner/errors.ts';
import { IMAGES } from './images.ts';
import { HELP, readOptions } from './options.ts';
import { Progress } from './progress.ts';
import type { Workshop } from './workshop.ts';

/** `npm run docker:offline`: the images of the Docker stack from packages. The only file here with side effects. */
async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options.isHelp) return void process.stdout.write(`${HELP}\n`);
  const { environment } = readConfig([]);
  const { docker } = await findEngine(environment);
  const cacheDir = join(environment.XDG_CACHE_HOME || join(environment.HOME || homedir(), '.cache'), 'towpath');
  mkdirSync(cacheDir, { recursive: true });
  const progress = new Progress(process.stdout, options);
  const workshop: Workshop = {
    docker,
    environment,
    cacheDir,
    isFresh: options.isFresh,
    step: (words) => progress.step(words),
    verbose: (line) => progress.verbose(line),
  };
  const start = performance.now();
  for (const name of options.images) await make(name, workshop, progress);
  process.stdout.write(`Done in ${seconds(start)}.\n`);
}

async function make(name: string, workshop: Workshop, progress: Progress): Promise<void> {
  const image = IMAGES[name];
  if (!image) return;
  progress.start(name);
  const start = performance.now();
  try {
    const made = await image.make(workshop);
    const { Size } = await workshop.docker.getImage(image.tag).inspect();
    const size = `${image.tag}, ${Math.round(Size / 1e6)} MB`;
    progress.end(made === 'kept' ? `there already: ${size}` : `built in ${seconds(start)}: ${size}`);
  } catch (error) {
    progress.end('failed');
    throw error;
  }
}

const seconds = (start: number): string => `${((performance.now() - start) / 1000).toFixed(1)} s`;

try {
  await main();
} catch (error) {
  if (error instanceof RunnerError) process.stderr.write(`\n${error.message}\n${error.hint ? `${error.hint}\n` : ''}`);
  else process.stderr.write(`\nThe images could not be built. ${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
}

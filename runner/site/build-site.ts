import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { RunnerError } from '../errors.ts';

/** What the pages are made from. */
const SOURCES = ['astro.config.mjs', 'package-lock.json', 'src', 'content', 'runner/contract', 'public', 'docker/compose.yaml'];

/** How many builds are kept: a runner that is still open may serve the one before. */
const KEPT_BUILDS = 3;

/**
 * Builds the site, unless it was built from the same sources before, and says where it is. Every build has a folder of
 * its own in `dist/`, named after its sources, so that a new one never takes files from under a runner that serves an
 * older one, and two that start at once do not meet.
 * @throws RunnerError 'lesson.invalid'
 */
export async function buildSite({ projectDir, environment, say }: BuildOptions): Promise<string> {
  const dist = join(projectDir, 'dist');
  const site = join(dist, fingerprint(projectDir));
  if (existsSync(site)) return site;
  const started = performance.now();
  say('Building the site …');
  const building = `${site}.${process.pid}.building`;
  const { code, output } = await run({ projectDir, outDir: building, environment });
  if (code !== 0) {
    rmSync(building, { recursive: true, force: true });
    throw new RunnerError('lesson.invalid', `The site could not be built:\n\n${output.trim()}\n`, {
      hint: 'Mend what is named above and start again.',
    });
  }
  // Somebody who started at the same time may have been quicker, with the same pages.
  if (existsSync(site)) rmSync(building, { recursive: true, force: true });
  else renameSync(building, site);
  removeOld(dist);
  say(`Built in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
  return site;
}

type BuildOptions = { projectDir: string; environment: Record<string, string>; say: (words: string) => void };

function removeOld(dist: string): void {
  const builds = readdirSync(dist)
    .filter((name) => !name.endsWith('.building'))
    .map((name) => ({ path: join(dist, name), at: statSync(join(dist, name)).mtimeMs }))
    .sort((a, b) => b.at - a.at);
  for (const { path } of builds.slice(KEPT_BUILDS)) rmSync(path, { recursive: true, force: true });
}

async function run({
  projectDir,
  outDir,
  environment,
}: {
  projectDir: string;
  outDir: string;
  environment: Record<string, string>;
}): Promise<{ code: number | null; output: string }> {
  const astro = join(projectDir, 'node_modules/astro/bin/astro.mjs');
  return await new Promise((resolve, reject) => {
    const build = spawn(process.execPath, [astro, 'build', '--outDir', outDir], {
      cwd: projectDir,
      env: { ...environment, ASTRO_TELEMETRY_DISABLED: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [build.stdout, build.stderr]) stream.on('data', (data) => (output += String(data)));
    build.on('error', reject);
    build.on('close', (code) => resolve({ code, output }));
  });
}

/** Names, sizes and times of all sources: quick, and different after every edit. */
function fingerprint(projectDir: string): string {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    const path = join(projectDir, source);
    if (!existsSync(path)) continue;
    const files = statSync(path).isDirectory()
      ? readdirSync(path, { recursive: true, encoding: 'utf8' })
          .sort()
          .map((name) => join(path, name))
      : [path];
    for (const file of files) {
      // An editor's lock file may lead nowhere.
      const { size, mtimeMs } = statSync(file, { throwIfNoEntry: false }) ?? { size: 0, mtimeMs: 0 };
      hash.update(`${file}\0${size}\0${mtimeMs}\0`);
    }
  }
  return hash.digest('hex').slice(0, 16);
}

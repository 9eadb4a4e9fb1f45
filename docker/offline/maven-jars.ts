import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { installProgram } from './install-program.ts';
import { runProgram } from './run-program.ts';
import type { ProgramBench } from './workshop.ts';

const SETTINGS = join(import.meta.dirname, '../kafka/settings.xml');

/** Which jars: what a pom depends on, with its properties; `name` says what the folder of jars is called. */
export type JarsWanted = { name: string; pom: string; properties?: Record<string, string> };

/**
 * Fetches what a pom depends on from Maven's repository, once: the same pom with the same properties is kept.
 * @returns the folder with the jars
 */
export async function mavenJars(workshop: ProgramBench, { name, pom, properties = {} }: JarsWanted): Promise<string> {
  const given = Object.entries(properties).map(([key, value]) => `-D${key}=${value}`);
  const hash = createHash('sha256').update(readFileSync(pom)).update(given.join('')).digest('hex').slice(0, 12);
  const dir = join(workshop.cacheDir, `${name}-${hash}`);
  if (existsSync(dir)) return dir;
  const mvn = await installProgram(workshop, 'mvn', 'maven');
  workshop.step(`fetching jars of ${name}`);
  // Beside its place first: a run that is cut off leaves no half of it.
  const fresh = mkdtempSync(`${dir}-`);
  try {
    const places = [`-Dmaven.repo.local=${join(workshop.cacheDir, 'maven')}`, `-DoutputDirectory=${fresh}`];
    const goal = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';
    await runProgram(workshop, [mvn, '-B', '-gs', SETTINGS, '-f', pom, ...places, ...given, goal]);
    renameSync(fresh, dir);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return dir;
}

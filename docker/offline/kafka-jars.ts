import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { installProgram } from './install-program.ts';
import type { ContextFile } from './recipe.ts';
import { runProgram } from './run-program.ts';
import type { Workshop } from './workshop.ts';

const POM = join(import.meta.dirname, '../kafka/pom.xml');
const SETTINGS = join(import.meta.dirname, '../kafka/settings.xml');

/** Kafka and what it needs, as Maven's repository has it: `libs/<artefact>.jar`. */
export async function kafkaJars(workshop: Workshop): Promise<ContextFile[]> {
  const pom = readFileSync(POM);
  const dir = join(workshop.cacheDir, `kafka-${createHash('sha256').update(pom).digest('hex').slice(0, 12)}`);
  if (!existsSync(dir)) await resolveJars(workshop, dir);
  return readdirSync(dir).map((name) => ({ name: `libs/${name}`, path: join(dir, name) }));
}

async function resolveJars(workshop: Workshop, dir: string): Promise<void> {
  const mvn = await installProgram(workshop, 'mvn', 'maven');
  workshop.step('fetching Kafka’s jars');
  // Beside its place first: a run that is cut off leaves no half of a Kafka.
  const fresh = mkdtempSync(`${dir}-`);
  try {
    const repository = join(workshop.cacheDir, 'maven');
    const settings = ['-B', '-gs', SETTINGS, '-f', POM, `-Dmaven.repo.local=${repository}`, `-DoutputDirectory=${fresh}`];
    await runProgram(workshop, [mvn, ...settings, 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies']);
    renameSync(fresh, dir);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

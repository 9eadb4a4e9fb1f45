import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { mavenJars } from './maven-jars.ts';
import type { ContextFile } from './recipe.ts';
import type { Workshop } from './workshop.ts';

const POM = join(import.meta.dirname, '../kafka/pom.xml');

/** Kafka and what it needs, as Maven's repository has it: `libs/<artefact>.jar`. */
export async function kafkaJars(workshop: Workshop): Promise<ContextFile[]> {
  const dir = await mavenJars(workshop, { name: 'kafka', pom: POM });
  return readdirSync(dir).map((name) => ({ name: `libs/${name}`, path: join(dir, name) }));
}

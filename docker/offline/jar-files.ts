import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type JarsWanted, mavenJars } from './maven-jars.ts';
import type { ContextFile } from './recipe.ts';
import type { ProgramBench } from './workshop.ts';

/** What a pom depends on, as Maven's repository has it, for the context of an image: `<folder>/<artefact>.jar`. */
export async function jarFiles(workshop: ProgramBench, folder: string, wanted: JarsWanted): Promise<ContextFile[]> {
  const dir = await mavenJars(workshop, wanted);
  return readdirSync(dir).map((name) => ({ name: `${folder}/${name}`, path: join(dir, name) }));
}

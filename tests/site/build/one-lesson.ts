import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { temporaryDir } from '../../support/fixture-content.ts';
import { projectCopy } from '../../support/project-copy.ts';

const TRACK = resolve(import.meta.dirname, '../../../content/event-enrichment/track.yaml');
/** What the site is built from, and no more. */
const PARTS = ['src', 'runner/contract', 'docker/compose.yaml', 'package.json', 'tsconfig.json', 'astro.config.mjs'];

/** A copy of what the site is built from, with one track, and one lesson with this text in `01-a-lesson`. */
export function projectWithLesson(text: string): { root: string; track: string } {
  const content = temporaryDir('towpath-one-lesson');
  mkdirSync(join(content, 'event-enrichment/01-a-lesson'), { recursive: true });
  cpSync(TRACK, join(content, 'event-enrichment/track.yaml'));
  writeFileSync(join(content, 'event-enrichment/01-a-lesson/index.mdx'), text);
  const root = projectCopy(content, PARTS);
  return { root, track: join(root, 'content/event-enrichment') };
}

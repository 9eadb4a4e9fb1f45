import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readLessonSource } from '#contract/lesson-source.ts';

const CONTENT_DIR = resolve(import.meta.dirname, '../../content');

/** The lesson of the README's picture, its folder, and the blocks to be seen with their output. */
const LESSON = { path: '/event-enrichment/a-queue-to-receive-events/', folder: '04-a-queue-to-receive-events' };
export const SHOWN_BLOCKS = ['forget-the-virtual-host', 'list-queues'] as const;
export const SHOWN_PATH = LESSON.path;

/** What of the lesson's text is in the picture. Kept beside it, so that a test notices when the lesson has gone on. */
export type Shown = { title: string; blocks: Record<string, string> };

/** Reads it from the lesson. @throws when the lesson has lost a block that the picture shows */
export function readShown(): Shown {
  const file = join(CONTENT_DIR, LESSON.path.split('/')[1] ?? '', LESSON.folder, 'index.mdx');
  const { fields, blocks } = readLessonSource(readFileSync(file, 'utf8'));
  if (!fields) throw new Error(`${file} has a mistake: see npm run dev.`);
  const texts = SHOWN_BLOCKS.map((id) => {
    const block = blocks.find((candidate) => candidate.id === id);
    if (!block) throw new Error(`The lesson has no block ${id} any more. Choose another one in ${import.meta.filename}.`);
    return [id, block.text];
  });
  return { title: fields.title, blocks: Object.fromEntries(texts) };
}

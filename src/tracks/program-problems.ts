import { readFile } from 'node:fs/promises';
import { type LessonProblem, type LessonSource, readLessonSource } from '#contract/lesson-source.ts';
import { suggest } from '#contract/nearest.ts';
import type { Block } from '#contract/read-fence.ts';
import { fenceFiles } from './fence-files.ts';
import { type LessonFile, lessonsBefore } from './lesson-files.ts';

/** Names in `programs` that no earlier lesson of the track has as a block in the background. `before`: those that are there. */
export function programProblems({ fields, blocks, lineOf }: LessonSource, before: readonly Block[]): LessonProblem[] {
  const earlier = [...new Set(before.map(({ id }) => id))];
  const own = blocks.filter(({ attributes }) => attributes.background).map(({ id }) => id);
  return (fields?.programs ?? []).flatMap((id, index) => {
    if (earlier.includes(id)) return [];
    const at = lineOf(['programs', index]);
    if (own.includes(id))
      return [
        { ...at, message: `\`${id}\` is a block of this lesson.`, hint: 'Leave it out: the lesson’s own blocks start it.' },
      ];
    const hint = earlier.length > 0 ? suggest(id, earlier) : 'Mark the block that starts it with `background`.';
    return [{ ...at, message: `No earlier lesson of the track has a block \`${id}\` in the background.`, hint }];
  });
}

/** The blocks in the background of the lessons of a track before one. `lessons`: all, in order. */
export async function programsBefore(lesson: LessonFile, lessons: readonly LessonFile[]): Promise<Block[]> {
  return await backgroundBlocks(lessonsBefore(lesson, lessons));
}

/** The blocks in the background of some lessons, in order. */
export async function backgroundBlocks(lessons: readonly LessonFile[]): Promise<Block[]> {
  const read = await Promise.all(lessons.map(({ path }) => backgroundBlocksOf(path)));
  return read.flat();
}

/** With the text of the files that they are; one that is missing is told at its fence. */
async function backgroundBlocksOf(path: string): Promise<Block[]> {
  const files = fenceFiles(path);
  const text = await readFile(path, 'utf8');
  // Most lessons start nothing in the background, and reading one whole takes longer than looking for the word.
  if (!/\bbackground\b/.test(text)) return [];
  const { blocks } = readLessonSource(text);
  return blocks
    .filter(({ attributes }) => attributes.background)
    .map((block) => ({ ...block, text: block.text || (files.read(block.attributes.file ?? '')?.text ?? '') }));
}

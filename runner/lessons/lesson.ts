import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { onlyStack } from '#contract/block.ts';
import type { Check } from '#contract/checks/checks.ts';
import { hashText } from '#contract/hash.ts';
import type { StackId } from '#contract/ids.ts';
import type { LessonFields } from '#contract/lesson.ts';
import { readLessonSource } from '#contract/lesson-source.ts';
import { suggest } from '#contract/nearest.ts';
import type { Block } from '#contract/read-fence.ts';
import { RunnerError } from '../errors.ts';
import { shownPath } from '../lib/shown-path.ts';
import { fenceFiles, fencePath } from './fence-files.ts';

/** A lesson as the runner knows it. */
export type Lesson = {
  /** `<track>/<lesson>`. */
  id: string;
  track: string;
  /** Its folder on disk. */
  dir: string;
  /** What it was read from, with when each was last written (ms): `index.mdx`, and files that its fences leave their text to. */
  sources: { path: string; mtimeMs: number }[];
  fields: LessonFields;
  blocks: Block[];
  /** Changes when what the learner does or what is checked changes; not with the prose. */
  exerciseHash: string;
};

/**
 * Reads one lesson.
 * @throws RunnerError 'lesson.invalid' with file, line and the nearest right name.
 */
export function readLesson({ id, dir }: { id: string; dir: string }): Lesson {
  const file = join(dir, 'index.mdx');
  const sources = [sourceOf(file)];
  const { fields, blocks, problems } = readLessonSource(readFileSync(file, 'utf8'), fenceFiles(dir));
  for (const { from } of blocks) if (from) sources.push(sourceOf(fencePath(dir, from)));
  const problem = problems[0];
  if (problem || !fields) {
    throw new RunnerError(
      'lesson.invalid',
      `${shownPath(problem?.from ? fencePath(dir, problem.from) : file)}:${problem?.line ?? 1}: ${problem?.message ?? 'The lesson cannot be read.'}`,
      { hint: problem?.hint },
    );
  }
  const exercise = { checks: fields.checks, blocks: blocks.map(({ attributes, hash }) => ({ attributes, hash })) };
  return { id, track: id.split('/')[0] ?? '', dir, sources, fields, blocks, exerciseHash: hashText(JSON.stringify(exercise)) };
}

const sourceOf = (path: string): Lesson['sources'][number] => ({ path, mtimeMs: statSync(path).mtimeMs });

/** Whether a lesson is still what its files say. */
export const isCurrent = ({ sources }: Lesson): boolean =>
  sources.every(({ path, mtimeMs }) => statSync(path, { throwIfNoEntry: false })?.mtimeMs === mtimeMs);

/** The blocks that a learner can run on a stack; programs inside a service's container run on Docker only. */
export function runnableBlocks(lesson: Lesson, stack: StackId): Block[] {
  return lesson.blocks.filter((block) => block.attributes.run && (onlyStack(block) ?? stack) === stack);
}

/** Those of them that the lesson cannot do without. */
export function requiredBlocks(lesson: Lesson, stack: StackId): Block[] {
  return runnableBlocks(lesson, stack).filter(({ attributes }) => !attributes.optional);
}

/** @throws RunnerError 'block.unknown' with the nearest right name. */
export function findBlock(lesson: Lesson, id: string): Block {
  const block = lesson.blocks.find((candidate) => candidate.id === id);
  if (block) return block;
  throw new RunnerError('block.unknown', `This lesson has no block ${id}.`, {
    hint: suggest(
      id,
      lesson.blocks.map((candidate) => candidate.id),
    ),
  });
}

/** @throws RunnerError 'check.unknown' with the nearest right name. */
export function findChecks(lesson: Lesson, ids: readonly string[] | undefined): Check[] {
  const known = lesson.fields.checks;
  if (!ids) return known;
  return ids.map((id) => {
    const check = known.find((candidate) => candidate.id === id);
    if (check) return check;
    throw new RunnerError('check.unknown', `This lesson has no check ${id}.`, {
      hint: suggest(
        id,
        known.map((candidate) => candidate.id),
      ),
    });
  });
}

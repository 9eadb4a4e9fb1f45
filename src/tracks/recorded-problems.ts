import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ContentProblem } from './content-problems.ts';
import type { LessonFile } from './lesson-files.ts';
import { type RecordedSource, readRecordedSource } from './recorded-source.ts';

/** Everything wrong in the `recorded.json` beside a lesson; nothing when there is none. */
export async function recordedProblems(lesson: LessonFile): Promise<ContentProblem[]> {
  const { problems } = await readRecorded(lesson);
  return problems.map((problem) => ({ ...problem, file: recordingOf(lesson) }));
}

/** What is recorded of a lesson. */
export async function readRecorded(lesson: LessonFile): Promise<RecordedSource> {
  try {
    return readRecordedSource(await readFile(recordingOf(lesson), 'utf8'), lesson.id.split('/')[1] ?? lesson.id);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
    return { recorded: undefined, problems: [] };
  }
}

const recordingOf = ({ path }: LessonFile): string => join(dirname(path), 'recorded.json');

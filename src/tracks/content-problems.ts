import { readFile } from 'node:fs/promises';
import type { LessonProblem } from '#contract/lesson-source.ts';
import { dashboardsBefore } from './dashboard-problems.ts';
import { fencePath } from './fence-files.ts';
import { folderProblems } from './folder-problems.ts';
import { type LessonFile, listContent } from './lesson-files.ts';
import { lessonProblems } from './lesson-problems.ts';
import { pictureProblems } from './picture-problems.ts';
import { programsBefore } from './program-problems.ts';
import { recordedProblems } from './recorded-problems.ts';
import { sitePages } from './site-pages.ts';
import { trackProblems } from './track-problems.ts';

/** A mistake somewhere in the content folder. Both are absolute: where it stands, and what is wrong by it, another file when a fence leaves its text to the first. */
export type ContentProblem = Omit<LessonProblem, 'from'> & { file: string; lesson?: string };

/**
 * Everything wrong in a content folder: tracks, lessons, and two lessons with one address. With `only`, an absolute
 * path, what is wrong with that file and nothing else.
 */
export async function contentProblems(contentDir: string, only?: string): Promise<ContentProblem[]> {
  const files = await listContent(contentDir);
  const { tracks, lessons } = files;
  const pages = sitePages(contentDir, files);
  const { problems, read } = await trackProblems(contentDir, tracks);
  for (const lesson of lessons) {
    if (only && only !== lesson.path) continue;
    const surroundings = {
      lesson,
      contentDir,
      pages,
      track: read.get(lesson.track),
      programsBefore: () => programsBefore(lesson, lessons),
      dashboardsBefore: () => dashboardsBefore(lesson, lessons),
    };
    const found = await lessonProblems(await readFile(lesson.path, 'utf8'), surroundings);
    problems.push(...found.map((problem) => atFile(problem, lesson.path)), ...(await recordedProblems(lesson)));
  }
  // A page asks about its own lesson only: pictures would have all lessons of their tracks read for nothing.
  if (!only) problems.push(...(await pictureProblems(contentDir, { lessons, tracks: read })));
  problems.push(...folderProblems(contentDir, files), ...misplaced(lessons, tracks));
  return only ? problems.filter(({ file, lesson }) => (lesson ?? file) === only) : problems;
}

function atFile({ from, ...problem }: LessonProblem, lesson: string): ContentProblem {
  return from ? { ...problem, file: fencePath(lesson, from), lesson } : { ...problem, file: lesson };
}

/** Lessons that hide each other, and lessons of a track that is none. */
function misplaced(lessons: readonly LessonFile[], tracks: readonly string[]): ContentProblem[] {
  const at = (lesson: LessonFile) => ({ file: lesson.path, line: 1, column: 1 });
  const first = new Map<string, LessonFile>();
  return lessons.flatMap((lesson) => {
    const other = first.get(lesson.id);
    if (other)
      return {
        ...at(lesson),
        message: `Two lessons have the address /${lesson.id}/: ${other.entry} and ${lesson.entry}.`,
        hint: 'Rename one of the folders; their numbers are not part of the address.',
      };
    first.set(lesson.id, lesson);
    if (tracks.includes(lesson.track)) return [];
    return {
      ...at(lesson),
      message: `${lesson.track} has lessons and no track.yaml.`,
      hint: `Write content/${lesson.track}/track.yaml: title, summary, builds, order, nodes and edges.`,
    };
  });
}

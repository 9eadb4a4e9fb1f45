import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LESSON_FOLDER } from '#contract/lesson.ts';

/** One lesson's file. `path` is absolute; `entry` is relative to the content folder, with `/`. */
export type LessonFile = { id: string; track: string; entry: string; path: string };

/** A content folder: its tracks, its lessons in order, and all its files, relative to it and with `/`. */
export type ContentFiles = { tracks: string[]; lessons: LessonFile[]; entries: string[] };

/** `event-enrichment/04-a-queue/index.mdx` → `event-enrichment/a-queue`. */
export function lessonIdOf(entry: string): string {
  const [track = '', folder = ''] = entry.split('/');
  return `${track}/${LESSON_FOLDER.exec(folder)?.[1] ?? folder}`;
}

/** The tracks of a content folder (folders with a `track.yaml`) and their lessons, in the order of their numbers. */
export async function listContent(contentDir: string): Promise<ContentFiles> {
  const found = await readdir(contentDir, { recursive: true });
  const entries = found.map((entry) => entry.replaceAll('\\', '/')).sort();
  const tracks = entries.flatMap((entry) => /^([^/]+)\/track\.yaml$/.exec(entry)?.[1] ?? []);
  const lessons = entries
    .filter((entry) => /^[^/]+\/[^/]+\/index\.mdx$/.test(entry) && LESSON_FOLDER.test(entry.split('/')[1] ?? ''))
    .map((entry) => ({ id: lessonIdOf(entry), track: entry.split('/')[0] ?? '', entry, path: join(contentDir, entry) }));
  return { tracks, lessons, entries };
}

/** The lessons of its track before one. `lessons`: all, in order. */
export function lessonsBefore(lesson: LessonFile, lessons: readonly LessonFile[]): LessonFile[] {
  return lessons.filter(({ track, entry }) => track === lesson.track && entry < lesson.entry);
}

import { getCollection } from 'astro:content';
import type { LessonFields } from '#contract/lesson.ts';
import type { RecordedOutputs } from '#contract/recorded.ts';
import type { TrackFields } from '#contract/track.ts';

/** What the loader keeps of a lesson: its fields, and what its blocks showed when it was recorded as it is. */
type LessonData = LessonFields & { recorded?: RecordedOutputs };

/** A lesson in its place. `number` counts from 1 inside the track. */
export type Lesson = LessonData & { id: string; href: string; number: number };

/** A track with its lessons in order; drafts are left out of a build. */
export type Track = TrackFields & { id: string; href: string; lessons: Lesson[] };

let known: Promise<Track[]> | undefined;

/** All tracks in their order. Read once per build; in `npm run dev` anew for every page. */
export function listTracks(): Promise<Track[]> {
  if (!import.meta.env.PROD) return readTracks();
  known ??= readTracks();
  return known;
}

/** The track and the lesson of a page's id, or undefined when the page is not a lesson. */
export async function findLesson(id: string): Promise<{ track: Track; lesson: Lesson } | undefined> {
  for (const track of await listTracks()) {
    const lesson = track.lessons.find((candidate) => candidate.id === id);
    if (lesson) return { track, lesson };
  }
  return undefined;
}

/** The track that a page belongs to: one of its lessons, or its own page. */
export async function findTrack(id: string): Promise<Track | undefined> {
  return (await listTracks()).find((track) => track.id === id.split('/')[0]);
}

async function readTracks(): Promise<Track[]> {
  const entries = await getCollection('docs', ({ data }) => !(import.meta.env.PROD && data.draft));
  entries.sort((a, b) => ((a.filePath ?? '') < (b.filePath ?? '') ? -1 : 1));
  const tracks = await getCollection('tracks');
  return tracks
    .map(({ id, data }) => ({
      ...data,
      id,
      href: `/${id}/`,
      lessons: entries
        .filter((entry) => entry.id.startsWith(`${id}/`))
        .map((entry, index) => lessonOf(entry.id, entry.data as LessonData, index + 1)),
    }))
    .sort((a, b) => a.order - b.order);
}

function lessonOf(id: string, fields: LessonData, number: number): Lesson {
  return { ...fields, id, href: `/${id}/`, number };
}

import { SERVICE_TITLES, type ServiceId } from '#contract/services.ts';
import { listInWords } from './pipeline-sentence.ts';
import { isEmbedded } from './service-note.ts';
import type { Lesson, Track } from './tracks.ts';

/** `1 lesson`, `6 lessons`. */
export function lessonCount({ lessons }: Pick<Track, 'lessons'>): string {
  return lessons.length === 1 ? '1 lesson' : `${lessons.length} lessons`;
}

/** How long the track's lessons take together. */
export function inMinutes({ lessons }: Pick<Track, 'lessons'>): string {
  const minutes = lessons.reduce((sum, lesson) => sum + lesson.minutes, 0);
  return minutes === 1 ? '1 minute' : `${minutes} minutes`;
}

/** The services of a track by their names, in its order. */
export function servicesInWords({ services }: Pick<Track, 'services'>): string {
  return services.map((service) => SERVICE_TITLES[service]).join(', ');
}

/** The tracks that learners walk, without the guide for authors. */
export function learnersTracks<Known extends Pick<Track, 'for'>>(tracks: readonly Known[]): Known[] {
  return tracks.filter((track) => track.for === 'learners');
}

/** The authors' guide, once it has a lesson. */
export function authorsGuide<Known extends Pick<Track, 'for' | 'lessons'>>(tracks: readonly Known[]): Known | undefined {
  return tracks.find((track) => track.for === 'authors' && track.lessons.length > 0);
}

const WORDS = ['No', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine', 'Ten', 'Eleven', 'Twelve'];

/** `Five tracks`, as a heading begins. */
export function tracksInWords(count: number): string {
  return `${WORDS[count] ?? count} track${count === 1 ? '' : 's'}`;
}

/** Which services of a track the embedded stack has, as a sentence or two. */
export function embeddedInWords({ services }: Pick<Track, 'services'>): string {
  const titles = (ids: readonly ServiceId[]) => listInWords(ids.map((id) => SERVICE_TITLES[id]));
  const here = services.filter(isEmbedded);
  const elsewhere = services.filter((service) => !isEmbedded(service));
  if (elsewhere.length === 0) return here.length > 0 ? `All of it: ${titles(here)}.` : 'All of it.';
  const only = `${titles(elsewhere)} so far ${elsewhere.length === 1 ? 'runs' : 'run'} on the Docker stack only.`;
  return here.length > 0 ? `${titles(here)} ${here.length === 1 ? 'is' : 'are'} there. ${only}` : only;
}

/** Services that the lessons which are there name, in the track's order. */
export function servicesInUse({ lessons }: Pick<Track, 'lessons'>): ServiceId[] {
  return [...new Set(lessons.flatMap(({ services }) => services))];
}

/** What search engines and shared links show of a lesson: a summary that is very short gets its place. */
export function lessonDescription(
  lesson: Pick<Lesson, 'summary' | 'number' | 'minutes'>,
  { title }: Pick<Track, 'title'>,
): string {
  if (lesson.summary.length >= 50) return lesson.summary;
  return `${lesson.summary} Lesson ${lesson.number} of ${title}, ${lesson.minutes} minutes, every command runs on your machine.`;
}

/** What a browser's tab says of a lesson. Two tracks may begin alike; such a lesson has its track's name too. */
export function lessonTitle(
  { title }: Pick<Lesson, 'title'>,
  track: Pick<Track, 'title'>,
  tracks: readonly { lessons: readonly Pick<Lesson, 'title'>[] }[],
): string {
  const namesakes = tracks.flatMap(({ lessons }) => lessons).filter((lesson) => lesson.title === title);
  return [title, ...(namesakes.length > 1 ? [track.title] : []), 'Towpath'].join(' · ');
}

/** The lesson that adds each part of the track's picture, by the part's id. */
export function lessonsOfParts({ lessons }: Pick<Track, 'lessons'>): Map<string, string> {
  return new Map(lessons.toReversed().flatMap(({ id, adds }) => adds.map((part): [string, string] => [part, id])));
}

import { SERVICE_TITLES } from '#contract/services.ts';
import type { Track } from './tracks.ts';

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

import type { Track } from './tracks.ts';

/** A track that uses services, by the ids of its lessons' `services`. */
export type TrackServices = { id: string; title: string; services: string[] };

/** Which services the lessons of each track use: those are what a reset of the track empties, and other tracks may use them, too. */
export function trackServices(tracks: readonly Pick<Track, 'id' | 'title' | 'lessons'>[]): TrackServices[] {
  return tracks.flatMap(({ id, title, lessons }) => {
    const services = [...new Set(lessons.flatMap((lesson) => lesson.services))];
    return services.length === 0 ? [] : [{ id, title, services }];
  });
}

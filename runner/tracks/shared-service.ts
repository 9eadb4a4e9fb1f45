import type { ServiceId } from '#contract/services.ts';
import type { Lessons } from '../lessons/lessons.ts';
import { readTrack } from '../pipeline/read-track.ts';

/**
 * What a reset of a service means for tracks that share it: `The tracks “Event enrichment” and “Machine telemetry” use it:
 * what their blocks made there is gone, their ticks stay.` Undefined when at most one track uses it.
 */
export function sharedService(service: ServiceId, { lessons, contentDir }: { lessons: Lessons; contentDir: string }) {
  const using = lessons.list().flatMap(({ id }) => (uses(lessons, id, service) ? [id.split('/')[0] ?? ''] : []));
  const titles = [...new Set(using)].map((track) => `“${titleOf(contentDir, track)}”`);
  if (titles.length < 2) return undefined;
  const names = new Intl.ListFormat('en').format(titles);
  return `The tracks ${names} use it: what their blocks made there is gone, their ticks stay.`;
}

/** A lesson with a mistake uses nothing: it cannot be run. */
function uses(lessons: Lessons, id: string, service: ServiceId): boolean {
  try {
    return lessons.get(id).fields.services.includes(service);
  } catch {
    return false; // its page says what is wrong with it
  }
}

/** A track without a title that can be read goes by its folder. */
function titleOf(contentDir: string, track: string): string {
  try {
    return readTrack(contentDir, track).title;
  } catch {
    return track; // who writes it is told by the site
  }
}

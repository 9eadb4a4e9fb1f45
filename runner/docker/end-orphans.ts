import { log } from '../lib/log.ts';
import { endInContainer } from './end-in-container.ts';
import type { ExecPlace } from './exec-place.ts';

/**
 * Gives back what ends the programs that an earlier runner of the same data directory, one that was killed, has left in
 * a container: once for each container, before anything of ours runs there.
 */
export function orphanEnder(mark: string): (place: ExecPlace) => Promise<void> {
  const met = new Map<string, Promise<void>>();
  const end = async (place: ExecPlace): Promise<void> => {
    try {
      const programs = await endInContainer(place, { mark: `TOWPATH_RUNNER=${mark}`, session: undefined });
      if (programs.length > 0) log.warn({ programs, in: place.name }, 'ended programs that an earlier runner left behind');
    } catch (error) {
      log.error({ err: error, in: place.name }, 'programs that an earlier runner left behind');
    }
  };
  return async (place) => {
    const meeting = met.get(place.container) ?? end(place);
    met.set(place.container, meeting);
    await meeting;
  };
}

import type { TrackServices } from '../tracks/track-services.ts';
import type { RunnerState } from './runner-state.ts';
import { type Emptied, sharedInWords } from './shared-words.ts';

/** What a reset of one service takes from tracks that are not this page's; empty when it takes nothing from them. */
export function takenByService(emptied: Emptied): string {
  return sharedInWords([emptied], others());
}

/** What a reset of this page's track takes from the others: its services are theirs, too. */
export function takenByTrack({ stack }: RunnerState): string {
  const own = all().find(({ id }) => id === pageTrack())?.services ?? [];
  const emptied = stack?.services.filter(({ service, available }) => available && own.includes(service)) ?? [];
  return sharedInWords(emptied, others());
}

const panel = (): HTMLElement | null => document.querySelector<HTMLElement>('#wb');
const pageTrack = (): string | undefined => panel()?.dataset.track;
const others = (): TrackServices[] => all().filter(({ id }) => id !== pageTrack());

/** The build has written it into the page: which services each track uses. */
function all(): TrackServices[] {
  return JSON.parse(panel()?.dataset.tracks ?? '[]') as TrackServices[];
}

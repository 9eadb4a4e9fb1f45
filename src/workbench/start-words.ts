import { downloadWords } from '#contract/download-words.ts';
import type { ServiceStatus, StackStatus, StartProgress } from '#contract/messages/stack.ts';

const DOING: Record<StartProgress['step'], string> = {
  pulling: 'pulling its image',
  building: 'building its image',
  creating: 'creating its container',
  waiting: 'waiting until it is healthy',
};

/** What a service that starts is doing: `pulling 120 of 310 MB`, `waiting until it is healthy`; undefined when it does not say. */
export function startWords({ state, progress }: ServiceStatus): string | undefined {
  if (state !== 'starting' || !progress) return undefined;
  const { step, doneBytes, totalBytes } = progress;
  if (step !== 'pulling' || doneBytes === undefined || totalBytes === undefined) return DOING[step];
  return `pulling ${downloadWords(doneBytes, totalBytes)}`;
}

/** How much of what it fetches is here (%); undefined when the sizes are not known. */
export function percentDone({ progress }: ServiceStatus): number | undefined {
  if (progress?.doneBytes === undefined || !progress.totalBytes) return undefined;
  return Math.min(100, Math.floor((100 * progress.doneBytes) / progress.totalBytes));
}

/** One word for a whole stack that starts: `pulling 38 %`, `building`, `starting`. */
export function stackStartWord({ services }: StackStatus): string {
  const doing = services.filter(({ state }) => state === 'starting').flatMap(({ progress }) => progress ?? []);
  const sized = doing.filter(({ totalBytes }) => totalBytes !== undefined);
  if (sized.length > 0) {
    const sum = (of: 'doneBytes' | 'totalBytes') => sized.reduce((bytes, progress) => bytes + (progress[of] ?? 0), 0);
    return `pulling ${Math.floor((100 * sum('doneBytes')) / Math.max(1, sum('totalBytes')))} %`;
  }
  return doing.some(({ step }) => step === 'building') ? 'building' : 'starting';
}

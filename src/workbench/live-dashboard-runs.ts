import { ENDED_STATES } from './end-of-run.ts';
import type { RunnerState } from './runner-state.ts';

/** The runs of the lesson's blocks that have come to their end. */
export function endedRuns({ blocks }: Pick<RunnerState, 'blocks'>): Set<string> {
  return new Set([...blocks.values()].flatMap(({ run, state }) => (run && ENDED_STATES.includes(state) ? [run] : [])));
}

/** Whether a run has ended that had not before: it may have saved a dashboard. */
export const isNewRun = (before: ReadonlySet<string>, after: ReadonlySet<string>): boolean =>
  [...after].some((run) => !before.has(run));

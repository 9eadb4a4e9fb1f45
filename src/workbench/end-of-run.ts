import type { BlockStatus } from '#contract/messages/block.ts';

/** States of a block whose latest run is over. */
export const ENDED_STATES: readonly (string | undefined)[] = ['ok', 'failed', 'stopped', 'interrupted'];

/**
 * How a run that somebody waits for went, from what is known of its block now. `well` also when a block that follows
 * has begun: it goes on for ever. `badly` also when the block is about another run by now, or was cleared: the awaited
 * end will not come.
 */
export function endOfRun(run: string | null, status: BlockStatus | undefined, follows: boolean): 'well' | 'badly' | 'not yet' {
  if (!status || status.run !== run || run === null) return 'badly';
  if (status.state === 'ok' || (follows && status.state === 'running')) return 'well';
  return ENDED_STATES.includes(status.state) ? 'badly' : 'not yet';
}

import type { BlockStatus } from '#contract/messages/block.ts';

/** States of a block whose latest run is over. */
export const ENDED_STATES: readonly (string | undefined)[] = ['ok', 'failed', 'stopped', 'interrupted'];

/**
 * How a run that somebody waits for went, from what is known of its block now. `well` also when a block that follows
 * has begun, as it goes on for ever, and when one in the background is ready. `badly` also when the block is about another run by now, or was cleared: the awaited
 * end will not come.
 */
export function endOfRun(run: string | null, status: BlockStatus | undefined, follows: boolean): 'well' | 'badly' | 'not yet' {
  if (!status || status.run !== run || run === null) return 'badly';
  const isReady = follows || status.readyMs !== undefined;
  if (status.state === 'ok' || (isReady && status.state === 'running')) return 'well';
  return ENDED_STATES.includes(status.state) ? 'badly' : 'not yet';
}

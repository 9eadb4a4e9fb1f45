import type { BlockStatus } from '#contract/messages/block.ts';

/**
 * Why a run that was waited for is not as its lesson says, in words: `exit 1`, `did not show "up"`. Undefined when it ended
 * as it should, or goes on in the background and is ready.
 */
export function complaint({ state, readyMs, reason, exitCode }: BlockStatus): string | undefined {
  if (state === 'ok' || (state === 'running' && readyMs !== undefined)) return undefined;
  return reason ?? (exitCode === undefined ? state : `exit ${exitCode}`);
}

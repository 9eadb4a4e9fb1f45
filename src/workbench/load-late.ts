import type { RunnerState } from './runner-state.ts';

/**
 * Loads a part of the page that is not needed at once. The runner serves it: while the runner is away this waits, and
 * loads the part when it is back.
 * @throws what went wrong in the part itself
 */
export async function loadLate<Part>({ client }: RunnerState, load: () => Promise<Part>): Promise<Part> {
  for (;;) {
    try {
      return await load();
    } catch (error) {
      if (!couldNotFetch(error)) throw error;
      await new Promise<void>((back) => {
        const end = client.on('session.welcome', () => {
          end();
          back();
        });
      });
    }
  }
}

/** Browsers say with a TypeError that a script could not be fetched; Vite, which fetches styles, with these words. */
function couldNotFetch(error: unknown): boolean {
  return error instanceof TypeError || (error instanceof Error && error.message.startsWith('Unable to preload CSS'));
}

import type { RunnerState } from './runner-state.ts';

/** What Chromium, Firefox, Safari and, for styles, Vite say of a part that could not be fetched. */
const NOT_FETCHED = /dynamically imported module|Importing a module script failed|Unable to preload CSS/i;
/** How often a part is tried although the runner is there, and how long apart (ms): the network may hiccup. */
const TRIES = 3;
const APART_MS = 1_000;

/**
 * Loads a part of the page that is not needed at once. The runner serves it: while the runner is away this waits, and
 * loads the part when it is back.
 * @throws what went wrong in the part itself, or that it cannot be fetched although the runner is there
 */
export async function loadLate<Part>({ client }: RunnerState, load: () => Promise<Part>): Promise<Part> {
  for (let tries = 1; ; tries++) {
    try {
      return await load();
    } catch (error) {
      if (!(error instanceof Error && NOT_FETCHED.test(error.message))) throw error;
      const { promise, resolve } = Promise.withResolvers<void>();
      if (client.connection === 'connected') {
        // It may have gone this moment, and the page not know yet: then the next try waits for it.
        if (tries >= TRIES) throw error;
        setTimeout(resolve, APART_MS);
      } else {
        tries = 0;
        const end = client.on('session.welcome', () => {
          end();
          resolve();
        });
      }
      await promise;
    }
  }
}

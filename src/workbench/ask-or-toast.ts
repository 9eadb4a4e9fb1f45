import { RequestError } from './request-error.ts';
import { showToast } from './show-toast.ts';

/** Asks something of the runner; a refusal is said in a toast. What else goes wrong is a mistake of the page, and thrown. */
export async function askOrToast(ask: () => Promise<unknown>): Promise<void> {
  try {
    await ask();
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    await showToast(error.sentence, 'warn');
  }
}

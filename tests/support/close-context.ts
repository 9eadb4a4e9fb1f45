import type { Browser, BrowserContext } from 'playwright-core';

/** How long a context may take to be closed (ms); usually it takes some milliseconds. */
const CLOSE_MS = 20_000;

/** The process of a browser, to end it when it answers no more. */
export async function processOf(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const found = processInfo.find(({ type }) => type === 'browser');
  if (!found) throw new Error('The browser does not name its process.');
  return found.id;
}

/**
 * Closes a context after a test. Now and then Chromium (156, seen once in some hundred) never answers
 * `Target.disposeBrowserContext`, and a file would hang after a test that has passed: it is killed then.
 * Returns whether the browser is still there.
 */
export async function closeContext(context: BrowserContext, pid: number): Promise<boolean> {
  let killed = false;
  const late = setTimeout(() => {
    killed = true;
    console.log(`The browser did not close a context within ${CLOSE_MS / 1000} s; another one is started.`);
    process.kill(pid, 'SIGKILL');
  }, CLOSE_MS);
  try {
    await context.close();
  } catch (error) {
    if (!killed) throw error;
  } finally {
    clearTimeout(late);
  }
  return !killed;
}

import type { Page } from 'playwright-core';
import { eventually } from './eventually.ts';

/**
 * Does what loads a page while writing, and waits until the page hears of saves: of one before that it would hear nothing.
 * A save before may load the page once more, which ends a load that is under way: then it is loaded again.
 */
export async function hearsSaves(page: Page, load: () => Promise<unknown>): Promise<void> {
  const loadOnce = async () => {
    const hears = page.waitForEvent('console', (message) => message.text().includes('[vite] connected.'));
    await Promise.all([hears, load()]);
  };
  await eventually(loadOnce, { withinMs: 60_000 });
}

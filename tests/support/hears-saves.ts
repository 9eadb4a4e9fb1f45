import type { Page } from 'playwright-core';

/** Does what loads a page while writing, and waits until the page hears of saves: of one before that it would hear nothing. */
export async function hearsSaves(page: Page, load: () => Promise<unknown>): Promise<void> {
  const hears = page.waitForEvent('console', (message) => message.text().includes('[vite] connected.'));
  await Promise.all([hears, load()]);
}

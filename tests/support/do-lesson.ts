import type { Page } from 'playwright-core';
import { blockOf, requiredBlocks, run, runButton, verify } from './lesson-driver.ts';

/** How long a program may take until it is ready (ms). */
const READY_MS = 60_000;

/** Does the open lesson by clicks alone: each block that is not optional, one after the other, and Verify. */
export async function doLesson(page: Page): Promise<void> {
  for (const { id } of await requiredBlocks(page)) {
    if ((await blockOf(page, id).getAttribute('data-background')) === null) await run(page, id);
    else await startProgram(page, id);
  }
  await verify(page, 'passed');
}

async function startProgram(page: Page, id: string): Promise<void> {
  await runButton(page, id).click();
  await blockOf(page, id)
    .getByText(/ready after/)
    .waitFor({ timeout: READY_MS });
}

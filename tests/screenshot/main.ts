import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { blockOf, openLesson, run, shows } from '../support/lesson-driver.ts';
import { launchBrowser, openPage } from '../support/open-page.ts';
import { startRunner } from '../support/start-runner.ts';
import { readShown, SHOWN_PATH } from './shown.ts';

/** `npm run screenshot`: takes the README's picture of a lesson, and keeps beside it what it shows. */
const PICTURE = join(import.meta.dirname, 'lesson.png');

/** How far below the page's upper edge the first block begins, right under the header (px). */
const HEADER_PX = 68;

const shown = readShown();
const runner = await startRunner();
const browser = await launchBrowser();
try {
  const { page } = await openPage(browser, { url: runner.url, cookie: runner.cookie });
  await openLesson(page, SHOWN_PATH);
  await doLesson(page);
  await settle(page);
  await page.screenshot({ path: PICTURE, animations: 'disabled', caret: 'hide' });
  writeFileSync(join(import.meta.dirname, 'lesson.json'), `${JSON.stringify(shown, undefined, 2)}\n`);
  process.stdout.write(`${PICTURE}\n`);
} finally {
  await browser.close();
  await runner.stop();
  rmSync(runner.dataDir, { recursive: true, force: true });
}

/** A command with its output, the mistake on purpose, and a Verify that passed. */
async function doLesson(page: Page): Promise<void> {
  await run(page, 'create-queue');
  await run(page, 'forget-the-virtual-host');
  await run(page, 'list-queues');
  const panel = page.locator('verify-panel[data-checks="queue"]');
  await panel.getByRole('button', { name: 'Verify', exact: true }).click();
  await page.locator('verify-panel[data-checks="queue"][data-state=passed]').waitFor();
}

/** Brings the blocks into sight; times and memory are made the same in every picture. */
async function settle(page: Page): Promise<void> {
  await shows(page, 'list-queues', 'test_queue');
  const top = await blockOf(page, 'forget-the-virtual-host').evaluate((block) => block.getBoundingClientRect().top + scrollY);
  await page.evaluate((y) => scrollTo({ top: y, behavior: 'instant' }), top - HEADER_PX);
  await shows(page, 'forget-the-virtual-host', '405');
  await page.evaluate((y) => scrollTo({ top: y, behavior: 'instant' }), top - HEADER_PX);
  await page.evaluate(sameNumbers);
}

/** In the page: the same times and round memory, also when the workbench draws new ones, which it does every other second. */
function sameNumbers(): void {
  (document.activeElement as HTMLElement | null)?.blur();
  const mend = (): void => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      const before = text.textContent ?? '';
      const after = before
        .replace(/\b\d+\.\d+ s\b/g, '0.1 s')
        .replace(/\b\d+ ms\b/g, '20 ms')
        .replace(/\b(\d+) MB\b/g, (_, megabytes) => `${Math.ceil(Number(megabytes) / 20) * 20} MB`);
      if (after !== before) text.textContent = after;
    }
  };
  mend();
  new MutationObserver(mend).observe(document.body, { characterData: true, childList: true, subtree: true });
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { browserTests } from '../support/browser-tests.ts';
import {
  blockIn,
  blockOf,
  edit,
  editorOf,
  ends,
  focusIs,
  openLesson,
  QUEUE_LESSON,
  runButton,
  shows,
  verifyPanel,
} from '../support/lesson-driver.ts';

const BLOCK = 'forget-the-virtual-host';
const site = browserTests();

/** What has the keyboard, and whether that can be seen. */
function focused(page: Page): Promise<{ name: string; runs: string | undefined; outline: string }> {
  return page.evaluate(() => {
    const at = document.activeElement as HTMLElement;
    const { outlineStyle, outlineWidth } = getComputedStyle(at);
    return {
      name: at.outerHTML.slice(0, 120),
      runs: at.matches('.rb-bar .btn') ? at.closest<HTMLElement>('run-block')?.dataset.block : undefined,
      outline: outlineStyle === 'none' ? 'none' : outlineWidth,
    };
  });
}

test(
  'Tab alone leads to the first Run and on to the next, the way there can be seen, and nothing traps the keyboard',
  site.visit({}, async ({ page }) => {
    await openLesson(page, QUEUE_LESSON);
    const runs: string[] = [];
    for (let stops = 0; runs.length < 3 && stops < 120; stops++) {
      await page.keyboard.press('Tab');
      const { name, runs: block, outline } = await focused(page);
      assert.equal(outline, '2px', `the focus on ${name} can be seen`);
      if (block) runs.push(block);
      if (block === 'create-queue') {
        await ends(page, { id: block, end: 'ok', start: () => page.keyboard.press('Control+Enter') });
        await shows(page, block, '201');
        await focusIs(page, `[data-block=${block}] .rb-bar .btn`); // the keyboard stays on Run
      }
    }
    assert.deepEqual(runs, ['create-queue', BLOCK, 'list-queues']);
  }),
);

test(
  'n and p go from block to block, Enter stops what Ctrl+Enter started, Escape leaves the editor',
  site.visit({}, async ({ page }) => {
    await openLesson(page, QUEUE_LESSON);
    await page.keyboard.press('n');
    await focusIs(page, '[data-block=create-queue] .rb-bar .btn');
    await page.keyboard.press('n');
    await focusIs(page, `[data-block=${BLOCK}] .rb-bar .btn`);
    await page.keyboard.press('p');
    await focusIs(page, '[data-block=create-queue] .rb-bar .btn');
    await edit(page, BLOCK, 'echo started; sleep 1000 #');
    await page.keyboard.press('n');
    assert.match(await editorOf(page, BLOCK).inputValue(), /#.*n|n.*#/, 'a letter in a field is a letter');
    await page.keyboard.press('Escape');
    await focusIs(page, `[data-block=${BLOCK}] [data-tool=edit]`);
    await page.keyboard.press('Control+Enter');
    await shows(page, BLOCK, 'started');
    await runStop(page);
    await blockIn(page, BLOCK, 'stopped').waitFor();
    await focusIs(page, `[data-block=${BLOCK}] .rb-bar .btn`);
  }),
);

async function runStop(page: Page): Promise<void> {
  await blockOf(page, BLOCK).getByRole('button', { name: 'Stop', exact: true }).focus();
  await page.keyboard.press('Enter');
}

test(
  'v verifies, and the keyboard goes from a failed row to the block that mends it',
  site.visit({}, async ({ page }) => {
    await openLesson(page, '/event-enrichment/is-my-machine-ready/');
    await page.keyboard.press('v');
    await focusIs(page, 'verify-panel:not([data-part]) .vp-head .btn');
    await page.locator('verify-panel:not([data-part])[data-state=failed]').waitFor();
    await page.keyboard.press('Tab');
    await focusIs(page, '[data-check] a');
    const block = (await verifyPanel(page).locator('[data-check] a').first().getAttribute('href')) ?? '';
    await page.keyboard.press('Enter');
    await focusIs(page, `${block.replace(':', '\\:')} .rb-bar .btn`);
    await page.locator('run-block:target').waitFor();
  }),
);

test(
  'w opens the workbench and closes it again, and the keyboard returns',
  site.visit({}, async ({ page }) => {
    await openLesson(page, QUEUE_LESSON);
    const isOpen = await page.locator('#wb').isVisible();
    if (isOpen) await page.keyboard.press('w');
    await page.locator('#wb').waitFor({ state: 'hidden' });
    await page.keyboard.press('w');
    await page.locator('#wb').waitFor();
    await focusIs(page, '#wb [role=tab][aria-selected=true]');
    for (const [key, tab] of ['2 Pipeline', '4 Peek', '3 Terminal'].map((both) => both.split(' '))) {
      await page.keyboard.press(key ?? '');
      await focusIs(page, `#wb-t-${tab}`);
    }
    await page.keyboard.press('ArrowLeft');
    await focusIs(page, '#wb-t-Pipeline');
    await page.keyboard.press('1');
    await focusIs(page, '#wb-t-Services');
    await page.keyboard.press('w');
    await page.locator('#wb').waitFor({ state: 'hidden' });
    await focusIs(page, '#wb-toggle');
  }),
);

test(
  '? lists the shortcuts, / searches, and closing either brings the keyboard back',
  site.visit({}, async ({ page }) => {
    await openLesson(page, QUEUE_LESSON);
    await runButton(page, 'publish').focus();
    await page.keyboard.press('?');
    const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await dialog.getByText('Run the block that has the focus').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await focusIs(page, '[data-block=publish] .rb-bar .btn');
    await page.keyboard.press('/');
    await focusIs(page, '.search-box input');
    await page.keyboard.type('burst');
    await page.locator('.search-box[data-found=burst] .search-hits a').first().waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.search-box').waitFor({ state: 'hidden' });
    await focusIs(page, '[data-block=publish] .rb-bar .btn');
    await page.keyboard.press('/');
    await page.locator('.search-hits a').filter({ hasText: 'Many events from a script' }).first().waitFor();
    await page.keyboard.press('ArrowDown');
    await focusIs(page, '.search-hits a');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Many events from a script' }).waitFor();
  }),
);

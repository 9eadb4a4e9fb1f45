import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { browserTests } from '../support/browser-tests.ts';
import { connected, ends, focusIs, verifyPanel } from '../support/lesson-driver.ts';

/** More stops of the Tab key than any page has between two things to do. */
const MANY_STOPS = 80;
const site = browserTests();

/** Presses Tab until the keyboard is on a part, and looks at every stop whether that can be seen. */
async function tabTo(page: Page, selector: string): Promise<void> {
  const passed: string[] = [];
  while (passed.length < MANY_STOPS) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate((wanted) => {
      const { activeElement } = document;
      const { outlineStyle, outlineWidth } = getComputedStyle(activeElement ?? document.body);
      return {
        name: activeElement?.outerHTML.slice(0, 100) ?? 'nothing',
        isThere: activeElement?.matches(wanted) === true,
        isSeen: outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2,
      };
    }, selector);
    assert.ok(at.isSeen, `the focus on ${at.name} can be seen`);
    if (at.isThere) return;
    passed.push(at.name);
  }
  assert.fail(`Tab does not lead to ${selector}. It stopped at:\n${passed.join('\n')}`);
}

test(
  'a whole lesson by Tab and Enter alone: from the home page through every block and Verify to the next lesson',
  site.visit({}, async ({ page }) => {
    await page.goto('/');
    await connected(page);
    await tabTo(page, '#continue a');
    const first = await page.locator('#continue a').getAttribute('href');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**${first}`);
    await connected(page);
    const blocks = await page.locator('run-block').evaluateAll((all) => all.map((block) => (block as HTMLElement).dataset.block));
    assert.ok(blocks.length >= 3, `${blocks.length} blocks`);
    for (const id of blocks) {
      await tabTo(page, `run-block[data-block="${id}"] .rb-bar .btn`);
      await ends(page, { id: id ?? '', end: 'ok', start: () => page.keyboard.press('Enter') });
      const stays = `run-block[data-block="${id}"] .rb-bar .btn`;
      await focusIs(page, stays);
    }
    await tabTo(page, 'verify-panel:not([data-part]) .vp-head .btn');
    await page.keyboard.press('Enter');
    await page.locator('verify-panel:not([data-part])[data-state=passed]').waitFor();
    await verifyPanel(page).locator('.passed-line a').waitFor();
    await tabTo(page, 'verify-panel .passed-line a');
    const next = await verifyPanel(page).locator('.passed-line a').getAttribute('href');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**${next}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    assert.notEqual(next, first);
  }),
);

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { browserTests } from '../support/browser-tests.ts';
import { eventually } from '../support/eventually.ts';
import { blockOf, openLesson, QUEUE_LESSON, run, shows } from '../support/lesson-driver.ts';

const site = browserTests();

/** How far the page could be scrolled sideways, in CSS pixels. */
const sideways = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

test(
  'On a phone a block runs, its menu has what has no room, and output does not widen the page',
  site.visit({ width: 390 }, async ({ page }) => {
    await openLesson(page, QUEUE_LESSON);
    for (const id of ['create-queue', 'publish', 'peek']) await run(page, id);
    await shows(page, 'peek', 'JASON-WIN81-VM');
    await eventually(async () => assert.equal(await sideways(page), 0));
    await blockOf(page, 'create-queue').getByRole('button', { name: /^More/ }).tap();
    await page.getByRole('menuitem', { name: 'Edit' }).tap();
    await blockOf(page, 'create-queue').getByRole('textbox', { name: 'Edit create-queue' }).waitFor();
    await eventually(async () => assert.equal(await sideways(page), 0));
  }),
);

test(
  'On a phone the bar at the bottom opens the workbench as a sheet, and the menu has lessons and the stack',
  site.visit({ width: 390 }, async ({ page }) => {
    await openLesson(page, QUEUE_LESSON);
    const bar = page.locator('.wb-bar');
    await bar.getByText('ready').waitFor();
    await bar.tap();
    const sheet = page.getByRole('complementary', { name: 'Workbench' });
    await sheet.locator('[data-service=rabbitmq]').getByText('ready').waitFor();
    await eventually(async () => assert.equal((await sheet.boundingBox())?.width, 390));
    await eventually(async () => assert.equal(await sideways(page), 0));
    await sheet.getByRole('button', { name: 'Close workbench' }).tap();
    await sheet.waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Menu' }).tap();
    const menu = page.getByRole('navigation', { name: 'Lessons of this track' });
    await menu.getByRole('radio', { name: /Embedded/ }).waitFor();
    await menu.getByRole('link', { name: 'Stop and reset' }).tap();
    await page.getByRole('heading', { level: 1, name: 'Stop and reset' }).waitFor();
  }),
);

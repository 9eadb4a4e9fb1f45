import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { axeViolations } from '../support/axe-violations.ts';
import { browserTests } from '../support/browser-tests.ts';
import { blockIn, blockOf, edit, editorOf, openLesson, run, runButton, toastSays, verify } from '../support/lesson-driver.ts';

const site = browserTests();

const LESSON = '/authors-guide/a-program-that-keeps-running/';
const OTHER = '/authors-guide/a-lesson-from-nothing/';

const workbenchOf = (page: Page): Locator => page.getByRole('complementary', { name: 'Workbench' });
const rowOf = (page: Page): Locator => workbenchOf(page).locator('[data-program$="/watch"]');
const rowIn = (page: Page, state: string): Locator =>
  workbenchOf(page).locator(`[data-program$="/watch"][data-state="${state}"]`);

async function openPrograms(page: Page): Promise<void> {
  const bar = page.locator('.wb-bar');
  if (!(await workbenchOf(page).isVisible())) await ((await bar.isVisible()) ? bar : page.locator('#wb-toggle')).click();
  await workbenchOf(page)
    .getByRole('tab', { name: /^Programs/ })
    .click();
}

/** Starts the program in the background and waits until it is ready; stops one that an earlier test left. */
async function startWatch(page: Page): Promise<void> {
  if ((await blockOf(page, 'watch').getAttribute('data-state')) === 'running') await stopWatch(page);
  await runButton(page, 'watch').click();
  await page.locator('run-block[data-block=watch][data-ready]').waitFor();
}

async function stopWatch(page: Page): Promise<void> {
  await blockOf(page, 'watch').getByRole('button', { name: 'Stop', exact: true }).click();
  await blockIn(page, 'watch', 'stopped').waitFor();
}

test(
  'What a later block needs is a program that is ready: Run all above starts it and does not wait for its end',
  site.visit({}, async ({ page }) => {
    await openLesson(page, LESSON);
    await blockOf(page, 'call').locator('.rb-note').getByRole('button', { name: 'Run all above' }).click();
    await page.locator('run-block[data-block=watch][data-ready]').waitFor();
    await run(page, 'call');
    await verify(page, 'passed');
    await stopWatch(page);
  }),
);

test(
  'A program in TypeScript is edited in the page and run; the line of its error is marked, and put back it runs again',
  site.visit({}, async ({ page }) => {
    await openLesson(page, LESSON);
    await run(page, 'say');
    const block = blockOf(page, 'say');
    await block.locator('.rb-out').getByText('heard as number').first().waitFor();
    const lesson = await block.getAttribute('data-text');
    await edit(page, 'say', `${lesson}\nheard.nothing.more;`);
    await page.keyboard.press('Control+Enter');
    await blockIn(page, 'say', 'failed').waitFor();
    const marked = block.locator('.rb-fault');
    await marked.waitFor();
    assert.equal(await marked.count(), 1);
    assert.equal(await marked.textContent(), 'heard.nothing.more;');
    const help = block.locator('.rb-help');
    assert.match((await help.textContent()) ?? '', /Line 11 of say\.ts ended it: TypeError: /);
    await help.getByRole('button', { name: 'Edit line 11' }).click();
    const picked = await editorOf(page, 'say').evaluate((field) => {
      const { value, selectionStart, selectionEnd } = field as HTMLTextAreaElement;
      return value.slice(selectionStart, selectionEnd);
    });
    assert.equal(picked, 'heard.nothing.more;');
    await page.keyboard.press('Escape');
    await help.getByRole('button', { name: 'Put back and run' }).click();
    await blockIn(page, 'say', 'ok').waitFor();
    await marked.waitFor({ state: 'detached' });
  }),
);

test(
  'A program in the background is ready, goes on across pages and reloads, and is stopped and run again in the workbench',
  site.visit({}, async ({ page }) => {
    await openLesson(page, LESSON);
    await startWatch(page);
    assert.match((await blockOf(page, 'watch').locator('.rb-state').textContent()) ?? '', /Running.*ready after/);
    await run(page, 'call');
    await openLesson(page, OTHER);
    await page.getByRole('button', { name: '1 program running' }).click();
    const row = rowOf(page);
    await row.locator('.prog-line', { hasText: 'heard: a boat is waiting' }).waitFor();
    assert.equal(await row.locator('a').getAttribute('href'), `${LESSON}#block:watch`);
    await row.getByRole('button', { name: 'Output of watch.ts' }).click();
    await row.locator('.xterm-rows, .rb-out pre').getByText('watching from text').first().waitFor();
    await page.reload();
    await rowIn(page, 'running').waitFor();
    await rowOf(page).getByRole('button', { name: 'Stop watch.ts' }).click();
    await rowIn(page, 'stopped').waitFor();
    await page.getByRole('button', { name: '1 program running' }).waitFor({ state: 'hidden' });
    await rowOf(page).getByRole('button', { name: 'Run again watch.ts' }).click();
    await rowIn(page, 'running').locator('[data-s=ready]').waitFor();
    assert.deepEqual(await axeViolations(page), []);
    await openLesson(page, LESSON);
    await stopWatch(page);
  }),
);

test(
  'A second tab shows the programs that run, and Stop there is Stop here',
  site.visit({}, async ({ page, context }) => {
    await openLesson(page, LESSON);
    await startWatch(page);
    const other = await context.newPage();
    await openLesson(other, OTHER);
    await other.getByRole('button', { name: '1 program running' }).click();
    await run(page, 'call');
    await rowOf(other).locator('.prog-line', { hasText: 'heard: a boat is waiting' }).waitFor();
    await rowOf(other).getByRole('button', { name: 'Stop watch.ts' }).click();
    await blockIn(page, 'watch', 'stopped').waitFor();
    for (const tab of [page, other]) await tab.getByRole('button', { name: '1 program running' }).waitFor({ state: 'hidden' });
    await rowOf(other).getByRole('button', { name: 'Run again watch.ts' }).click();
    await page.locator('run-block[data-block=watch][data-ready]').waitFor();
    await stopWatch(page);
    await rowIn(other, 'stopped').waitFor();
  }),
);

test(
  'Of a long program the first lines are shown, so that Run is in sight with them, and all of it when asked; edited, it is all there',
  site.visit({}, async ({ page }) => {
    await openLesson(page, '/machine-telemetry/a-simulator/');
    const block = blockOf(page, 'simulator');
    const height = async () => (await block.boundingBox())?.height ?? 0;
    const all = block.getByRole('checkbox', { name: 'Show all 131 lines' });
    assert.ok((await height()) < 500, `${await height()} px`);
    await all.check();
    assert.ok((await height()) > 2_000, `${await height()} px`);
    await all.uncheck();
    assert.deepEqual(await axeViolations(page), []);
    await block.getByRole('button', { name: 'Edit' }).click();
    await editorOf(page, 'simulator').waitFor();
    await all.waitFor({ state: 'hidden' });
    assert.ok((await height()) > 2_000, `${await height()} px`);
    // A short one is there as it is.
    assert.equal(await blockOf(page, 'listen-in').getByRole('checkbox').count(), 0);
  }),
);

test(
  'A lesson says which programs of earlier ones it needs and does not run, and starts them with one press',
  site.visit({}, async ({ page }) => {
    await openLesson(page, '/machine-telemetry/what-you-will-build/');
    await run(page, 'make-events');
    await openLesson(page, '/machine-telemetry/join-two-streams-with-state/');
    const notice = page.locator('.prog-need');
    await notice.getByText('This lesson needs simulator.ts and connector.ts, which do not run.').waitFor();
    assert.deepEqual(await axeViolations(page), []);
    await notice.getByRole('button', { name: 'Start them' }).click();
    // The first one runs; the second one misses what a lesson in between makes.
    await toastSays(page, '“From MQTT to Kafka” did not become ready: exit 1');
    await notice.getByText('This lesson needs connector.ts, which does not run.').waitFor();
    await openLesson(page, '/machine-telemetry/topics-partitions-and-keys/');
    await notice.waitFor({ state: 'detached' });
    await run(page, 'create-topics');
    await openLesson(page, '/machine-telemetry/join-two-streams-with-state/');
    await notice.getByRole('button', { name: 'Start it' }).click();
    await notice.waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: '2 programs running' }).click();
    for (const name of ['simulator.ts', 'connector.ts']) {
      await workbenchOf(page)
        .locator('[data-state=running]', { hasText: name })
        .getByText(/\d lines\/s/)
        .waitFor();
      await workbenchOf(page)
        .getByRole('button', { name: `Stop ${name}` })
        .click();
      await notice.getByText(name).waitFor();
    }
    await notice.getByText('This lesson needs simulator.ts and connector.ts, which do not run.').waitFor();
  }),
);

test(
  'On a phone the programs are in the sheet, and nothing is wider than the page',
  site.visit({ width: 390, height: 844 }, async ({ page }) => {
    await openLesson(page, LESSON);
    await startWatch(page);
    await openPrograms(page);
    await rowIn(page, 'running').waitFor();
    await rowOf(page).getByRole('button', { name: 'Output of watch.ts' }).click();
    await rowOf(page).locator('.rb-out').waitFor();
    const { scrollWidth, clientWidth } = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return { scrollWidth, clientWidth };
    });
    assert.ok(scrollWidth <= clientWidth, `${scrollWidth} wide on ${clientWidth}`);
    assert.deepEqual(await axeViolations(page), []);
    await rowOf(page).getByRole('button', { name: 'Stop watch.ts' }).click();
    await rowIn(page, 'stopped').waitFor();
  }),
);

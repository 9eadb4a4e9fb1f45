import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Page } from 'playwright-core';
import { axeEverywhere } from '../support/axe-violations.ts';
import { browserTests } from '../support/browser-tests.ts';
import { eventually } from '../support/eventually.ts';
import {
  blockIn,
  blockOf,
  connected,
  edit,
  focusIs,
  openLesson,
  QUEUE_LESSON,
  run,
  shows,
  tryAgain,
  verify,
  verifyPanel,
} from '../support/lesson-driver.ts';
import { Relay } from '../support/relay.ts';

/* What the page shows of before is marked as such: another text's output, a file that is not saved, rows nobody looked at since. */

const LIST = 'list-queues';
const relay = await Relay.start();
const site = browserTests(() => ({ args: ['--allow-host', relay.host] }));
after(() => relay.cut());

/** The file of the queue lesson. */
const file = (page: Page) => page.locator('file-block[data-file="event.json"]');

test(
  'the output of an edited text says so once the lesson’s text is back, until that has run',
  site.visit({}, async ({ page }) => {
    await openLesson(page, QUEUE_LESSON);
    const editor = await edit(page, LIST, 'echo mine; exit 3');
    await editor.press('Control+Enter');
    await blockIn(page, LIST, 'failed').waitFor();
    await blockOf(page, LIST).getByRole('button', { name: 'Put back', exact: true }).click();
    await blockOf(page, LIST).locator('.rb-state').getByText('from your edited text').waitFor();
    await blockOf(page, LIST).locator('.rb-out-note').getByText('From your edited text, not from the text above.').waitFor();
    await blockOf(page, LIST).locator('.rb-help').getByText('The lesson’s text is back: run it.').waitFor();
    await run(page, LIST);
    await blockOf(page, LIST).locator('.rb-state').getByText('from your edited text').waitFor({ state: 'detached' });
    await blockOf(page, LIST).locator('.rb-out-note').getByText('From your edited text').waitFor({ state: 'detached' });
  }),
);

test(
  'a block says that a file it reads has changes that are not saved, and saves them',
  site.visit({}, async ({ page }) => {
    await openLesson(page, QUEUE_LESSON);
    await file(page).getByRole('button', { name: 'Edit', exact: true }).click();
    await file(page).getByRole('textbox').fill('{ "ACTION": "mine" }');
    await page.keyboard.press('Escape');
    await file(page).getByText('Your changes are not saved: blocks read what is saved.').waitFor();
    const notice = blockOf(page, 'publish').locator('.rb-note');
    await notice.getByText('event.json has changes that are not saved').waitFor();
    await notice.getByRole('button', { name: 'Save event.json' }).click();
    await file(page).getByText('Saved to event.json').waitFor();
    await notice.getByText('has changes that are not saved').waitFor({ state: 'detached' });
    await file(page).getByRole('button', { name: 'Put back' }).click();
    await file(page).getByText('The lesson’s text is back').waitFor();
  }),
);

test(
  'a file that was changed outside of the page is not written over: the page asks which text stays',
  site.visit({}, async ({ page, runner }) => {
    await openLesson(page, QUEUE_LESSON);
    await run(page, LIST); // puts the file in place
    const onDisk = join(runner.dataDir, 'embedded/workspace/event-enrichment/event.json');
    writeFileSync(onDisk, '{ "ACTION": "BY_HAND" }\n');
    await run(page, LIST);
    const question = file(page).locator('.rb-outside');
    await question.getByText('event.json was changed outside of this page. Which text stays?').waitFor();
    assert.deepEqual(await axeEverywhere(page, '.rb-outside'), []);
    await question.getByRole('button', { name: 'The one in the file' }).click();
    await question.waitFor({ state: 'detached' });
    await file(page).getByText('BY_HAND').waitFor();
    writeFileSync(onDisk, 'once more\n');
    await file(page).getByRole('button', { name: 'Put back' }).click();
    await question.getByRole('button', { name: 'The one on this page' }).click();
    await question.waitFor({ state: 'detached' });
    assert.equal(readFileSync(onDisk, 'utf8'), '{ "ACTION": "BY_HAND" }\n');
    await file(page).getByRole('button', { name: 'Put back' }).click();
    await file(page).getByText('The lesson’s text is back').waitFor();
  }),
);

test(
  'n stops at a file between two blocks, too',
  site.visit({}, async ({ page }) => {
    await openLesson(page, QUEUE_LESSON);
    await blockOf(page, LIST).getByRole('button', { name: 'Run', exact: true }).focus();
    await page.keyboard.press('n');
    await focusIs(page, 'file-block[data-file="event.json"] .rb-bar .btn');
    await page.keyboard.press('n');
    await focusIs(page, 'run-block[data-block=publish] .rb-bar .btn');
    await page.keyboard.press('p');
    await focusIs(page, 'file-block[data-file="event.json"] .rb-bar .btn');
  }),
);

test(
  'a full line shows its last character',
  site.visit({}, async ({ page }) => {
    await openLesson(page, QUEUE_LESSON);
    const editor = await edit(page, LIST, 'for i in $(seq 1 60); do printf 0123456789; done; echo; echo wide');
    await editor.press('Control+Enter');
    await blockIn(page, LIST, 'ok').waitFor();
    await shows(page, LIST, 'wide');
    const sizes = await blockOf(page, LIST).evaluate((block) => {
      const row = block.querySelector('.xterm-rows > div');
      const term = block.querySelector('.rb-term');
      const text = document.createRange();
      if (!row || !term) return undefined;
      text.selectNodeContents(row);
      const right = (part: Element | Range) => part.getBoundingClientRect().right;
      const { overflowX } = getComputedStyle(row);
      return { text: right(text), end: overflowX === 'visible' ? right(term) : right(row) };
    });
    assert.ok(sizes && sizes.text <= sizes.end, JSON.stringify(sizes));
  }),
);

test(
  'rows of Verify are marked as old while nobody can look again',
  site.visit(
    { through: () => relay.url, expected: /ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|WebSocket/ },
    async ({ page, runner }) => {
      relay.leadTo(Number(new URL(runner.url).port));
      await openLesson(page, QUEUE_LESSON);
      await verify(page, 'failed');
      await relay.cut();
      await verifyPanel(page).and(page.locator('[data-old]')).waitFor();
      await verifyPanel(page).locator('.vp-head').getByText('at the last Verify. The runner cannot be asked now.').waitFor();
      await verifyPanel(page).getByRole('button', { name: 'Verify', exact: true }).click();
      await verifyPanel(page).locator('.vp-head').getByText('The rows below are old').waitFor();
      // The line under the header is in sight wherever the learner is.
      await eventually(async () => {
        const top = await page.locator('.banner.show').evaluate((banner) => banner.getBoundingClientRect().top);
        assert.ok(top > 0 && top < 100, `${top}`);
      });
      await relay.mend();
      await tryAgain(page);
      await connected(page);
      await verifyPanel(page).and(page.locator('[data-old]')).waitFor({ state: 'detached' });
    },
  ),
);

test(
  'a page that is not signed in says so everywhere, without a button that does not help',
  site.visit({ signedOut: true, expected: /401|WebSocket/ }, async ({ page }) => {
    await page.goto(QUEUE_LESSON);
    await page.locator('.banner.show').getByText('This page is not signed in to the runner.').waitFor();
    await page.locator('.header .stack').getByText('not signed in').waitFor();
    await page.locator('#wb').getByText('This page is not signed in to the runner.').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Try again' }).count(), 0);
  }),
);

test(
  'the header of a lesson says that the service it needs is stopped',
  site.visit({}, async ({ page }) => {
    await openLesson(page, QUEUE_LESSON);
    const service = page.locator('#wb [data-service=rabbitmq]');
    await service.getByRole('button', { name: 'Stop RabbitMQ' }).click();
    await page.locator('.header .stack').getByText('RabbitMQ stopped').waitFor();
    await page.locator('#wb .wb-foot').getByText('RabbitMQ stopped').waitFor();
    await service.getByRole('button', { name: 'Start RabbitMQ' }).click();
    await page.locator('.header .stack').getByText('ready', { exact: true }).waitFor();
  }),
);

test(
  'search names the track of a lesson, and finds nothing of the page’s own machinery',
  site.visit({}, async ({ page }) => {
    await openLesson(page, QUEUE_LESSON);
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    const words = page.getByRole('searchbox', { name: 'Search the lessons' });
    await words.fill('queue');
    const hit = page.locator('.search-hits li').filter({ hasText: 'A queue to receive events' });
    await hit.getByText('Event enrichment', { exact: true }).waitFor();
    await words.fill('"Not run yet"');
    await page.getByText('No lesson mentions').waitFor();
  }),
);

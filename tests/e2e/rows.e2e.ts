import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { axeViolations } from '../support/axe-violations.ts';
import { browserTests } from '../support/browser-tests.ts';
import { eventually } from '../support/eventually.ts';
import { blockIn, blockOf, edit, openLesson } from '../support/lesson-driver.ts';

const site = browserTests();

const LESSON = '/authors-guide/a-lesson-from-nothing/';
const BLOCK = 'keep';

/** Opens the lesson as it is built when its blocks are of a language with rows: such languages need a service that is not here. */
async function openWithRows(page: Page): Promise<Locator> {
  await page.addInitScript(() =>
    new MutationObserver(() => {
      for (const block of document.querySelectorAll<HTMLElement>('run-block[data-output=terminal]'))
        block.dataset.output = 'rows';
    }).observe(document, { childList: true, subtree: true }),
  );
  await openLesson(page, LESSON);
  return blockOf(page, BLOCK).locator('.rb-out');
}

/** Runs a text of the test's own, as an edit of the block. */
async function start(page: Page, text: string): Promise<void> {
  await (await edit(page, BLOCK, text)).press('Control+Enter');
}

const cells = (output: Locator): Promise<string[]> => output.locator('tbody tr').allTextContents();
const foot = (output: Locator): Locator => output.locator('.rb-foot');

/** Prints lines as a program with rows does, and waits for a file of the workspace wherever a line is `wait`. */
const printing = (...lines: (object | { wait: string })[]): string =>
  lines
    .map((line) => ('wait' in line ? `until [ -e ${line.wait} ]; do sleep 0.02; done` : `echo '${JSON.stringify(line)}'`))
    .join('\n');

const COLUMNS = { columns: [{ name: 'word' }, { name: 'count', isNumber: true }] };

/** Says to a block that waits that it may go on: another block writes the file. */
async function goOn(page: Page, file: string): Promise<void> {
  await (await edit(page, 'say-hello', `touch ${file}`)).press('Control+Enter');
  await blockIn(page, 'say-hello', 'ok').waitFor();
}

test(
  'Rows come into a table as they are printed, change in place and go; notes and errors stand where they came',
  site.visit({}, async ({ page }) => {
    const output = await openWithRows(page);
    await start(
      page,
      `rm -f second third\n${printing(
        { note: 'A job was started.' },
        COLUMNS,
        { row: ['boat', '1'] },
        { row: ['gate', '1'] },
        { row: [null, '7'] },
        { wait: 'second' },
        { row: ['boat', '1'], kind: '-U' },
        { row: ['boat', '2'], kind: '+U' },
        { wait: 'third' },
        { row: ['gate', '1'], kind: '-D' },
        { error: 'The job has ended.', hint: 'Start it again.' },
      )}`,
    );
    await foot(output)
      .getByText(/^3 rows · \d+\.\d\/s · newest last$/)
      .waitFor();
    await output.getByText('A job was started.').waitFor();
    assert.deepEqual(await cells(output), ['boat1', 'gate1', 'null7']);
    assert.deepEqual(await axeViolations(page), []);
    await goOn(page, 'second');
    await output.locator('tr', { hasText: 'boat2' }).waitFor();
    assert.deepEqual(await cells(output), ['boat2', 'gate1', 'null7']);
    await goOn(page, 'third');
    await blockIn(page, BLOCK, 'ok').waitFor();
    await output.locator('.rows-error', { hasText: 'The job has ended.' }).getByText('Start it again.').waitFor();
    assert.deepEqual(await cells(output), ['boat2', 'null7']);
    await foot(output).getByText('2 rows · newest last', { exact: true }).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      output.getByRole('button', { name: 'Download rows as CSV' }).click(),
    ]);
    assert.equal(readFileSync(await download.path(), 'utf8').trim(), 'word,count\r\nboat,2\r\n,7');
  }),
);

test(
  'Of many rows the newest are on the page, at their end; who scrolls up stays there and hears how many came',
  site.visit({}, async ({ page }) => {
    const output = await openWithRows(page);
    const many = (from: number, to: number) =>
      `seq ${from} ${to} | while read n; do echo "{\\"row\\":[\\"word $n\\",\\"$n\\"]}"; done`;
    const wait = printing({ wait: 'more' });
    await start(page, `rm -f more\n${printing(COLUMNS)}\n${many(1, 2_000)}\n${wait}\n${many(2_001, 2_010)}`);
    await foot(output)
      .getByText(/^2,000 rows · .* · the last 300 are here · newest last$/)
      .waitFor();
    assert.equal(await output.locator('tbody tr').count(), 300);
    assert.equal(await output.locator('tbody tr').first().textContent(), 'word 17011701');
    await atEnd(output);
    const scroller = output.locator('.rows-out');
    await scroller.evaluate((rows) => rows.scrollTo(0, 0));
    await goOn(page, 'more');
    await blockIn(page, BLOCK, 'ok').waitFor();
    await output.getByRole('button', { name: '10 new rows' }).click();
    await atEnd(output);
    assert.equal(await output.locator('tbody tr').last().textContent(), 'word 20102010');
    await output.getByRole('button', { name: 'Search rows' }).click();
    await output.getByRole('textbox').fill('word 1999');
    await output.locator('tr.hit-at', { hasText: 'word 1999' }).waitFor();
    await page.reload();
    await foot(output).getByText('2,010 rows · the last 300 are here · newest last', { exact: true }).waitFor();
    await atEnd(output);
  }),
);

/** Waits until the end of the table is in sight. */
async function atEnd(output: Locator): Promise<void> {
  await eventually(async () => {
    const below = await output.locator('.rows-out').evaluate((rows) => rows.scrollHeight - rows.scrollTop - rows.clientHeight);
    assert.ok(below < 24, `${below} pixels are below what is shown`);
  });
}

test(
  'Paused, the table stays as it is while rows come; on a phone it is no wider than the page',
  site.visit({ theme: 'dark' }, async ({ page }) => {
    const output = await openWithRows(page);
    const long = { row: ['a word as long as no word should ever be in a table on a phone', '1'] };
    await start(page, `rm -f more\n${printing(COLUMNS, long, { wait: 'more' }, { row: ['later', '2'] })}\nsleep 60`);
    await foot(output)
      .getByText(/^1 row · /)
      .waitFor();
    await output.getByRole('button', { name: 'Pause' }).click();
    await foot(output).getByText('1 row · paused · newest last', { exact: true }).waitFor();
    await goOn(page, 'more');
    await foot(output).getByText('2 rows · paused · newest last', { exact: true }).waitFor();
    assert.equal(await output.locator('tbody tr').count(), 1);
    await output.getByRole('button', { name: 'Go on' }).click();
    await output.locator('tr', { hasText: 'later' }).waitFor();
    await page.setViewportSize({ width: 390, height: 844 });
    assert.deepEqual(await axeViolations(page), []);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wide <= 0, `${wide} pixels too wide`);
    await blockOf(page, BLOCK).getByRole('button', { name: 'Stop', exact: true }).click();
    await blockIn(page, BLOCK, 'stopped').waitFor();
    await foot(output).getByText('2 rows · newest last', { exact: true }).waitFor();
  }),
);

test(
  'What is no row is shown as the text it is',
  site.visit({}, async ({ page }) => {
    const output = await openWithRows(page);
    await start(page, 'echo this is no row; echo "{"');
    await blockIn(page, BLOCK, 'ok').waitFor();
    assert.deepEqual(await output.locator('.rows-text').allTextContents(), ['this is no row', '{']);
    await foot(output).getByRole('button', { name: 'Clear rows' }).click();
    await output.waitFor({ state: 'detached' });
  }),
);

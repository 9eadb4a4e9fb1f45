import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { browserTests } from '../support/browser-tests.ts';
import { eventually } from '../support/eventually.ts';
import { blockIn, blockOf, edit, ends, openLesson, outputOf, QUEUE_LESSON, shows } from '../support/lesson-driver.ts';
import type { StartedRunner } from '../support/start-runner.ts';

const site = browserTests();

/** Lines of every length around the width of a block, so that a few pixels less wrap one of them. */
const LINES = 14;
const STAIRS = `for n in $(seq ${LINES}); do printf 'line %d ' $n; head -c $((45 + 2 * n)) /dev/zero | tr '\\0' '-'; echo; done`;

async function runStairs(page: Page): Promise<void> {
  await openLesson(page, QUEUE_LESSON);
  const field = await edit(page, 'create-queue', STAIRS);
  await ends(page, { id: 'create-queue', end: 'ok', start: () => field.press('Control+Enter') });
}

/**
 * Waits until the whole output is in sight, from its first line to its last. Meanwhile the runner says nothing: what it
 * says every two seconds draws the block again, and the page has to do it by itself.
 */
async function showsAll(page: Page, { child }: StartedRunner): Promise<void> {
  await shows(page, 'create-queue', `line ${LINES} -`);
  child.kill('SIGSTOP');
  try {
    await eventually(() => isWhole(page));
  } finally {
    child.kill('SIGCONT');
  }
}

async function isWhole(page: Page): Promise<void> {
  const text = await outputOf(page, 'create-queue');
  assert.deepEqual([text.startsWith('line 1 -'), text.includes(`line ${LINES} -`)], [true, true], text);
  const rows = text.split('\n').length;
  const [row, shown] = await blockOf(page, 'create-queue')
    .locator('.rb-term')
    .evaluate((host) => [host.querySelector('.xterm-rows > div')?.clientHeight ?? 0, host.clientHeight]);
  assert.equal(Math.round((shown ?? 0) / (row ?? 1)), rows, 'rows that are in sight');
}

test(
  'A finished output stays whole when the workbench opens or closes beside it, and after a reload',
  site.visit({}, async ({ page, runner }) => {
    await runStairs(page);
    await showsAll(page, runner);
    const tab = page.locator('#wb').getByRole('tab', { name: 'Services' });
    for (const state of (await page.locator('#wb').isVisible())
      ? (['hidden', 'visible'] as const)
      : (['visible', 'hidden'] as const)) {
      await page.getByRole('button', { name: 'Workbench', exact: true }).click();
      await tab.waitFor({ state });
      await showsAll(page, runner);
    }
    await page.reload();
    await blockIn(page, 'create-queue', 'ok').waitFor();
    await showsAll(page, runner);
    for (const width of [1366, 1280, 1100, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      await showsAll(page, runner);
    }
  }),
);

/** The width that the program was told, then a table of 120 columns. */
const TABLE = `stty size | cut -d ' ' -f 2
for n in 1 2 3; do printf '%-40s%-40s%-36s%s\\n' "name $n" "topic $n" "offset $n" last; done`;

test(
  'A table that is wider than its block keeps its rows and scrolls in it, also on a phone; a program is told what there is room for',
  site.visit({}, async ({ page }) => {
    await openLesson(page, QUEUE_LESSON);
    const frame = blockOf(page, 'create-queue').locator('.rb-term-frame');
    const size = () => frame.evaluate(({ scrollWidth, clientWidth, scrollLeft }) => ({ scrollWidth, clientWidth, scrollLeft }));
    const widths = [];
    for (let time = 1; time <= 2; time++) {
      const field = await edit(page, 'create-queue', TABLE);
      await ends(page, { id: 'create-queue', end: 'ok', start: () => field.press('Control+Enter') });
      await shows(page, 'create-queue', 'last');
      const { scrollWidth, clientWidth, scrollLeft } = await size();
      assert.ok(scrollWidth > clientWidth + 100, `${scrollWidth} of ${clientWidth}`);
      assert.equal(scrollLeft, 0);
      const lines = (await outputOf(page, 'create-queue')).split('\n');
      widths.push(lines[0]);
      assert.deepEqual(lines[2]?.split(/ {2,}/), ['name 2', 'topic 2', 'offset 2', 'last']);
      await frame.focus();
      await page.keyboard.press('ArrowRight');
      await eventually(async () => assert.ok((await size()).scrollLeft > 0));
    }
    assert.ok(Number(widths[0]) < 100, `${widths[0]} columns`);
    assert.equal(widths[1], widths[0], 'also when the output before it was wide');
    await page.setViewportSize({ width: 390, height: 844 });
    await eventually(async () => {
      const { scrollWidth, clientWidth } = await size();
      assert.ok(clientWidth < 390 && scrollWidth > 2 * clientWidth, `${scrollWidth} of ${clientWidth}`);
    });
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390);
  }),
);

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { browserTests } from '../support/browser-tests.ts';
import { eventually } from '../support/eventually.ts';
import {
  blockIn,
  blockOf,
  connected,
  copied,
  downloadOf,
  edit,
  ends,
  focusIs,
  openLesson,
  outputOf,
  QUEUE_LESSON,
  run,
  runButton,
  shows,
} from '../support/lesson-driver.ts';

const BLOCK = 'forget-the-virtual-host';
/** The track's part of the learner's files on the embedded stack, in the data directory. */
const WORKSPACE = 'embedded/workspace/event-enrichment';
const site = browserTests();

test(
  'Stop ends a running block, keeps what it showed, and Run is back in its place',
  site.visit({}, async ({ page }) => {
    await openLesson(page, QUEUE_LESSON);
    await (await edit(page, BLOCK, 'echo "I am $$"; sleep 1000')).press('Control+Enter');
    await shows(page, BLOCK, /I am \d+/);
    const pid = Number(/\d+/.exec(await outputOf(page, BLOCK))?.[0]);
    const before = await blockOf(page, BLOCK).locator('.rb-bar .btn').boundingBox();
    await blockOf(page, BLOCK).getByRole('button', { name: 'Stop', exact: true }).click();
    await blockIn(page, BLOCK, 'stopped')
      .getByText(/^Stopped by you after [\d.]+ s$/)
      .waitFor();
    await shows(page, BLOCK, /I am \d+/);
    await eventually(() => assert.throws(() => process.kill(pid, 0)));
    const now = await blockOf(page, BLOCK).locator('.rb-bar .btn').boundingBox();
    assert.deepEqual([now?.x, now?.width], [before?.x, before?.width], 'the button keeps its place and width');
  }),
);

test(
  'An edited block says so, runs the edited text, and Put back brings the text of the lesson back',
  site.visit({}, async ({ page }) => {
    await openLesson(page, QUEUE_LESSON);
    const block = blockOf(page, 'create-queue');
    await edit(page, 'create-queue', 'echo "not the lesson"; exit 3');
    await block.getByText('edited by you').waitFor();
    await ends(page, { id: 'create-queue', end: 'failed', start: () => page.keyboard.press('Control+Enter') });
    await shows(page, 'create-queue', 'not the lesson');
    await block
      .locator('.rb-state')
      .getByText(/Failed exit 3, expected 0/)
      .waitFor();
    await block.locator('.rb-help').getByText('You edited this block.').waitFor();
    await page.reload();
    await connected(page);
    await block.getByText('edited by you').waitFor();
    await block.getByRole('button', { name: 'Put back', exact: true }).click();
    await block.getByText('edited by you').waitFor({ state: 'detached' });
    await block.locator('.rb-code').filter({ visible: true, hasText: '--request PUT' }).waitFor();
    await run(page, 'create-queue');
    await shows(page, 'create-queue', '201');
  }),
);

test(
  'Put back and run, offered under a failed edit, does both',
  site.visit({}, async ({ page }) => {
    await openLesson(page, QUEUE_LESSON);
    await edit(page, 'create-queue', 'exit 4');
    await ends(page, { id: 'create-queue', end: 'failed', start: () => page.keyboard.press('Control+Enter') });
    const start = () => blockOf(page, 'create-queue').getByRole('button', { name: 'Put back and run' }).click();
    await ends(page, { id: 'create-queue', end: 'ok', start });
    await shows(page, 'create-queue', /20[14]/);
  }),
);

test(
  'A file of the workspace is edited and saved in place, blocks see it, and Put back brings the lesson’s text back',
  site.visit({}, async ({ page, runner }) => {
    await openLesson(page, QUEUE_LESSON);
    const file = page.locator('file-block[data-block=event]');
    const text = (await file.getAttribute('data-text')) ?? '';
    await file.getByRole('button', { name: 'Edit' }).click();
    await file.getByRole('textbox', { name: 'Edit event.json' }).fill(text.replace('JASON-WIN81-VM', 'MY-OWN-COMPUTER'));
    await file.getByRole('button', { name: 'Save' }).click();
    await file.getByText('Saved to event.json').waitFor();
    await file.getByText('edited by you').waitFor();
    await run(page, 'publish');
    await run(page, 'peek');
    await shows(page, 'peek', 'MY-OWN-COMPUTER');
    await page.reload();
    await connected(page);
    await file.getByText('1 line differs from the lesson').waitFor();
    await file.getByRole('button', { name: 'Put back' }).click();
    await file.getByText('The lesson’s text is back').waitFor();
    await file.getByText('edited by you').waitFor({ state: 'detached' });
    assert.equal(readFileSync(join(runner.dataDir, WORKSPACE, 'event.json'), 'utf8').trimEnd(), text.trimEnd());
  }),
);

test(
  'Copy copies the block; Copy for my terminal gives a line that works in a shell of the learner’s own',
  site.visit({}, async ({ page }) => {
    await openLesson(page, QUEUE_LESSON);
    const block = blockOf(page, 'create-queue');
    await block.getByRole('button', { name: 'Copy', exact: true }).click();
    const lesson = (await block.getAttribute('data-text')) ?? '';
    await copied(page, (text) => assert.equal(text, lesson));
    await block.getByRole('button', { name: /^More/ }).click();
    await page.getByRole('menuitem', { name: 'Copy for my terminal' }).click();
    const own = await copied(page, (text) => assert.notEqual(text, lesson));
    const environment = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' };
    assert.match(execFileSync('bash', ['-c', own], { encoding: 'utf8', env: environment }), /20[14]/);
  }),
);

test(
  'A block says which one it needs that has not run; a file that it needs is there, and it says nothing',
  site.visit({}, async ({ page }) => {
    await openLesson(page, '/machine-telemetry/a-data-source-in-grafana/');
    await blockOf(page, 'try-it').getByText('Needs add-data-source, which has not run').waitFor();
    assert.equal(await blockOf(page, 'add-data-source').getByText('Needs data-source').count(), 0);
  }),
);

test(
  'Run all above runs what a block needs, from the top, and leaves the keyboard on its Run',
  site.visit({}, async ({ page }) => {
    await openLesson(page, '/event-enrichment/stop-and-reset/');
    const block = blockOf(page, 'what-survived');
    await block.locator('.rb-note').getByText('which have not run on the embedded stack').waitFor();
    await block.locator('.rb-note').getByRole('button', { name: 'Run all above' }).click();
    for (const id of ['two-notes', 'stop', 'start']) await blockIn(page, id, 'ok').waitFor();
    await focusIs(page, 'run-block[data-block=what-survived] .rb-bar .btn');
    await block.locator('.rb-note').waitFor({ state: 'detached' });
    await run(page, 'what-survived');
    await shows(page, 'what-survived', '["on disk"]');
  }),
);

test(
  'A flood of 20 MB leaves the page in the learner’s hands, and the last line is there',
  site.visit({}, async ({ page }) => {
    await openLesson(page, QUEUE_LESSON);
    const text = 'seq 1000000 3499999; echo the last line';
    await (await edit(page, BLOCK, text)).press('Control+Enter');
    await shows(page, BLOCK, /1\d{6}/);
    const theme = () => page.locator('html').getAttribute('data-theme');
    const before = await theme();
    await page.getByRole('button', { name: /^Switch to (light|dark) theme$/ }).click();
    await eventually(async () => assert.notEqual(await theme(), before));
    await blockIn(page, BLOCK, 'ok').waitFor({ timeout: 120_000 });
    await shows(page, BLOCK, 'the last line');
    await blockOf(page, BLOCK)
      .getByText(/^The first 2,49\d,\d{3} lines are gone; the last [\d,]+ are here\.$/)
      .waitFor();
    const lines = (await downloadOf(page, BLOCK)).trimEnd().split('\n');
    assert.equal(lines.at(-1), 'the last line');
    const numbers = lines.slice(0, -1).map(Number);
    assert.ok(numbers.every((number, i) => i === 0 || number === (numbers[i - 1] ?? 0) + 1));
  }),
);

test(
  'Output can be searched and cleared, and what was cleared stays away',
  site.visit({}, async ({ page }) => {
    await openLesson(page, QUEUE_LESSON);
    await (await edit(page, BLOCK, 'printf "red\\ngreen\\nred\\n"')).press('Control+Enter');
    await shows(page, BLOCK, /red\s*green\s*red/);
    await blockIn(page, BLOCK, 'ok').waitFor();
    const block = blockOf(page, BLOCK);
    await block.getByRole('button', { name: 'Search output' }).click();
    await block.getByRole('textbox', { name: `Search the output of ${BLOCK}` }).fill('red');
    await block.getByText(/^[12] of 2$/).waitFor();
    await page.keyboard.press('Escape');
    await block.getByRole('button', { name: 'Clear output' }).click();
    await block.locator('.rb-out').waitFor({ state: 'detached' });
    await page.reload();
    await connected(page);
    await blockIn(page, BLOCK, 'idle').waitFor();
    assert.equal(await block.locator('.rb-out').count(), 0);
    await runButton(page, BLOCK).waitFor();
  }),
);

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { browserTests } from '../support/browser-tests.ts';
import { eventually } from '../support/eventually.ts';
import {
  blockIn,
  blockOf,
  connected,
  copied,
  downloadOf,
  edit,
  openLesson,
  outputOf,
  QUEUE_LESSON,
  runButton,
  shows,
  toastSays,
  tryAgain,
  verifyPanel,
} from '../support/lesson-driver.ts';
import { openPage } from '../support/open-page.ts';
import { Relay } from '../support/relay.ts';
import { startRunner } from '../support/start-runner.ts';

const BLOCK = 'forget-the-virtual-host';
const LINES = 400;
/** Whether a process is there. One that has ended and that nobody asked about yet is not. */
function isRunning(pid: string): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', pid], { encoding: 'utf8' });
  return stdout.trim() !== '' && !stdout.startsWith('Z');
}

/** The block's output as it is on disk. */
function keptIn(dataDir: string): string {
  const dir = join(dataDir, 'embedded/outputs', QUEUE_LESSON, BLOCK);
  const logs = readdirSync(dir).filter((name) => name.endsWith('.log'));
  return logs.map((name) => readFileSync(join(dir, name), 'utf8')).join('');
}

const relay = await Relay.start();
const site = browserTests(() => ({ args: ['--allow-host', relay.host] }));
after(() => relay.cut());

test(
  'The connection is cut while a block prints lines: the page says so, comes back, and no line is lost or doubled',
  site.visit(
    { through: () => relay.url, expected: /ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|WebSocket/ },
    async ({ page, runner }) => {
      relay.leadTo(Number(new URL(runner.url).port));
      await openLesson(page, QUEUE_LESSON);
      const text = `for i in $(seq 1 ${LINES}); do echo "line $i"; sleep 0.01; done`;
      await (await edit(page, BLOCK, text)).press('Control+Enter');
      await shows(page, BLOCK, 'line 20');
      await relay.cut();
      await page.locator('.banner.show').getByText('The runner is not there.').waitFor();
      await relay.mend();
      await tryAgain(page);
      await toastSays(page, 'Connected again. Nothing was lost.');
      await page.locator('.banner').waitFor({ state: 'hidden' });
      await blockIn(page, BLOCK, 'ok').waitFor({ timeout: 120_000 });
      await shows(page, BLOCK, `line ${LINES}`);
      const lines = (await downloadOf(page, BLOCK)).trimEnd().split('\n');
      assert.deepEqual(
        lines,
        Array.from({ length: LINES }, (_, i) => `line ${i + 1}`),
      );
    },
  ),
);

test(
  'The runner goes while the workbench is loaded: the workbench is there when the runner is back',
  site.visit(
    { through: () => relay.url, expected: /ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|ERR_FAILED|WebSocket/ },
    async ({ page, runner }) => {
      relay.leadTo(Number(new URL(runner.url).port));
      const workbench = /\/workbench\.[^/]+\.js$/;
      const asked = Promise.withResolvers<void>();
      await page.route(workbench, async (route) => {
        asked.resolve();
        await page.locator('.banner.show').getByText('The runner is not there.').waitFor();
        await route.abort();
      });
      await openLesson(page, QUEUE_LESSON);
      await asked.promise;
      await relay.cut();
      await page.locator('.banner.show').getByText('The runner is not there.').waitFor();
      await page.unrouteAll({ behavior: 'wait' });
      assert.equal(await page.getByRole('tab', { name: 'Services' }).count(), 0);
      await relay.mend();
      await tryAgain(page);
      await page.getByRole('tab', { name: 'Services' }).waitFor();
    },
  ),
);

test(
  'A failure of Bring me here that was dismissed stays away when the connection was gone, the next one is shown',
  site.visit(
    { through: () => relay.url, expected: /ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|WebSocket/ },
    async ({ page, runner }) => {
      relay.leadTo(Number(new URL(runner.url).port));
      await openLesson(page, QUEUE_LESSON);
      // A folder where a block of an earlier lesson writes a file.
      await (await edit(page, 'list-queues', 'rm -f preflight.txt; mkdir -p preflight.txt')).press('Control+Enter');
      await blockIn(page, 'list-queues', 'ok').waitFor();
      const bring = async () => {
        await page.getByRole('button', { name: 'Bring me here' }).click();
        await page.locator('.bring').getByRole('button', { name: 'Run them' }).click();
        await failed.getByText('did not end as it should').waitFor();
      };
      const failed = page.locator('.bring-failed');
      await bring();
      await failed.getByRole('button', { name: 'Dismiss' }).click();
      await failed.waitFor({ state: 'detached' });
      await relay.cut();
      await page.locator('.banner.show').getByText('The runner is not there.').waitFor();
      await relay.mend();
      await tryAgain(page);
      await toastSays(page, 'Connected again. Nothing was lost.');
      assert.equal(await failed.count(), 0);
      await bring();
    },
  ),
);

test(
  'A page without the cookie reads well and says how to sign in',
  site.visit({ signedOut: true, expected: /401|WebSocket/ }, async ({ page }) => {
    await page.goto(QUEUE_LESSON);
    await page
      .locator('.banner.show')
      .getByText('This page is not signed in to the runner. Open the address that npm start printed.')
      .waitFor();
    await runButton(page, 'create-queue').click();
    await blockOf(page, 'create-queue').locator('.rb-help').getByText('Open the address that npm start printed.').waitFor();
    await verifyPanel(page).getByRole('button', { name: 'Verify' }).click();
    await verifyPanel(page).locator('.vp-head').getByText('Open the address that npm start printed.').waitFor();
    await page.getByRole('heading', { name: 'Create the queue' }).waitFor();
  }),
);

test('The runner is killed while a block runs: the page says so, and after a restart the block is interrupted, with its output', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'towpath-'));
  const first = await startRunner({ dataDir });
  const { page, context } = await openPage(site.browser, { url: first.url, cookie: first.cookie });
  await openLesson(page, QUEUE_LESSON);
  await (await edit(page, BLOCK, 'echo "I am $$"; sleep 0.5; echo still here; exec sleep 1000')).press('Control+Enter');
  await shows(page, BLOCK, 'still here');
  await eventually(() => assert.match(keptIn(dataDir), /I am \d+/)); // what is not on disk yet is lost with the runner
  const output = await outputOf(page, BLOCK);
  first.child.kill('SIGKILL');
  await page.locator('.banner.show').getByText('The runner is not there. You can read on.').waitFor();
  await runButton(page, 'create-queue').click();
  const help = blockOf(page, 'create-queue').locator('.rb-help');
  await help.getByText('npm start').waitFor();
  await help.getByRole('button', { name: 'Copy' }).click();
  await copied(page, (text) => assert.equal(text, 'npm start'));

  const second = await startRunner({ dataDir, args: ['--port', new URL(first.url).port] });
  try {
    assert.equal(second.url, first.url);
    await eventually(() => assert.ok(!isRunning(/\d+/.exec(output)?.[0] ?? ''), 'the command did not outlive its runner'));
    await page.locator('.banner.show').getByText('This page is not signed in').waitFor();
    await page.goto(`${second.url}/?token=${second.token}`);
    await page.goto(QUEUE_LESSON);
    await connected(page);
    await blockIn(page, BLOCK, 'interrupted').getByText('Interrupted the runner was restarted').waitFor();
    await shows(page, BLOCK, /I am \d+/);
    assert.ok(output.startsWith(await outputOf(page, BLOCK)));
    await runButton(page, 'create-queue').click();
    await blockIn(page, 'create-queue', 'ok').waitFor();
  } finally {
    await context.close();
    await second.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
});

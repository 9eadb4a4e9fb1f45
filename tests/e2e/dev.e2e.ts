import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { browserTests } from '../support/browser-tests.ts';
import { eventually } from '../support/eventually.ts';
import { hearsSaves } from '../support/hears-saves.ts';
import { blockIn, blockOf, connected, openLesson, run, runButton, shows, verify } from '../support/lesson-driver.ts';
import { projectCopy } from '../support/project-copy.ts';

const LESSON = '/event-enrichment/is-my-machine-ready/';
const copy = projectCopy(resolve(import.meta.dirname, '../../content'));
/** Starlight's style for print is asked for as a script while writing, and refused by the browser: of no consequence. */
const PRINT = /print\.css/;
const site = browserTests(() => ({ projectDir: copy, args: ['--dev'] }));

const TRACK = join(copy, 'content/event-enrichment');
const file = join(TRACK, '02-is-my-machine-ready/index.mdx');
const text = readFileSync(file, 'utf8');
const lines = text.split('\n').length;

test(
  'While writing, pages, blocks and Verify work on one origin',
  site.visit({ expected: PRINT }, async ({ page, runner }) => {
    await page.goto(`${runner.url}/?token=${runner.token}`);
    await openLesson(page, LESSON);
    for (const id of ['preflight', 'tools']) await run(page, id);
    await shows(page, 'tools', 'jq-');
    await verify(page, 'passed');
    const origins = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => new URL(name).origin));
    assert.deepEqual([...new Set(origins)], [runner.url]);
  }),
);

test(
  'A saved lesson is on the page without a reload by hand, and its blocks run as they are now',
  site.visit({ expected: PRINT }, async ({ page }) => {
    await hearsSaves(page, () => openLesson(page, LESSON));
    writeFileSync(
      file,
      text
        .replace('## One look at everything', '## Another look at everything')
        .replace('towpath preflight | tee', 'echo rewritten; towpath preflight | tee'),
    );
    await page.getByRole('heading', { name: 'Another look at everything' }).waitFor();
    await connected(page);
    await page.locator('run-block[data-block=preflight]').getByText('echo rewritten').waitFor();
    // One save may reload the page more than once.
    await eventually(() => run(page, 'preflight'), { withinMs: 60_000 });
    await shows(page, 'preflight', 'rewritten');
    writeFileSync(file, text);
    await page.getByRole('heading', { name: 'One look at everything' }).waitFor();
  }),
);

test(
  'A saved program is on the page without a reload by hand, and runs as it is now',
  site.visit({ expected: PRINT }, async ({ page }) => {
    const program = join(copy, 'content/authors-guide/06-a-program-that-keeps-running/files/watch.ts');
    const before = readFileSync(program, 'utf8');
    await hearsSaves(page, () => openLesson(page, '/authors-guide/a-program-that-keeps-running/'));
    writeFileSync(program, before.replace('`watching from text', '`now watching from text'));
    const block = blockOf(page, 'watch');
    await block.locator('.rb-code').getByText('now watching from text').waitFor();
    await connected(page);
    // One save may reload the page more than once.
    await eventually(
      async () => {
        if ((await block.getAttribute('data-state')) !== 'running') await runButton(page, 'watch').click();
        await page.locator('run-block[data-block=watch][data-ready]').waitFor({ timeout: 10_000 });
      },
      { withinMs: 60_000 },
    );
    await block.locator('.rb-out').getByText('now watching from text').first().waitFor();
    await block.getByRole('button', { name: 'Stop', exact: true }).click();
    await blockIn(page, 'watch', 'stopped').waitFor();
    writeFileSync(program, before);
    await block.locator('.rb-code').getByText('`watching from text').waitFor();
  }),
);

test(
  'A mistake in a lesson is on the page with its file, its line and the nearest right name, until it is mended',
  site.visit({ expected: /print\.css|500|\[vite\]/ }, async ({ page }) => {
    await hearsSaves(page, () => openLesson(page, LESSON));
    writeFileSync(file, text.replace('\nminutes:', '\nminuts:'));
    const line = text.split('\n').findIndex((words) => words.startsWith('minutes:')) + 1;
    const says = page.getByText(new RegExp(`02-is-my-machine-ready/index\\.mdx:${line}`)).first();
    await says.waitFor();
    await page
      .getByText(/Did you mean .?minutes/)
      .first()
      .waitFor();
    await hearsSaves(page, () => page.reload());
    await says.waitFor();
    writeFileSync(file, text);
    await page.getByRole('heading', { name: 'One look at everything' }).waitFor();
    await says.waitFor({ state: 'detached' });
  }),
);

/** The page that Astro puts over the lesson's. */
const overlay = (page: Page) => page.locator('vite-error-overlay');

for (const [mistake, broken, line, what, hint] of [
  ['A mistyped component', `${text}\n<Pipelin />\n`, lines + 1, 'There is no component <Pipelin>.', 'Did you mean Pipeline?'],
  ['Braces in the text', `${text}\nSend {count}.\n`, lines + 1, 'The text has {count}', 'Write &#123; instead of the {'],
  ['Broken YAML', text.replace('\nminutes:', '\n  minutes:'), 3, 'This is not YAML', 'Mind indentation'],
] as const) {
  test(
    `${mistake} shows over the page at once, with its place and what to write, and once in the terminal`,
    site.visit({ expected: PRINT }, async ({ page, runner }) => {
      await hearsSaves(page, () => openLesson(page, LESSON));
      let loads = 0;
      page.on('load', () => loads++);
      const said = runner.output().length;
      writeFileSync(file, broken);
      await overlay(page).getByText(`02-is-my-machine-ready/index.mdx:${line}`).first().waitFor();
      await overlay(page).locator('#message-content').filter({ hasText: what }).waitFor();
      await overlay(page).locator('#hint-content').filter({ hasText: hint }).waitFor();
      assert.equal(loads, 0, 'the page under it stays');
      await hearsSaves(page, () => page.reload());
      await overlay(page).locator('#message-content').filter({ hasText: what }).waitFor();
      await page.getByText('This lesson has a mistake.').waitFor();
      const words = await eventually(() => {
        const log = runner.output().slice(said);
        assert.match(log, /\[content-overlay\]/);
        return log;
      });
      assert.equal(words.split('[content-overlay]').length - 1, 1, words);
      assert.doesNotMatch(words, /TypeError|MDXError|does not match/);
      writeFileSync(file, text);
      await page.locator('run-block[data-block=preflight]').waitFor();
      await overlay(page).waitFor({ state: 'detached' });
    }),
  );
}

test(
  'A lesson that gets another number keeps its address and its page',
  site.visit({ expected: /print\.css|500|favicon|\[vite\]/ }, async ({ page }) => {
    await hearsSaves(page, () => openLesson(page, '/event-enrichment/stop-and-reset/'));
    const [from, to] = ['07', '09'].map((number) => join(TRACK, `${number}-stop-and-reset`)) as [string, string];
    renameSync(from, to);
    const modules = () => readFileSync(join(copy, '.astro/content-modules.mjs'), 'utf8');
    await eventually(() => assert.match(modules(), /09-stop-and-reset/), { withinMs: 60_000 });
    await eventually(async () => assert.equal((await page.request.get('/event-enrichment/stop-and-reset/')).status(), 200));
    renameSync(to, from);
    await eventually(() => assert.match(modules(), /07-stop-and-reset/), { withinMs: 60_000 });
  }),
);

test(
  'Beside a build, an open page still loads what it needs late',
  site.visit({ expected: PRINT }, async ({ page }) => {
    await hearsSaves(page, () => openLesson(page, LESSON));
    const astro = join(copy, 'node_modules/astro/bin/astro.mjs');
    await once(spawn(process.execPath, [astro, 'build'], { cwd: copy, stdio: 'ignore' }), 'close');
    await run(page, 'tools');
    await shows(page, 'tools', 'jq-');
    await page.locator('run-block[data-block=tools] .xterm').waitFor();
  }),
);

test(
  'The page says when a part that it needs late cannot be loaded',
  site.visit({ expected: /print\.css|block-output|ERR_FAILED|^thrown: $/ }, async ({ page }) => {
    await page.route(/block-output\.ts/, (route) => route.abort());
    await hearsSaves(page, () => openLesson(page, LESSON));
    await page.locator('run-block[data-block=tools] .rb-bar .btn').click();
    const banner = page.locator('.banner.show');
    await banner.getByText('A part of the page could not be loaded.').waitFor();
    await banner.getByRole('button', { name: 'Reload' }).waitFor();
  }),
);

test('The terminal has one address, the one to open', async (t) => {
  const dataDir = mkdtempSync(join(copy, '.towpath-'));
  const main = join(copy, 'runner/main.ts');
  const child = spawn(process.execPath, [main, '--dev', '--no-open', '--port', '0', '--data-dir', dataDir], { cwd: copy });
  t.after(async () => {
    if (child.kill('SIGTERM')) await once(child, 'close');
    rmSync(dataDir, { recursive: true, force: true });
  });
  let words = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (words += String(data)));
  await eventually(() => assert.match(words, /Ctrl-C ends it/), { withinMs: 120_000 });
  assert.equal(words.match(/https?:\/\//g)?.length, 1, words);
});

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { readLessonSource } from '#contract/lesson-source.ts';
import { recordedHashes } from '#contract/recorded.ts';
import { buildSite } from '../../runner/site/build-site.ts';
import { axeEverywhere } from '../support/axe-violations.ts';
import { browserTests } from '../support/browser-tests.ts';
import { eventually } from '../support/eventually.ts';
import { fence, fixtureContent, writeLesson } from '../support/fixture-content.ts';
import {
  blockIn,
  blockOf,
  connected,
  edit,
  openLesson,
  QUEUE_LESSON,
  run,
  runButton,
  shows,
  tryAgain,
} from '../support/lesson-driver.ts';
import { openPage } from '../support/open-page.ts';
import { projectCopy } from '../support/project-copy.ts';
import { Relay } from '../support/relay.ts';
import { sitePages } from '../support/site-pages.ts';
import { type StaticServer, startStaticServer } from '../support/static-server.ts';

const PROJECT_DIR = resolve(import.meta.dirname, '../..');
const LESSON = '/try/first/';
/** What a browser says of its own accord when a page looks for a runner that is not there. */
const LOOKS = /WebSocket connection|\/health\b|ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE/;

const copy = projectCopy(contentWithRecordings());
const relay = await Relay.start();
const site = browserTests(() => ({ projectDir: copy, args: ['--allow-host', relay.host] }));
let plain: StaticServer;
before(async () => {
  plain = await startStaticServer(await siteOf(copy));
});
after(async () => {
  await plain?.stop();
  await relay.cut();
});

/** One lesson: a block as it was recorded, one that showed nothing, one that fails as it should, one whose text or fence has changed since, one that is new. */
function contentWithRecordings(): string {
  const blocks = [
    fence('id=made', 'echo "by the learner"'),
    fence('id=silent', 'true'),
    fence('id=fails exit=22', 'exit 22'),
    fence('id=changed', 'echo after'),
    fence('id=excused', 'exit 22'),
    fence('id=new', 'echo new'),
  ];
  const hashes = recordedHashes(
    [...blocks.slice(0, 3), fence('id=changed', 'echo before'), fence('id=excused exit=22', 'exit 22')].flatMap(
      (block) => readLessonSource(`---\n---\n\n${block}\n`).blocks,
    ),
    [],
  );
  const recorded = (id: string, output: string, exit = 0) => ({ [id]: { hash: hashes[id], output, exit } });
  const dir = fixtureContent({ '01-first': { blocks } });
  const track = 'title: T\nsummary: S.\nbuilds: B.\norder: 1\nservices: [flink]\nnodes:\n  - { id: a, kind: queue, label: a }\n';
  writeFileSync(join(dir, 'try/track.yaml'), track);
  const recordings = {
    date: '2026-11-21',
    stack: 'embedded',
    blocks: {
      ...recorded('made', 'by a <zeppelin>\n'),
      ...recorded('silent', ''),
      ...recorded('fails', 'refused', 22),
      ...recorded('changed', 'before'),
      ...recorded('excused', 'refused', 22),
    },
  };
  writeFileSync(join(dir, 'try/01-first/recorded.json'), JSON.stringify(recordings));
  writeRecordedRows(dir);
  return dir;
}

/** A lesson with one block that was recorded, in a language with rows. */
function writeRecordedRows(dir: string): void {
  const block = '```flink-sql run id=count\nSELECT word, amount FROM words;\n```';
  writeLesson(dir, '02-rows', { services: ['flink'], blocks: [block] });
  const hashes = recordedHashes(readLessonSource(`---\n---\n\n${block}\n`).blocks, []);
  const lines = [
    { columns: [{ name: 'word' }, { name: 'amount', isNumber: true }], again: 40 },
    { row: ['<boat>', '12'] },
    { row: [null, '3'] },
    { note: 'The query has ended.' },
  ];
  const output = lines.map((line) => JSON.stringify(line)).join('\n');
  const recordings = { date: '2026-11-21', stack: 'docker', blocks: { count: { hash: hashes.count, output, exit: 0 } } };
  writeFileSync(join(dir, 'try/02-rows/recorded.json'), JSON.stringify(recordings));
}

/** The folder of the built site. */
function siteOf(projectDir: string): Promise<string> {
  return buildSite({ projectDir, environment: process.env as Record<string, string>, say: () => {} });
}

const recordedOf = (page: Page, id: string): Locator =>
  blockOf(page, id).getByRole('group', { name: `Recorded output of ${id}` });

/** Waits until the page knows that nobody answers. */
async function alone(page: Page): Promise<void> {
  await page.locator('body[data-runner="gone"]').waitFor();
}

/** Ids of the blocks whose recorded output can be seen. */
function shown(page: Page): Promise<(string | undefined)[]> {
  return page
    .locator('.rb-rec')
    .evaluateAll((parts) =>
      parts.filter((part) => part.checkVisibility()).map((part) => part.closest<HTMLElement>('run-block')?.dataset.block),
    );
}

test(
  'on a plain file server blocks show what was recorded, marked as such, and never what is out of date',
  site.visit({ through: () => plain.url, expected: LOOKS }, async ({ page }) => {
    await page.goto(LESSON);
    await alone(page);
    assert.deepEqual(await shown(page), ['made', 'silent', 'fails']);
    const words = async (id: string) => (await recordedOf(page, id).textContent())?.trim();
    assert.equal(await words('made'), 'Recorded on 21 November 2026 on the embedded stack.by a <zeppelin>');
    assert.equal(await words('silent'), 'Recorded on 21 November 2026 on the embedded stack. It showed nothing.');
    await recordedOf(page, 'fails').getByText('It ended with exit 22.').waitFor();
    await blockIn(page, 'made', 'idle').getByText('Not run yet').waitFor();
    assert.equal(await page.getByText('Done').count(), 0);
    assert.deepEqual(await axeEverywhere(page), []);
  }),
);

test(
  'recorded rows are a table, with what stood beside it',
  site.visit({ through: () => plain.url, expected: LOOKS }, async ({ page }) => {
    await page.goto('/try/rows/');
    await alone(page);
    const table = recordedOf(page, 'count').getByRole('group', { name: 'Recorded rows of count' });
    const rows = table.locator('tr');
    assert.deepEqual(
      await rows.evaluateAll((all) =>
        all.map((row) => [...(row as HTMLTableRowElement).cells].map(({ textContent }) => textContent)),
      ),
      [
        ['word', 'amount'],
        ['<boat>', '12'],
        ['null', '3'],
      ],
    );
    await recordedOf(page, 'count').getByText('42 rows · the last 2 are here', { exact: true }).waitFor();
    await recordedOf(page, 'count').getByText('The query has ended.').waitFor();
    assert.deepEqual(await axeEverywhere(page), []);
  }),
);

test(
  'on a plain file server Run explains how to start the runner, above what was recorded, and Try again looks once more',
  site.visit({ through: () => plain.url, expected: LOOKS }, async ({ page }) => {
    await page.goto(LESSON);
    await alone(page);
    await page.locator('.banner').getByText('There is no runner behind this copy of the pages.').waitFor();
    await runButton(page, 'made').click();
    const help = blockOf(page, 'made').locator('.rb-help');
    await help.getByText('npm start').waitFor();
    const [above, below] = [await help.boundingBox(), await recordedOf(page, 'made').boundingBox()];
    assert.ok((above?.y ?? 0) < (below?.y ?? 0), 'the answer stands next to the button');
    const asked = plain.missing().length;
    await help.getByRole('button', { name: 'Try again' }).click();
    await eventually(() => assert.deepEqual(plain.missing().slice(asked), ['/ws', '/health']));
  }),
);

test(
  'without scripts what was recorded is there, marked',
  site.visit({}, async () => {
    const context = await site.browser.newContext({ javaScriptEnabled: false, baseURL: plain.url });
    const page = await context.newPage();
    await page.goto(LESSON);
    await recordedOf(page, 'made').getByText('by a <zeppelin>').waitFor();
    await recordedOf(page, 'made').getByText('Recorded on 21 November 2026 on the embedded stack.').waitFor();
    await context.close();
  }),
);

test(
  'with a runner nothing recorded shows, not for a moment; it comes when the runner goes, and goes when it comes back',
  site.visit({ through: () => relay.url, expected: LOOKS }, async ({ page, runner }) => {
    relay.leadTo(Number(new URL(runner.url).port));
    await page.addInitScript(() => {
      const look = () => {
        const seen = [...document.querySelectorAll('.rb-rec')].some((part) => part.checkVisibility());
        if (seen) document.documentElement.dataset.sawRecorded = '';
        requestAnimationFrame(look);
      };
      look();
    });
    await openLesson(page, LESSON);
    await run(page, 'made');
    await shows(page, 'made', 'by the learner');
    await (await edit(page, 'silent', 'echo my own')).press('Escape');
    await blockOf(page, 'silent').getByText('edited by you').waitFor();
    assert.equal(await page.locator('html').getAttribute('data-saw-recorded'), null);

    await relay.cut();
    await alone(page);
    assert.deepEqual(await shown(page), ['fails'], 'not beside the learner’s own output, nor under the learner’s own text');
    await shows(page, 'made', 'by the learner');

    await relay.mend();
    await tryAgain(page);
    await connected(page);
    await eventually(async () => assert.deepEqual(await shown(page), []));
    await run(page, 'fails');
  }),
);

test(
  'a page that is not signed in shows what was recorded, too: it cannot run anything',
  site.visit({ signedOut: true, expected: /401|WebSocket/ }, async ({ page }) => {
    await page.goto(LESSON);
    await page.locator('body[data-runner="signed-out"]').waitFor();
    assert.ok((await shown(page)).includes('made'));
  }),
);

test(
  'search does not find what was recorded',
  site.visit({ through: () => plain.url, expected: LOOKS }, async ({ page }) => {
    await page.goto(LESSON);
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await page.getByRole('searchbox', { name: 'Search the lessons' }).fill('zeppelin');
    await page.getByText('No lesson mentions “zeppelin”.').waitFor();
  }),
);

test('every page of the site reads on a plain file server: nothing is missing and nothing is thrown', async () => {
  const server = await startStaticServer(await siteOf(PROJECT_DIR));
  const { page, context, mistakes } = await openPage(site.browser, { url: server.url });
  const paths = sitePages().filter((one) => one !== '/no-such-page/');
  // Two pages share the work, as a page mostly waits until it knows that nobody answers.
  const reads = async (one: Page) => {
    for (let path = paths.shift(); path !== undefined; path = paths.shift()) {
      await one.goto(path);
      await alone(one);
      await one.getByRole('heading', { level: 1 }).waitFor();
    }
  };
  try {
    await Promise.all([reads(page), reads(await context.newPage())]);
    await page.goto(QUEUE_LESSON);
    await alone(page);
    await page.getByRole('button', { name: /^Switch to dark theme$/ }).click();
    await page.locator('html[data-theme=dark]').waitFor();
  } finally {
    await context.close();
    await server.stop();
  }
  assert.deepEqual([...new Set(server.missing())].sort(), ['/health', '/ws']);
  assert.deepEqual(
    mistakes.filter((mistake) => !LOOKS.test(mistake)),
    [],
  );
});

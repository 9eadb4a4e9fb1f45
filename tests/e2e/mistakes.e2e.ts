import assert from 'node:assert/strict';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Page } from 'playwright-core';
import { browserTests } from '../support/browser-tests.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryDir } from '../support/fixture-content.ts';
import { hearsSaves } from '../support/hears-saves.ts';
import { openLesson } from '../support/lesson-driver.ts';
import { projectCopy } from '../support/project-copy.ts';

const TRACK = `title: Sensors
summary: Events wait in a queue.
builds: A queue with events in it.
order: 1
services: [rabbitmq]
nodes:
  - { id: sensors, kind: source, label: sensors }
  - { id: test-queue, kind: queue, label: test_queue, service: rabbitmq }
edges:
  - [sensors, test-queue]
`;
const LESSON = `---
title: A queue
summary: Create a queue and look at it.
minutes: 5
services: [rabbitmq]
adds: [test-queue]
holds: The queue is there.
checks:
  - { id: queue, check: rabbitmq.queue, queue: test_queue, durable: true, fix: create-queue }
  - { id: listed, check: file.exists, file: queues.json, fix: list-queues }
---

Where does an event wait? In a queue, as [the next lesson](/sensors/more-events/#send-them) shows.

<Pipeline />

## Create it

\`\`\`sh run id=create-queue
curl --silent --user guest:guest --request PUT http://rabbitmq:15672/api/queues/%2F/test_queue
\`\`\`

<Hint title="It says 405">Count the parts of the address.</Hint>

### Look at it

![A queue with two messages](./queue.svg)

\`\`\`sh run id=list-queues needs=create-queue
curl --silent --user guest:guest http://rabbitmq:15672/api/queues | tee queues.json
\`\`\`

<Verify />
`;
const NEXT = '---\ntitle: More events\nsummary: Send many.\nminutes: 5\nservices: []\n---\n\n## Send them\n\nMany.\n';
const PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="9" height="9"><path d="M1 1h7v7z" /></svg>\n';

const ONE = 'sensors/01-a-queue/index.mdx';
const YAML = 'sensors/track.yaml';
const FILES: Record<string, string> = {
  [YAML]: TRACK,
  [ONE]: LESSON,
  'sensors/01-a-queue/queue.svg': PICTURE,
  'sensors/02-more-events/index.mdx': NEXT,
};

const start = temporaryDir('towpath-mistakes');
for (const [name, text] of Object.entries(FILES)) {
  mkdirSync(dirname(join(start, name)), { recursive: true });
  writeFileSync(join(start, name), text);
}
const copy = projectCopy(start);
const pathOf = (name: string) => join(copy, 'content', name);
const site = browserTests(() => ({ projectDir: copy, args: ['--dev'] }));
/** Starlight's style for print is asked for as a script while writing, and refused by the browser: of no consequence. */
const EXPECTED = /print\.css|500|\[vite\]/;

const overlay = (page: Page) => page.locator('vite-error-overlay');
/** The overlay shows code without its backticks. */
const shown = (words: string) => words.replace(/`([^`]+)`/g, '$1');

type Told = { file?: string; line: number; message: string; hint: string };

/** Waits for a mistake over the page and in the log, with all that is told about it. `said` is how long the log was before. */
async function isTold(page: Page, log: () => string, { file = ONE, line, message, hint }: Told): Promise<void> {
  await overlay(page)
    .locator('#message-content')
    .filter({ hasText: shown(message) })
    .waitFor();
  await overlay(page)
    .locator('#hint-content')
    .filter({ hasText: shown(hint) })
    .waitFor();
  await overlay(page).getByText(`${file}:${line}:`).first().waitFor();
  await eventually(() => {
    const row = log()
      .split('\n')
      .find((words) => words.includes(`${file}:${line}:`));
    assert.ok(row?.includes(message) && row.includes(hint), `The log has it in one line:\n${log()}`);
  });
}

/** The lesson as it is when nothing is wrong. */
async function isMended(page: Page): Promise<void> {
  await overlay(page).waitFor({ state: 'detached' });
  await page.locator('run-block[data-block=create-queue]').waitFor();
  await page.getByRole('img', { name: 'A queue with two messages' }).waitFor();
}

const lineOf = (text: string, part: string): number => text.slice(0, text.indexOf(part)).split('\n').length;

/** What authors get wrong: a part of a file, what they wrote instead, and what they are told. `at` is where it is told, if elsewhere. */
const MISTAKES: (Omit<Told, 'line'> & { says: string; part: string; wrote: string; at?: string })[] = [
  {
    says: 'A mistyped field',
    part: 'minutes: 5',
    wrote: 'minuts: 5',
    message: 'There is no field `minuts`.',
    hint: 'Did you mean `minutes`?',
  },
  {
    says: 'A check that does not exist',
    part: 'check: rabbitmq.queue,',
    wrote: 'check: rabbitmq.queus,',
    message: 'There is no check `rabbitmq.queus`.',
    hint: 'Did you mean `rabbitmq.queue`?',
  },
  {
    says: 'A field that a check does not have',
    part: 'durable: true',
    wrote: 'durabel: true',
    message: 'There is no field `durabel` in check 1 (`queue`).',
    hint: 'Did you mean `durable`?',
  },
  {
    says: 'A service that does not exist',
    part: 'services: [rabbitmq]',
    wrote: 'services: [rabbit-mq]',
    message: 'Service 1 cannot be `rabbit-mq`.',
    hint: 'Did you mean `rabbitmq`?',
  },
  {
    says: 'A fence that is not closed',
    part: 'test_queue\n```\n\n<Hint',
    wrote: 'test_queue\n\n<Hint',
    at: '```sh run id=create-queue',
    message: 'The block `create-queue` is not closed.',
    hint: 'Write ``` on a line of its own where its text ends.',
  },
  {
    says: 'Two blocks with one id',
    part: 'id=list-queues',
    wrote: 'id=create-queue',
    message: 'The id `create-queue` is taken by an earlier block.',
    hint: 'Give this block another id.',
  },
  {
    says: 'An attribute that a block does not have',
    part: 'needs=create-queue',
    wrote: 'need=create-queue',
    message: 'A block has no attribute `need`.',
    hint: 'Did you mean `needs`?',
  },
  {
    says: 'A fix that leads to no block',
    part: 'fix: list-queues',
    wrote: 'fix: list-queue',
    message: 'The lesson has no block `list-queue`.',
    hint: 'Did you mean `list-queues`?',
  },
  {
    says: 'Localhost in a block',
    part: 'guest:guest http://rabbitmq:15672',
    wrote: 'guest:guest http://localhost:15672',
    message: 'Block `list-queues` says localhost, which is another machine on the Docker stack.',
    hint: 'Did you mean `http://rabbitmq:15672`?',
  },
  {
    says: 'A link to no page',
    part: '/sensors/more-events/#send-them',
    wrote: '../02-more-events/index.mdx',
    message: 'There is no page `../02-more-events/index.mdx`.',
    hint: 'Did you mean `/sensors/more-events/`?',
  },
  {
    says: 'A link to no heading',
    part: '/sensors/more-events/#send-them',
    wrote: '/sensors/more-events/#sendthem',
    message: 'There is no heading `#sendthem` on `/sensors/more-events/`.',
    hint: 'Did you mean `#send-them`?',
  },
  {
    says: 'An image without a text alternative',
    part: '![A queue with two messages]',
    wrote: '![]',
    message: 'The image `./queue.svg` has no text alternative.',
    hint: 'Say between the brackets what it shows',
  },
  {
    says: 'An image that is not there',
    part: './queue.svg',
    wrote: './queus.svg',
    message: 'There is no image `./queus.svg` beside the lesson.',
    hint: 'Did you mean `./queue.svg`?',
  },
  {
    says: 'An attribute that a component does not have',
    part: '<Hint title=',
    wrote: '<Hint titel=',
    message: '`<Hint>` has no attribute `titel`.',
    hint: 'Did you mean `title`?',
  },
  {
    says: 'A part that the picture does not have',
    part: 'adds: [test-queue]',
    wrote: 'adds: [test-queu]',
    message: "The track's picture has no part `test-queu`.",
    hint: 'Did you mean `test-queue`?',
  },
  {
    says: 'A line of the picture to a part that is not there',
    file: YAML,
    part: '[sensors, test-queue]',
    wrote: '[sensors, test_queue]',
    message: 'The picture has no part `test_queue`.',
    hint: 'Did you mean `test-queue`?',
  },
  {
    says: 'A heading that jumps over a level',
    part: '### Look at it',
    wrote: '#### Look at it',
    message: '`#### Look at it` is of level 4, and the heading above it of level 2.',
    hint: 'Write `### Look at it`.',
  },
];

// One page for all: a save reloads it, and a page that is being loaded is told of what is wrong as soon as it is there.
test('On an open page', async (t: TestContext) =>
  site.visit({ expected: EXPECTED }, async ({ page, runner }) => {
    await hearsSaves(page, () => openLesson(page, '/sensors/a-queue/'));
    for (const { says, file = ONE, part, wrote, at = part, message, hint } of MISTAKES)
      await t.test(`${says} is told with its place and what to write, until it is mended`, async (one) => {
        const right = FILES[file] ?? '';
        assert.equal(right.split(part).length, 2, `${part} stands in the file once`);
        const said = runner.output().length;
        const since = performance.now();
        try {
          writeFileSync(pathOf(file), right.replace(part, wrote));
          await isTold(page, () => runner.output().slice(said), { file, line: lineOf(right, at), message, hint });
          one.diagnostic(`told after ${Math.round(performance.now() - since)} ms`);
        } finally {
          writeFileSync(pathOf(file), right);
        }
        await isMended(page);
      });
  })());

test(
  'A link and an image are mended by the file that was missing, and broken by one that goes',
  site.visit({ expected: EXPECTED }, async ({ page, runner }) => {
    await hearsSaves(page, () => openLesson(page, '/sensors/a-queue/'));
    const next = pathOf('sensors/02-more-events');
    for (const [path, told] of [
      [
        pathOf('sensors/01-a-queue/queue.svg'),
        { message: 'There is no image `./queue.svg`', hint: 'Put the file beside', line: lineOf(LESSON, '![A queue') },
      ],
      [
        next,
        {
          message: 'There is no page `/sensors/more-events/#send-them`',
          hint: 'The lessons of sensors: /sensors/a-queue/',
          line: lineOf(LESSON, 'Where does'),
        },
      ],
    ] as const) {
      const said = runner.output().length;
      const away = join(copy, 'away');
      renameSync(path, away);
      try {
        await isTold(page, () => runner.output().slice(said), told);
        // A page that is loaded meanwhile is made with the mistake in it.
        await hearsSaves(page, () => page.reload());
        await page.getByText('This lesson has a mistake.').waitFor();
      } finally {
        renameSync(away, path);
      }
      await isMended(page);
    }
  }),
);

test(
  'Of two mistakes the newest is shown, the other is named below it and shown when the newest is mended',
  site.visit({ expected: EXPECTED }, async ({ page, runner }) => {
    await hearsSaves(page, () => openLesson(page, '/sensors/a-queue/'));
    const log = () => runner.output();
    const older = { line: 4, message: 'There is no field `minuts`.', hint: 'Did you mean `minutes`?' };
    const newer = {
      file: YAML,
      line: 7,
      message: '`kind` of part 1 (`sensors`) cannot be `sorce`.',
      hint: 'Did you mean `source`?',
    };
    writeFileSync(pathOf(ONE), LESSON.replace('minutes:', 'minuts:'));
    await isTold(page, log, older);
    writeFileSync(pathOf(YAML), TRACK.replace('kind: source', 'kind: sorce'));
    await isTold(page, log, newer);
    await overlay(page).getByText(`${ONE}:4:`).first().waitFor();
    writeFileSync(pathOf(YAML), TRACK);
    await isTold(page, log, older);
    writeFileSync(pathOf(ONE), LESSON);
    await isMended(page);
  }),
);

test(
  'A page that was still being loaded when its mistake was mended comes by itself, too',
  site.visit({ expected: EXPECTED }, async ({ page, context }) => {
    await hearsSaves(page, () => openLesson(page, '/sensors/a-queue/'));
    writeFileSync(pathOf(ONE), LESSON.replace('minutes:', 'minuts:'));
    await overlay(page).locator('#message-content').filter({ hasText: 'There is no field minuts.' }).waitFor();
    const late = await context.newPage();
    const held = Promise.withResolvers<void>();
    await late.route(/@vite\/client/, async (route) => {
      await held.promise;
      await route.continue();
    });
    await late.goto('/sensors/a-queue/', { waitUntil: 'commit' });
    await late.getByText('This lesson has a mistake.').first().waitFor();
    writeFileSync(pathOf(ONE), LESSON);
    await isMended(page);
    held.resolve(); // only now it hears of anything
    await isMended(late);
  }),
);

test(
  'A lesson that is added is on the site, and one that is taken away is not',
  site.visit({ expected: EXPECTED }, async ({ page }) => {
    await hearsSaves(page, () => openLesson(page, '/sensors/a-queue/'));
    const third = pathOf('sensors/03-a-third');
    mkdirSync(third);
    writeFileSync(join(third, 'index.mdx'), NEXT.replace('More events', 'A third'));
    await eventually(async () => assert.equal((await page.request.get('/sensors/a-third/')).status(), 200), { withinMs: 60_000 });
    rmSync(third, { recursive: true });
    await eventually(async () => assert.equal((await page.request.get('/sensors/a-third/')).status(), 404), { withinMs: 60_000 });
  }),
);

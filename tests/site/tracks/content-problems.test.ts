import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { type TestContext, test } from 'node:test';
import { contentProblems } from '../../../src/tracks/content-problems.ts';

const TRACK = `title: T
summary: S.
builds: B.
order: 1
nodes:
  - { id: queue, kind: queue, label: queue }
services: [rabbitmq]
`;
const LESSON = `---
title: A lesson
summary: What it teaches.
minutes: 5
services: [rabbitmq]
adds: [queue]
checks:
  - { id: there, check: rabbitmq.queue, queue: q, fix: make }
---

Text.

\`\`\`sh run id=make
echo made
\`\`\`

<Verify />
`;

/** A content folder with these files; the problems of it with paths relative to it. */
async function problemsOf(t: TestContext, files: Record<string, string>) {
  const folder = await mkdtemp(join(tmpdir(), 'content-'));
  t.after(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  const problems = await contentProblems(folder);
  return problems.map(({ file, line, message, hint }) => ({ at: `${relative(folder, file)}:${line}`, message, hint }));
}

const file = 'track/01-a-lesson/index.mdx';
const problemsIn = (t: TestContext, lesson: string) => problemsOf(t, { 'track/track.yaml': TRACK, [file]: lesson });

test('the lessons of this project have no mistakes', async () => {
  assert.deepEqual(await contentProblems(resolve(import.meta.dirname, '../../../content')), []);
});

test('a right lesson has no problems', async (t) => {
  assert.deepEqual(await problemsIn(t, LESSON), []);
});

test('a mistyped field is shown with its place and the right name', async (t) => {
  assert.deepEqual(await problemsIn(t, LESSON.replace('minutes: 5', 'minuts: 5')), [
    { at: `${file}:4`, message: 'There is no field `minuts`.', hint: 'Did you mean `minutes`?' },
  ]);
});

test('an unknown check is shown with its place and the right name', async (t) => {
  assert.deepEqual(await problemsIn(t, LESSON.replace('rabbitmq.queue,', 'rabbitmq.queu,')), [
    { at: `${file}:8`, message: 'There is no check `rabbitmq.queu`.', hint: 'Did you mean `rabbitmq.queue`?' },
  ]);
});

test('an unknown service is shown with its place and the right name', async (t) => {
  const [problem] = await problemsIn(t, LESSON.replace('[rabbitmq]', '[rabitmq]'));
  assert.deepEqual(problem, { at: `${file}:5`, message: 'Service 1 cannot be `rabitmq`.', hint: 'Did you mean `rabbitmq`?' });
});

test('a service that the lesson’s track does not have is told with its place, and where to add it', async (t) => {
  const track = TRACK.replace('[rabbitmq]', '[kafka]');
  assert.deepEqual(await problemsOf(t, { 'track/track.yaml': track, [file]: LESSON }), [
    {
      at: `${file}:5`,
      message: 'The track has no service `rabbitmq`.',
      hint: 'Add rabbitmq to `services` in content/track/track.yaml.',
    },
  ]);
});

test('an unknown attribute of a block is shown with its place and the right name', async (t) => {
  const problems = await problemsIn(t, LESSON.replace('run id=make', 'run id=make expct=made'));
  assert.deepEqual(problems[0], {
    at: `${file}:13`,
    message: 'A block has no attribute `expct`.',
    hint: 'Did you mean `expect`?',
  });
});

test('a part that the picture does not have is shown with its place and the right name', async (t) => {
  assert.deepEqual(await problemsIn(t, LESSON.replace('adds: [queue]', 'adds: [quue]')), [
    { at: `${file}:6`, message: "The track's picture has no part `quue`.", hint: 'Did you mean `queue`?' },
  ]);
});

test('a lesson with checks needs a panel for all of them', async (t) => {
  const expected = [
    {
      at: `${file}:17`,
      message: 'The lesson has checks, and no panel that looks at all of them.',
      hint: 'Write `<Verify />` at the end.',
    },
  ];
  assert.deepEqual(await problemsIn(t, LESSON.replace('<Verify />', '<Verify checks="there" />')), expected);
  const inCode = LESSON.replace('<Verify />', '```mdx\n<Verify />\n```');
  assert.equal((await problemsIn(t, inCode))[0]?.message, expected[0]?.message);
});

test('two folders with one address are a mistake', async (t) => {
  const problems = await problemsOf(t, { 'track/track.yaml': TRACK, [file]: LESSON, 'track/02-a-lesson/index.mdx': LESSON });
  assert.deepEqual(problems, [
    {
      at: 'track/02-a-lesson/index.mdx:1',
      message: 'Two lessons have the address /track/a-lesson/: track/01-a-lesson/index.mdx and track/02-a-lesson/index.mdx.',
      hint: 'Rename one of the folders; their numbers are not part of the address.',
    },
  ]);
});

test('lessons without a track are a mistake', async (t) => {
  const [problem] = await problemsOf(t, { [file]: LESSON });
  assert.equal(problem?.message, 'track has lessons and no track.yaml.');
});

/** A lesson that a test can have twice: without anything that names another part. */
const OTHER = '---\ntitle: Other\nsummary: S.\nminutes: 1\nservices: []\n---\n\nText.\n';

/** What is wrong with one lesson in this folder, beside a right one. */
const inFolder = async (t: TestContext, path: string) =>
  problemsOf(t, { 'track/track.yaml': TRACK, [file]: LESSON, [`track/${path}`]: OTHER });

test('a folder that is not named like a lesson is a mistake that says the right name', async (t) => {
  const rest = ': two digits, then lower-case letters, digits and hyphens.';
  for (const [folder, right] of [
    ['07-Route_by_topic', '07-route-by-topic'],
    ['route-by-topic', '02-route-by-topic'],
    ['7-route', '07-route'],
    ['03_route', '03-route'],
  ]) {
    assert.deepEqual(await inFolder(t, `${folder}/index.mdx`), [
      {
        at: `track/${folder}/index.mdx:1`,
        message: `The folder \`track/${folder}\` is not named like a lesson.`,
        hint: `Rename it to \`${right}\`${rest}`,
      },
    ]);
  }
});

test('a lesson without index.mdx is a mistake that names what is there instead', async (t) => {
  for (const name of ['index.md', 'lesson.mdx', 'Index.mdx']) {
    assert.deepEqual(await inFolder(t, `02-other/${name}`), [
      {
        at: `track/02-other/${name}:1`,
        message: 'The lesson in `track/02-other` has no `index.mdx`.',
        hint: `Rename \`${name}\` to \`index.mdx\`.`,
      },
    ]);
  }
});

test('two lessons with one number are a mistake', async (t) => {
  assert.deepEqual(await inFolder(t, '01-other/index.mdx'), [
    {
      at: 'track/01-other/index.mdx:1',
      message: 'Two lessons of track have the number 01: `01-a-lesson` and `01-other`.',
      hint: 'Give one of the folders another number, such as 02.',
    },
  ]);
});

test('files of a lesson and other folders are not taken for lessons', async (t) => {
  assert.deepEqual(await inFolder(t, '01-a-lesson/files/notes.md'), []);
  assert.deepEqual(await inFolder(t, 'pictures/notes.md'), []);
});

test('a track whose folder cannot be part of an address is a mistake', async (t) => {
  const [problem] = await problemsOf(t, { 'My_Track/track.yaml': TRACK });
  assert.equal(problem?.message, 'The folder `My_Track` is not named like a track.');
  assert.equal(problem?.hint, 'Rename it to `my-track`: lower-case letters, digits and hyphens.');
});

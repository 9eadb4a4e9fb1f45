import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { hashText } from '#contract/hash.ts';
import type { FileStatus } from '#contract/messages/file.ts';
import type { RunnerMessageOf } from '#contract/runner-message.ts';
import { RunnerError } from '../../runner/errors.ts';
import { findBlock } from '../../runner/lessons/lesson.ts';
import { Lessons } from '../../runner/lessons/lessons.ts';
import { folderFiles } from '../../runner/workspace/folder-files.ts';
import type { TrackFiles } from '../../runner/workspace/track-files.ts';
import { Workspace } from '../../runner/workspace/workspace.ts';
import { eventually } from '../support/eventually.ts';
import { type FixtureLesson, fence, fixtureContent, temporaryDir, writeLesson } from '../support/fixture-content.ts';
import { PageBlock } from '../support/page-block.ts';
import { type RequestRefused, RunnerClient } from '../support/runner-client.ts';
import { type StartedRunner, startRunner } from '../support/start-runner.ts';

const LESSON = 'try/files';
const FILES: FixtureLesson = {
  checks: ['{ id: gate, check: file.exists, file: gate.txt, within: 0 }'],
  blocks: [
    fence('id=event file=in/event.json', '{ "a": 1 }'),
    fence('id=script file=say.sh', '#!/bin/sh\necho said'),
    fence('id=show', 'cat in/event.json start.txt shared.txt'),
    fence('id=say', './say.sh'),
    fence('id=change', 'echo changed > start.txt'),
    fence('id=open-gate', 'echo open > gate.txt'),
  ],
  files: { 'start.txt': 'start\n', 'deep/er/file.txt': 'deep\n' },
};
const OTHER: FixtureLesson = { blocks: [fence('id=list', 'cat start.txt')] };
const contentDir = fixtureContent({ '01-files': FILES, '02-other': OTHER, '03-mistake': { blocks: [fence('id=one', 'true')] } });
mkdirSync(join(contentDir, 'try/common'));
writeFileSync(join(contentDir, 'try/common/shared.txt'), 'shared\n');
let runner: StartedRunner;
let client: RunnerClient;
let workspace: string;

before(async () => {
  runner = await startRunner({ dataDir: temporaryDir(), args: ['--content-dir', contentDir] });
  ({ client } = await RunnerClient.connect(runner));
  workspace = join(runner.dataDir, 'embedded/workspace/try');
});
after(() => runner.stop());

const read = (name: string): string => readFileSync(join(workspace, name), 'utf8');

describe('the learner’s files', () => {
  test('are put in place when a block runs: those of the track, of the lesson, and file blocks', async () => {
    const { status, output } = await client.runBlock(LESSON, 'show');
    assert.deepEqual([status.state, output], ['ok', '{ "a": 1 }\r\nstart\r\nshared\r\n']);
    assert.equal(read('deep/er/file.txt'), 'deep\n');
  });

  test('can be programs', async () => assert.equal((await client.runBlock(LESSON, 'say')).output, 'said\r\n'));

  test('are not overwritten once they are there', async () => {
    await client.runBlock(LESSON, 'change');
    writeFileSync(join(workspace, 'shared.txt'), 'mine\n');
    assert.equal((await client.runBlock(LESSON, 'show')).output, '{ "a": 1 }\r\nchanged\r\nmine\r\n');
  });

  test('stay from lesson to lesson of a track', async () =>
    assert.equal((await client.runBlock('try/other', 'list')).output, 'changed\r\n'));

  test('come back when they are gone', async () => {
    rmSync(join(workspace, 'start.txt'));
    await client.runBlock(LESSON, 'show');
    assert.equal(read('start.txt'), 'start\n');
  });

  test('a folder where a file was, or a file where a folder was, is the learner’s own: blocks run', async () => {
    rmSync(join(workspace, 'deep'), { recursive: true });
    writeFileSync(join(workspace, 'deep'), 'a file now\n');
    rmSync(join(workspace, 'in'), { recursive: true });
    mkdirSync(join(workspace, 'in/event.json'), { recursive: true });
    const { status } = await client.runBlock(LESSON, 'say');
    assert.equal(status.state, 'ok');
    await assert.rejects(client.request({ type: 'file.save', lesson: LESSON, block: 'event', text: 'x' }), {
      body: {
        code: 'data.unwritable',
        message: 'in/event.json cannot be written: a folder, or a file where its folder should be, is in the way.',
        hint: 'Rename or remove it in the workspace, then save again.',
      },
    });
    rmSync(join(workspace, 'deep'));
    rmSync(join(workspace, 'in'), { recursive: true });
  });
});

describe('a file block', () => {
  const states: RunnerMessageOf<'file.state'>[] = [];
  before(() => client.on('file.state', (message) => states.push(message)));

  test('is saved, written with a line end, and shown as edited in every page', async () => {
    const { client: other } = await RunnerClient.connect(runner);
    await other.openLesson(LESSON);
    const heard = new Promise((resolve) => other.on('file.state', resolve));
    await client.request({ type: 'file.save', lesson: LESSON, block: 'event', text: '{ "a": 2 }' });
    assert.equal(read('in/event.json'), '{ "a": 2 }\n');
    const status = { block: 'event', file: 'in/event.json', edited: true, text: '{ "a": 2 }' };
    assert.deepEqual(await heard, { type: 'file.state', lesson: LESSON, status });
    assert.deepEqual((await client.openLesson(LESSON)).files[0], status);
    other.close();
  });

  test('keeps the learner’s text when blocks run', async () => {
    assert.match((await client.runBlock(LESSON, 'show')).output, /^\{ "a": 2 \}/);
  });

  test('is put back', async () => {
    await client.request({ type: 'file.reset', lesson: LESSON, block: 'event' });
    assert.equal(read('in/event.json'), '{ "a": 1 }\n');
    assert.deepEqual((await client.openLesson(LESSON)).files[0], {
      block: 'event',
      file: 'in/event.json',
      edited: false,
      text: '{ "a": 1 }',
    });
  });

  test('stays untouched when it is right already', async () => {
    const before = statSync(join(workspace, 'in/event.json')).mtimeMs;
    await client.runBlock(LESSON, 'say');
    assert.equal(statSync(join(workspace, 'in/event.json')).mtimeMs, before);
  });
});

describe('a file block that was changed outside of the page', () => {
  const OUTSIDE = '{ "a": "by hand" }';
  const save = (text: string, overwrite?: true) =>
    client.request({ type: 'file.save', lesson: LESSON, block: 'event', text, ...(overwrite && { overwrite }) });
  const outside = async (text: string) => {
    await save('{ "a": 1 }', true);
    writeFileSync(join(workspace, 'in/event.json'), `${text}\n`);
  };
  const told = async (from: RunnerClient, wanted: string | undefined) => {
    const seen: RunnerMessageOf<'file.state'>[] = [];
    const forget = from.on('file.state', (message) => seen.push(message));
    return () =>
      eventually(() => assert.deepEqual(seen.at(-1)?.status.outside, wanted === undefined ? undefined : { text: wanted })).then(
        forget,
      );
  };

  test('stays as it is when blocks run, and the page is told', async () => {
    await outside(OUTSIDE);
    const heard = await told(client, OUTSIDE);
    assert.match((await client.runBlock(LESSON, 'show')).output, /by hand/);
    await heard();
    assert.equal(read('in/event.json'), `${OUTSIDE}\n`);
    assert.deepEqual((await client.openLesson(LESSON)).files[0]?.outside, { text: OUTSIDE });
  });

  test('is told to a page that opens the lesson, before anything runs', async () => {
    await outside('other words');
    const { client: other } = await RunnerClient.connect(runner);
    const heard = await told(other, 'other words');
    await other.openLesson(LESSON);
    await heard();
    other.close();
  });

  test('is not saved over without a word, and either text can be kept', async () => {
    await outside(OUTSIDE);
    await assert.rejects(save('mine'), {
      body: {
        code: 'file.changed',
        message: 'in/event.json was changed outside of this page.',
        hint: 'In the lesson that has it, choose which text stays.',
      },
    });
    assert.equal(read('in/event.json'), `${OUTSIDE}\n`);
    const heard = await told(client, undefined);
    await save(OUTSIDE, true);
    await heard();
    assert.equal((await client.openLesson(LESSON)).files[0]?.text, OUTSIDE);
    await outside('again');
    await assert.rejects(save('mine'));
    await save('mine', true);
    assert.equal(read('in/event.json'), 'mine\n');
    await save('mine, too');
    await client.request({ type: 'file.reset', lesson: LESSON, block: 'event' });
    assert.equal(read('in/event.json'), '{ "a": 1 }\n');
  });

  test('and once more while the page asks: the answer does not count, and the newer text is asked about', async () => {
    await outside(OUTSIDE);
    await assert.rejects(save('mine'));
    writeFileSync(join(workspace, 'in/event.json'), 'newer\n');
    const heard = await told(client, 'newer');
    await assert.rejects(save(OUTSIDE, true), (error: RequestRefused) => error.body.code === 'file.changed');
    await heard();
    assert.equal(read('in/event.json'), 'newer\n');
    await save('newer', true);
    assert.deepEqual((await client.openLesson(LESSON)).files[0]?.text, 'newer');
    await client.request({ type: 'file.reset', lesson: LESSON, block: 'event' });
  });

  test('is no question when it says what is to be saved, and comes back when it is gone', async () => {
    await outside('the same');
    await save('the same');
    rmSync(join(workspace, 'in/event.json'));
    await client.runBlock(LESSON, 'show');
    assert.equal(read('in/event.json'), 'the same\n');
    await client.request({ type: 'file.reset', lesson: LESSON, block: 'event' });
  });

  test('is told without its text when that is no text', async () => {
    await outside(OUTSIDE);
    writeFileSync(join(workspace, 'in/event.json'), Buffer.from([0, 1, 255]));
    await client.runBlock(LESSON, 'show');
    assert.deepEqual((await client.openLesson(LESSON)).files[0]?.outside, {});
    await save('{ "a": 1 }', true);
  });
});

describe('a file block whose file cannot be reached for a while, or is looked at twice at once', () => {
  const lesson = new Lessons(fixtureContent({ '01-files': { blocks: [fence('id=note file=note.txt', 'first')] } })).get(LESSON);
  const block = findBlock(lesson, 'note');
  /** A workspace with the file in place. `during` runs once, when a file is about to be read. */
  const begin = async () => {
    const dir = temporaryDir();
    const note = join(dir, 'files/note.txt');
    const now = { away: false, during: async (): Promise<void> => undefined };
    const files = folderFiles(join(dir, 'files'));
    const filesOf = (): TrackFiles => {
      if (now.away) throw new RunnerError('service.stopped', 'The shell is stopped.');
      const read: TrackFiles['read'] = async (path, maxBytes) => {
        const { during } = now;
        now.during = async () => undefined;
        await during();
        return await files.read(path, maxBytes);
      };
      return { ...files, read };
    };
    const told: FileStatus[] = [];
    const made = new Workspace(dir, { filesOf, changed: (_lesson, status) => told.push(status) });
    await made.prepare(lesson);
    return { files: made, note, now, told, outside: (text: string) => writeFileSync(note, `${text}\n`) };
  };

  test('is not written over later when it was changed outside meanwhile: the page is told', async () => {
    const { files, note, now, told, outside } = await begin();
    now.away = true;
    outside('theirs');
    await files.save(lesson, { block, text: 'mine' });
    now.away = false;
    await files.catchUp();
    assert.equal(readFileSync(note, 'utf8'), 'theirs\n');
    assert.deepEqual(told, [{ block: 'note', file: 'note.txt', edited: true, text: 'mine', outside: { text: 'theirs' } }]);
    await files.save(lesson, { block, text: 'mine', overwrites: true });
    assert.equal(readFileSync(note, 'utf8'), 'mine\n');
  });

  test('is written over later when the learner has chosen so, but for what came after that', async () => {
    const { files, note, now, outside } = await begin();
    const choose = async (later: string) => {
      outside('theirs');
      await files.lookOutside(lesson);
      now.away = true;
      await files.save(lesson, { block, text: 'mine', overwrites: true });
      await files.save(lesson, { block, text: 'mine, too' });
      outside(later);
      now.away = false;
      await files.catchUp();
    };
    await choose('theirs');
    assert.equal(readFileSync(note, 'utf8'), 'mine, too\n');
    await choose('newer');
    assert.equal(readFileSync(note, 'utf8'), 'newer\n');
    assert.deepEqual(files.file(lesson, block).outside, { text: 'newer' });
  });

  test('is not taken for somebody else’s when another look has just put it in place', async () => {
    const { files, note, now, told } = await begin();
    rmSync(note);
    now.during = () => files.prepare(lesson);
    await files.lookOutside(lesson);
    assert.equal(readFileSync(note, 'utf8'), 'first\n');
    assert.deepEqual(told, []);
  });

  test('nor when it has just been saved, and what was saved stays', async () => {
    for (const look of ['lookOutside', 'prepare'] as const) {
      const { files, note, now, told } = await begin();
      rmSync(note);
      now.during = async () => void (await files.save(lesson, { block, text: 'second' }));
      await files[look](lesson);
      assert.equal(readFileSync(note, 'utf8'), 'second\n');
      assert.deepEqual(told, []);
    }
  });
});

describe('a lesson that is edited while it is open', () => {
  test('is sent again with the new hashes; the old text is refused, the new one runs', async () => {
    const page = await PageBlock.open(runner, { lesson: 'try/other', block: 'list' });
    const states: RunnerMessageOf<'lesson.state'>[] = [];
    page.client.on('lesson.state', (message) => states.push(message));
    writeLesson(contentDir, '02-other', { blocks: [fence('id=list', 'echo new')] });
    await eventually(() => assert.deepEqual(states.at(-1)?.hashes, { list: hashText('echo new') }));
    const old = {
      type: 'block.run',
      lesson: 'try/other',
      block: 'list',
      hash: hashText('cat start.txt'),
      cols: 80,
      rows: 24,
    } as const;
    await assert.rejects(page.client.request(old), (error: RequestRefused) => error.body.code === 'lesson.changed');
    assert.equal((await page.runToEnd()).state, 'ok');
    assert.equal(page.text, 'new\r\n');
    page.close();
  });

  test('and has a mistake meanwhile still ends its running block', async () => {
    writeLesson(contentDir, '02-other', { blocks: [fence('id=list', 'echo go; read -r x; echo "got $x"')] });
    const page = await eventually(async () => {
      const opened = await PageBlock.open(runner, { lesson: 'try/other', block: 'list' });
      await opened.start();
      return opened;
    });
    await page.untilShown(/go/);
    writeLesson(contentDir, '02-other', { blocks: [fence('id=list exti=3', 'echo other')] });
    page.type('it\r');
    await page.until('ok');
    assert.match(page.text, /got it/);
    await assert.rejects(page.start(), (error: RequestRefused) => error.body.code === 'lesson.invalid');
    page.close();
  });

  test('is not passed any more when its blocks or checks changed', async () => {
    await client.runBlock(LESSON, 'open-gate');
    assert.equal((await client.verify(LESSON)).state, 'passed');
    const { welcome } = await RunnerClient.connect(runner);
    assert.equal(welcome.progress.lessons[LESSON]?.changed, false);
    assert.equal(welcome.progress.last, LESSON);
    writeLesson(contentDir, '01-files', { ...FILES, blocks: [...FILES.blocks, fence('id=more', 'true')] });
    const later = await RunnerClient.connect(runner);
    assert.equal(later.welcome.progress.lessons[LESSON]?.changed, true);
    assert.equal((await client.openLesson(LESSON)).verify.state, 'idle');
    later.client.close();
  });
});

test('a lesson with a mistake says file, line and the nearest right name', async () => {
  writeLesson(contentDir, '03-mistake', { blocks: [fence('id=one', 'true'), fence('id=two expct="x"', 'true')] });
  await assert.rejects(client.openLesson('try/mistake'), {
    body: {
      code: 'lesson.invalid',
      message: `${contentDir}/try/03-mistake/index.mdx:12: A block has no attribute \`expct\`.`,
      hint: 'Did you mean `expect`?',
    },
  });
  writeLesson(contentDir, '03-mistake', {
    checks: ['{ id: gate, check: file.exist, file: x }'],
    blocks: [fence('id=one', 'true')],
  });
  await assert.rejects(client.openLesson('try/mistake'), {
    body: {
      code: 'lesson.invalid',
      message: `${contentDir}/try/03-mistake/index.mdx:7: There is no check \`file.exist\`.`,
      hint: 'Did you mean `file.exists`?',
    },
  });
  assert.ok(existsSync(workspace));
});

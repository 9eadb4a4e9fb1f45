import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { Blocks } from '../../../runner/blocks/blocks.ts';
import { Programs } from '../../../runner/blocks/programs.ts';
import { findBlock } from '../../../runner/lessons/lesson.ts';
import { Lessons } from '../../../runner/lessons/lessons.ts';
import { launchHere } from '../../../runner/terminal/launch-here.ts';
import { folderFiles } from '../../../runner/workspace/folder-files.ts';
import { Workspace } from '../../../runner/workspace/workspace.ts';
import { fence, fixtureContent, temporaryDir } from '../../support/fixture-content.ts';

const dir = temporaryDir('towpath-blocks');
mkdirSync(join(dir, 'files'));
const lessons = new Lessons(
  fixtureContent({
    '01-first': {
      blocks: [
        fence('id=mute background expect="open for boats"', 'echo still closed; exec sleep 300'),
        fence('id=watch follow expect=/boat \\d/', 'echo no boat; exec sleep 300'),
      ],
    },
    '02-second': { programs: ['mute'], blocks: [fence('id=one', 'true')] },
  }),
);
const blocks = new Blocks({
  stack: 'embedded',
  expectMs: 1_000,
  dir: join(dir, 'outputs'),
  launch: launchHere({ dirOf: () => join(dir, 'files'), env: () => ({ PATH: process.env.PATH ?? '' }) }),
  command: (_lesson, _block, text) => ({ kind: 'bash', text }),
  workspace: new Workspace(dir, { filesOf: () => folderFiles(join(dir, 'files')), changed: () => undefined }),
  emptiedSince: () => undefined,
  services: () => [],
  shell: () => 'ready',
  settled: () => Promise.resolve(),
  changed: () => undefined,
});
after(() => blocks.close());

describe('what never shows what it expects, with nobody there to stop it', () => {
  const first = lessons.get('try/first');
  const run = (block: string) => blocks.runToEnd(first, findBlock(first, block), { cols: 80, rows: 20 });

  test('is named with what was not seen, and a program goes on to be looked at', async () => {
    const { state, readyMs, reason } = await run('mute');
    assert.deepEqual([state, readyMs, reason], ['running', undefined, 'did not show "open for boats" within 1 s']);
    assert.equal(blocks.pace(first, findBlock(first, 'mute')).newest, 'still closed');
  });

  test('is ended when it is no program', async () => {
    const { state, reason } = await run('watch');
    assert.deepEqual([state, reason], ['stopped', 'did not show /boat \\d/ within 1 s']);
  });

  test('keeps a lesson that needs it from being begun', async () => {
    await assert.rejects(new Programs({ lessons, blocks }).start(lessons.get('try/second')), {
      code: 'program.failed',
      message: 'mute of “A” did not become ready: did not show "open for boats" within 1 s.',
    });
  });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BlockStatus } from '#contract/messages/block.ts';
import type { ProgramStatus } from '#contract/messages/program.ts';
import { stateLine } from '../../../src/workbench/block-words.ts';
import { endOfRun } from '../../../src/workbench/end-of-run.ts';
import { isUp, needWords } from '../../../src/workbench/program-words.ts';

const status = (given: Partial<BlockStatus>): BlockStatus => ({
  block: 'watch',
  state: 'idle',
  run: 'r',
  stack: 'embedded',
  edited: false,
  firstSeq: 0,
  nextSeq: 0,
  linesGone: 0,
  ...given,
});
const program = (block: string, given: Partial<BlockStatus>): ProgramStatus => ({
  lesson: 'canals/first',
  title: 'First',
  file: `${block}.ts`,
  status: status({ block, ...given }),
});
const words = (given: Partial<BlockStatus>) => {
  const { word, rest } = stateLine(
    status({ state: 'running', startedAt: 0, ...given }),
    { follow: false, background: true, exit: 0 },
    { now: 42_000, waitingFor: '' },
  );
  return `${word} ${rest}`;
};

test('a program in the background says whether it is ready, and since when', () => {
  assert.equal(words({}), 'Running not ready yet · 0:42');
  assert.equal(words({ readyMs: 1200 }), 'Running ready after 1.2 s · 0:42');
  assert.equal(words({ readyMs: 0 }), 'Running 0:42');
});

test('who waits for it waits until it is ready, not for its end', () => {
  assert.equal(endOfRun('r', status({ state: 'running' }), false), 'not yet');
  assert.equal(endOfRun('r', status({ state: 'running', readyMs: 5 }), false), 'well');
  assert.equal(endOfRun('r', status({ state: 'failed' }), false), 'badly');
});

test('a lesson says what it needs and does not run, or that it is on its way', () => {
  const stopped = program('simulator', { state: 'stopped' });
  const never = program('connector', { run: null });
  const starting = program('connector', { state: 'running' });
  assert.equal(needWords([stopped]), 'This lesson needs simulator.ts, which does not run.');
  assert.equal(needWords([stopped, never]), 'This lesson needs simulator.ts and connector.ts, which do not run.');
  assert.equal(needWords([stopped, starting]), 'This lesson needs simulator.ts, which does not run.');
  assert.equal(needWords([starting]), 'connector.ts is starting.');
  assert.equal(isUp(starting), false);
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { BlockState, BlockStatus } from '#contract/messages/block.ts';
import { endOfRun } from '../../../src/workbench/end-of-run.ts';

const status = (state: BlockState, run: string | null = 'run-2'): BlockStatus => ({
  block: 'publish',
  state,
  run,
  stack: 'embedded',
  edited: false,
  firstSeq: 0,
  nextSeq: 0,
  linesGone: 0,
});
const ended = (state: BlockState, follows = false) => endOfRun('run-2', status(state), follows);

describe('end of a run', () => {
  it('is awaited while the block runs', () => assert.equal(ended('running'), 'not yet'));
  it('is well when the block is ok, and bad when it failed, was stopped or interrupted', () =>
    assert.deepEqual(
      (['ok', 'failed', 'stopped', 'interrupted'] as const).map((state) => ended(state)),
      ['well', 'badly', 'badly', 'badly'],
    ));
  it('is not awaited of a block that follows: it runs, that is well', () => {
    assert.equal(ended('running', true), 'well');
    assert.equal(ended('failed', true), 'badly');
  });
  it('will not come when the block was cleared, or somebody ran it again', () => {
    assert.equal(endOfRun('run-2', status('idle', null), false), 'badly');
    assert.equal(endOfRun('run-2', status('running', 'run-3'), false), 'badly');
    assert.equal(endOfRun('run-2', undefined, false), 'badly');
  });
  it('will not come when no run began', () => assert.equal(endOfRun(null, status('idle', null), false), 'badly'));
});

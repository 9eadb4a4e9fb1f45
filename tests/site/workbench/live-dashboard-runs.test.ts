import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BlockState, BlockStatus } from '#contract/messages/block.ts';
import { endedRuns, isNewRun } from '../../../src/workbench/live-dashboard-runs.ts';

const blocks = (...runs: [block: string, state: BlockState, run: string | null][]) => {
  const rest = { stack: 'docker', edited: false, firstSeq: 0, nextSeq: 0, linesGone: 0 } as const;
  return { blocks: new Map<string, BlockStatus>(runs.map(([block, state, run]) => [block, { block, state, run, ...rest }])) };
};

test('a dashboard may have been saved when a run has ended, whatever its end, and not while one goes on or is cleared', () => {
  const before = endedRuns(blocks(['save', 'ok', 'run-1'], ['other', 'idle', null]));
  const after = (state: BlockState, run: string | null) => isNewRun(before, endedRuns(blocks(['save', state, run])));
  assert.deepEqual(
    (['waiting', 'running', 'ok', 'failed', 'stopped', 'interrupted'] as const).map((state) => after(state, 'run-2')),
    [false, false, true, true, true, true],
  );
  assert.equal(after('ok', 'run-1'), false);
  assert.equal(after('idle', null), false);
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nextStep } from '../../../src/workbench/next-step.ts';
import { type Above, blocksAbove } from '../../../src/workbench/run-above.ts';

const block = (id: string, given: Partial<Above> = {}): Above => ({
  id,
  state: 'idle',
  optional: false,
  needs: [],
  runnable: true,
  ...given,
});
const above = (blocks: Above[], target: number, again = false) => blocksAbove(blocks, blocks[target] ?? block('none'), again);
const ids = (blocks: Above[]) => blocks.map(({ id }) => id);

describe('run all above', () => {
  it('runs the required blocks that are not done, in their order', () => {
    const blocks = [block('a', { state: 'ok' }), block('b', { state: 'failed' }), block('c'), block('target'), block('later')];
    assert.deepEqual(ids(above(blocks, 3)), ['b', 'c']);
  });
  it('leaves optional blocks out, unless one that runs needs them', () => {
    const blocks = [
      block('x', { optional: true }),
      block('y', { optional: true }),
      block('b', { needs: ['x'] }),
      block('target'),
    ];
    assert.deepEqual(ids(above(blocks, 3)), ['x', 'b']);
  });
  it('leaves out what runs already or runs on the other stack', () => {
    const blocks = [block('a', { state: 'running' }), block('b', { runnable: false }), block('target')];
    assert.deepEqual(ids(above(blocks, 2)), []);
  });
});

describe('run all above, again', () => {
  it('runs what is done too, for a stack that was reset', () => {
    const blocks = [block('a', { state: 'ok' }), block('b', { state: 'ok', optional: true }), block('target')];
    assert.deepEqual(ids(above(blocks, 2, true)), ['a']);
  });
});

describe('next step', () => {
  it('is the first required block that is not done', () => {
    const blocks = [block('a', { state: 'ok' }), block('b', { optional: true }), block('c')];
    assert.deepEqual(nextStep(blocks, 'idle'), { run: blocks[2] });
  });
  it('passes over a block that runs', () => {
    const blocks = [block('a', { state: 'running' }), block('b')];
    assert.deepEqual(nextStep(blocks, 'idle'), { run: blocks[1] });
  });
  it('is Verify when all blocks are done, and the next lesson when it passed', () => {
    assert.equal(nextStep([block('a', { state: 'ok' })], 'failed'), 'verify');
    assert.equal(nextStep([block('a')], 'passed'), 'next');
  });
});

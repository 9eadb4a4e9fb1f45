import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Rates } from '../../../runner/pipeline/rates.ts';

test('a rate is what came since the oldest look of the last five seconds', () => {
  const rates = new Rates();
  assert.deepEqual(rates.take('a', { at: 0, arrived: 10, left: 0 }), {}, 'one look has nothing to compare with');
  assert.deepEqual(rates.take('a', { at: 1_000, arrived: 20, left: 4 }), { in: 10, out: 4 });
  assert.deepEqual(rates.take('a', { at: 5_000, arrived: 20, left: 4 }), { in: 2, out: 0.8 });
  assert.deepEqual(rates.take('a', { at: 6_500, arrived: 20, left: 4 }), { in: 0, out: 0 }, 'what is older is forgotten');
});

test('a counter that fell begins anew, and one that is not told has no rate', () => {
  const rates = new Rates();
  rates.take('a', { at: 0, arrived: 1_000 });
  assert.deepEqual(rates.take('a', { at: 1_000, arrived: 5 }), {});
  assert.deepEqual(rates.take('a', { at: 2_000, arrived: 6 }), { in: 1 });
});

test('a thing that was forgotten, and all of them after a pause, begin anew', () => {
  const rates = new Rates();
  for (const thing of ['a', 'b']) rates.take(thing, { at: 0, arrived: 0 });
  rates.forget('a');
  assert.deepEqual(rates.take('a', { at: 1_000, arrived: 1 }), {});
  assert.deepEqual(rates.take('b', { at: 1_000, arrived: 1 }), { in: 1 });
  rates.clear();
  assert.deepEqual(rates.take('b', { at: 2_000, arrived: 2 }), {});
});

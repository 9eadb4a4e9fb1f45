import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lessonsResult } from './lessons-result.ts';

const counts = (status: number, output: string) => {
  const { passed, failed } = lessonsResult({ status, output });
  return { passed, failed };
};

test('the counts are those of the last line', () => {
  assert.deepEqual(counts(0, 'a table\n\n6 passed, 0 failed\n'), { passed: 6, failed: 0 });
  assert.deepEqual(counts(1, '5 passed, 1 failed\n'), { passed: 5, failed: 1 });
});

test('no counts, no lessons, and an exit status that denies the counts have failed', () => {
  assert.deepEqual(counts(2, 'Docker is not running.\n'), { passed: 0, failed: 1 });
  assert.deepEqual(counts(0, '0 passed, 0 failed\n'), { passed: 0, failed: 1 });
  assert.deepEqual(counts(1, '6 passed, 0 failed\n'), { passed: 6, failed: 1 });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readLessonSource } from '#contract/lesson-source.ts';
import { fence } from '../support/fixture-content.ts';
import { blocksWithout } from './without-block.ts';

const { blocks } = readLessonSource(
  [
    '---\ntitle: A\nsummary: B\nminutes: 1\nservices: []\n---\n',
    fence('id=create', 'true'),
    fence('id=aside optional', 'true'),
    fence('id=write needs=create', 'true'),
    fence('id=look optional needs=write', 'true'),
    fence('id=look-again optional needs=aside,look', 'true'),
  ].join('\n\n'),
);
const without = (id: string) => blocksWithout(blocks, id).map((block) => block.id);

test('without a block the others run, but none of the optional ones that build on it, also by way of another', () => {
  assert.deepEqual(without('create'), ['aside', 'write']);
  assert.deepEqual(without('write'), ['create', 'aside']);
});

test('what does not need the block runs, and what the lesson requires runs in any case', () => {
  assert.deepEqual(without('look'), ['create', 'aside', 'write']);
  assert.deepEqual(without('aside'), ['create', 'write', 'look']);
});

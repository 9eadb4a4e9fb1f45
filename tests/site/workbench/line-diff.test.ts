import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { changedPart } from '../../../src/workbench/changed-part.ts';
import { lineDiff } from '../../../src/workbench/line-diff.ts';

describe('line diff', () => {
  it('finds nothing between equal texts', () => assert.deepEqual(lineDiff('a\nb', 'a\nb'), { changed: [], count: 0 }));
  it('counts a changed line once', () => assert.deepEqual(lineDiff('a\nb\nc', 'a\nB\nc'), { changed: [1], count: 1 }));
  it('counts added lines', () => assert.deepEqual(lineDiff('a\nc', 'a\nb1\nb2\nc'), { changed: [1, 2], count: 2 }));
  it('counts removed lines, of which nothing is marked', () =>
    assert.deepEqual(lineDiff('a\nb\nc', 'a\nc'), { changed: [], count: 1 }));
  it('finds changes that lie apart', () =>
    assert.deepEqual(lineDiff('a\nb\nc\nd\ne', 'a\nB\nc\nD\ne'), { changed: [1, 3], count: 2 }));
  it('gives up on huge texts instead of taking long', () => {
    const lines = (prefix: string) => Array.from({ length: 3_000 }, (_, i) => `${prefix}${i}`).join('\n');
    assert.equal(lineDiff(lines('a'), lines('b')).count, 3_000);
  });
});

describe('changed part of a line', () => {
  it('grows to whole words', () => {
    const own = '{"durable": false, "x": 1}';
    const { start, end } = changedPart('{"durable": true, "x": 1}', own);
    assert.equal(own.slice(start, end), 'false');
  });
  it('is the whole line when the lesson has none', () => assert.deepEqual(changedPart('', 'new'), { start: 0, end: 3 }));
  it('is empty when something was only taken away', () => {
    const { start, end } = changedPart('a b c', 'a c');
    assert.equal(end - start, 0);
  });
});

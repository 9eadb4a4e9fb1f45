import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_PEEK_CHARS } from '#contract/limits.ts';
import { peekedText, shortText } from '../../../runner/pipeline/peeked-text.ts';

test('text stays text, whatever it says', () => {
  assert.deepEqual(peekedText(Buffer.from('<b>"ü"</b>\n')), { text: '<b>"ü"</b>\n', encoding: 'utf8' });
  assert.deepEqual(peekedText(Buffer.alloc(0)), { text: '', encoding: 'utf8' });
});

test('what is no text comes as base64, with its length', () => {
  assert.deepEqual(peekedText(Buffer.from([0, 255])), { text: 'AP8=', encoding: 'base64', bytes: 2 });
});

test('a long text is cut between characters and says how long it was', () => {
  const long = peekedText(Buffer.from(`a${'😀'.repeat(MAX_PEEK_CHARS)}`));
  assert.equal(long.bytes, 1 + 4 * MAX_PEEK_CHARS);
  assert.equal(long.text.length, MAX_PEEK_CHARS - 1, 'half a character is left out');
  assert.ok(long.text.endsWith('😀'));
  const bytes = peekedText(Buffer.alloc(1_000_000, 255));
  assert.ok(bytes.text.length <= MAX_PEEK_CHARS);
  assert.equal(bytes.bytes, 1_000_000);
});

test('a fact is short, and a value of another type is JSON', () => {
  assert.equal(shortText({ a: [1] }), '{"a":[1]}');
  assert.equal(shortText('x'.repeat(301)), `${'x'.repeat(300)}…`);
  assert.equal(shortText(undefined), '');
});

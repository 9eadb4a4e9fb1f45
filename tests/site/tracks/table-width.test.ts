import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tableWidth } from '../../../src/tracks/table-width.ts';

test('a table with columns set apart by spaces is as wide as its longest row, whatever stands around it', () => {
  const head = 'GROUP           TOPIC           PARTITION  LAG             CONSUMER-ID';
  const lines = [
    '',
    'Consumer group has no active members.'.repeat(9),
    head,
    'first-reader    starts          0          3    -   ',
  ];
  assert.equal(tableWidth(lines), head.length);
});

test('so is a table with a frame', () => {
  assert.equal(tableWidth(['+----+------+', '| id | name |', '+----+------+', '| 1  | a    |', '+----+------+']), 13);
});

test('prose, JSON in lines or in one, and a single line with gaps are no tables', () => {
  const json = JSON.stringify({ a: [1, 2], text: 'of some  length  here' });
  for (const lines of [
    [],
    ['This is a sentence.  And another.', 'And a third one.'],
    JSON.stringify({ a: { b: 1 }, c: [1] }, null, 2).split('\n'),
    [json],
    ['{"a":1}', '{"a":2}'],
    ['one   two   three', 'and that is all'],
  ])
    assert.equal(tableWidth(lines), undefined, lines.join('\n'));
});

test('what is wider than anybody scrolls is folded', () => {
  const row = `a   ${'b'.repeat(400)}   c`;
  assert.equal(tableWidth([row, row]), 240);
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { rowsCsv } from '../../../src/workbench/rows-csv.ts';
import { RowsRate } from '../../../src/workbench/rows-rate.ts';
import { RowsReader } from '../../../src/workbench/rows-reader.ts';

const OUTPUT =
  '{"columns":[{"name":"word"}]}\r\n{"row":["é😀"]}\r\n\u001b[2mThe disk is full.\u001b[0m\r\n{"row":["b"],"kind":"-D"}\r\n';
const READ = [{ columns: [{ name: 'word' }] }, { row: ['é😀'] }, { text: 'The disk is full.' }, { row: ['b'], kind: '-D' }];

describe('an output of rows', () => {
  test('is read line by line, wherever it was cut into pieces', () => {
    for (let size = 1; size <= OUTPUT.length; size++) {
      const reader = new RowsReader();
      const read = [];
      for (let at = 0; at < OUTPUT.length; at += size) read.push(...reader.take(OUTPUT.slice(at, at + size)));
      assert.deepEqual(read, READ, `in pieces of ${size}`);
      assert.equal(reader.lines, 4);
    }
  });

  test('whose beginning is gone is read from its first whole line on', () => {
    const reader = new RowsReader();
    reader.reset(true);
    assert.deepEqual([...reader.take('me":"word"}]}\r'), ...reader.take('\n{"row":["a"]}\r\n')], [{ row: ['a'] }]);
    reader.reset(false);
    assert.deepEqual(reader.take('{"row":["a"]}\n'), [{ row: ['a'] }]);
  });
});

test('a table is saved as CSV that a spreadsheet reads: quotes, commas, line ends and nulls', () => {
  const rows = [
    ['a,b', '1'],
    ['say "hi"', null],
    ['two\nlines', ''],
  ];
  assert.equal(
    rowsCsv([{ name: 'text' }, { name: 'n, all' }], rows),
    'text,"n, all"\r\n"a,b",1\r\n"say ""hi""",\r\n"two\nlines",\r\n',
  );
});

test('a rate is of the last five seconds, and of the time there is while that is less', () => {
  const rate = new RowsRate();
  assert.equal(rate.perSecond(1_000), 0);
  for (let at = 1_000; at < 3_000; at += 100) rate.add(2, at);
  assert.equal(rate.perSecond(3_000), 20);
  for (let at = 3_000; at < 21_000; at += 100) rate.add(1, at);
  assert.ok(Math.abs(rate.perSecond(21_000) - 10) < 1, String(rate.perSecond(21_000)));
  assert.equal(rate.perSecond(60_000), 0);
});

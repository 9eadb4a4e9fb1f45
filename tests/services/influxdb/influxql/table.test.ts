import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Table } from '../../../../runner/services/influxdb/influxql/table.ts';

test('series of one form are one table; another form begins another', () => {
  const table = new Table();
  const series = (machine: string, value: number) => ({
    ...{ name: 'm', tags: { machine }, columns: ['time', 'mean'], values: [['t', value]] },
  });
  assert.deepEqual(table.lines(series('a', 1)), [
    { note: 'name: m' },
    { columns: [{ name: 'time' }, { name: 'machine' }, { name: 'mean', isNumber: true }] },
    { row: ['t', 'a', '1'] },
  ]);
  assert.deepEqual(table.lines(series('b', 2)), [{ row: ['t', 'b', '2'] }]);
  assert.deepEqual(table.lines({ columns: ['key'], values: [['m,machine=a']] }), [
    { columns: [{ name: 'key' }] },
    { row: ['m,machine=a'] },
  ]);
});

test('what is not there is null, and whole numbers keep their digits', () => {
  assert.deepEqual(new Table().lines({ columns: ['time', 'n', 'b'], values: [['t', 9_007_199_254_740_993n, null]] }), [
    { columns: [{ name: 'time' }, { name: 'n', isNumber: true }, { name: 'b' }] },
    { row: ['t', '9007199254740993', null] },
  ]);
});

test('a long table says its columns again, with the number of rows so far', () => {
  const values = Array.from({ length: 3_000 }, (_, index) => [`t${index}`, index]);
  const lines = new Table().lines({ name: 'm', columns: ['time', 'v'], values });
  const again = lines.filter((line) => 'again' in line);
  assert.ok(again.length >= 2);
  const [first] = again;
  assert.equal(lines.filter((line) => 'row' in line).length, 3_000);
  assert.equal(first && 'again' in first && first.again, lines.slice(0, lines.indexOf(first ?? { note: '' })).length - 2);
});

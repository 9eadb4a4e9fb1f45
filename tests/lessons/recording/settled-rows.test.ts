import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recordedRows } from '../../../src/tracks/recorded-rows.ts';
import { settledRows } from './settled-rows.ts';

const COLUMNS = { columns: [{ name: 'word' }, { name: 'count', isNumber: true }] };
const output = (...lines: (object | string)[]): string =>
  lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');

test('a table of rows is recorded as it stood in the end, with the notes beside it', () => {
  const settled = settledRows(
    output(
      { note: 'The job runs.', at: { service: 'flink', path: '/#/job/1', title: 'Job' } },
      COLUMNS,
      { row: ['boat', '1'] },
      { row: ['gate', '1'] },
      { row: ['boat', '1'], kind: '-U' },
      { row: ['boat', '2'], kind: '+U' },
      { row: ['gate', '1'], kind: '-D' },
      { row: [null, '3'] },
      'a program that has crashed',
      { error: 'The job has ended.', hint: 'Start it again.' },
    ),
  );
  assert.deepEqual(recordedRows(settled), [
    { text: 'The job runs.' },
    {
      ...COLUMNS,
      rows: [
        ['boat', '2'],
        [null, '3'],
      ],
      words: '2 rows',
    },
    { text: 'a program that has crashed' },
    { text: 'The job has ended.', hint: 'Start it again.' },
  ]);
});

test('of a long table the newest rows are recorded, and how many there were; what is recorded says the same when it is settled again', () => {
  const rows = Array.from({ length: 1_234 }, (_, n) => ({ row: [`word ${n + 1}`, '1'] }));
  const settled = settledRows(output(COLUMNS, ...rows));
  const [table] = recordedRows(settled);
  assert.ok(table && 'columns' in table);
  assert.deepEqual(
    [table.rows.length, table.rows.at(-1), table.words],
    [20, ['word 1234', '1'], '1,234 rows · the last 20 are here'],
  );
  assert.equal(settledRows(settled), settled);
});

test('a long cell is cut, and a line stays one that can be read', () => {
  const settled = settledRows(output(COLUMNS, { row: ['x'.repeat(5_000), '7'] }, { row: ['"'.repeat(5_000), '8'] }));
  const [table] = recordedRows(settled);
  assert.ok(table && 'columns' in table);
  assert.equal(table.rows[0]?.[0], `${'x'.repeat(200)}…`);
  assert.deepEqual(table.rows[1], [`${'"'.repeat(80)}…`, '8']);
  assert.ok(settled.split('\n').every(({ length }) => length <= 400));
});

test('a table that an output tells once more for who reads its end is one table', () => {
  const settled = settledRows(output(COLUMNS, { row: ['a', '1'] }, { ...COLUMNS, again: 1 }, { row: ['b', '1'] }));
  assert.deepEqual(
    recordedRows(settled).map((part) => ('rows' in part ? part.rows : part.text)),
    [
      [
        ['a', '1'],
        ['b', '1'],
      ],
    ],
  );
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fieldName } from '../../../../runner/services/grafana/page/browser/data/field-name.ts';
import { type Frame, readFrame } from '../../../../runner/services/grafana/page/browser/data/frame.ts';
import { transform } from '../../../../runner/services/grafana/page/browser/data/transform.ts';

type Column = [name: string, type: string, values: unknown[]];

const frame = (refId: string, ...columns: Column[]): Frame =>
  readFrame(
    {
      schema: { refId, name: refId, fields: columns.map(([name, type]) => ({ name, type })) },
      data: { values: columns.map(([, , values]) => values) },
    },
    refId,
  );

/** Rows as a table shows them, its head first; the frames of a step, one after the other. */
const rowsAfter = (frames: Frame[], id: string, options: unknown = {}): unknown[][] =>
  transform(frames, [{ id, options }]).frames.flatMap((one) => [
    one.fields.map((field) => fieldName(field, one, [one])),
    ...(one.fields[0]?.values.map((_, row) => one.fields.map(({ values }) => values[row])) ?? []),
  ]);

const SERIES = [
  frame('A', ['Time', 'time', [10, 20]], ['warm', 'number', [1, 2]]),
  frame('B', ['Time', 'time', [20, 30]], ['loud', 'number', [5, 6]]),
];

test('series become one table: beside each other by time, or below each other, or one row for each', () => {
  assert.deepEqual(rowsAfter(SERIES, 'joinByField').slice(1), [
    [10, 1, null],
    [20, 2, 5],
    [30, null, 6],
  ]);
  assert.deepEqual(rowsAfter(SERIES, 'joinByField', { byField: 'Time', mode: 'inner' }).slice(1), [[20, 2, 5]]);
  assert.deepEqual(rowsAfter(SERIES, 'seriesToRows').slice(1), [
    [30, 'B loud', 6],
    [20, 'A warm', 2],
    [20, 'B loud', 5],
    [10, 'A warm', 1],
  ]);
  assert.deepEqual(rowsAfter(SERIES, 'reduce', { reducers: ['max', 'mean'] }), [
    ['Field', 'Max', 'Mean'],
    ['A warm', 2, 1.5],
    ['B loud', 6, 5.5],
  ]);
});

test('tables are merged: rows that agree in the columns of all tables are one', () => {
  const tables = [
    frame('A', ['machine', 'string', ['m1', 'm2']], ['warm', 'number', [1, 2]]),
    frame('B', ['machine', 'string', ['m2', 'm3']], ['loud', 'number', [5, 6]]),
  ];
  assert.deepEqual(rowsAfter(tables, 'merge'), [
    ['machine', 'warm', 'loud'],
    ['m1', 1, null],
    ['m2', 2, 5],
    ['m3', null, 6],
  ]);
});

test('merged: a text that only one table has is no key', () => {
  const tables = [
    frame('A', ['machine', 'string', ['m1', 'm2']], ['hall', 'string', ['north', 'south']]),
    frame('B', ['machine', 'string', ['m2', 'm3']], ['loud', 'number', [5, 6]]),
  ];
  assert.deepEqual(rowsAfter(tables, 'merge'), [
    ['machine', 'hall', 'loud'],
    ['m1', 'north', null],
    ['m2', 'south', 5],
    ['m3', null, 6],
  ]);
});

test('merged: a number that all tables have is a key', () => {
  const tables = [
    frame('A', ['line', 'number', [1, 2]], ['warm', 'number', [7, 8]]),
    frame('B', ['line', 'number', [2, 3]], ['loud', 'number', [5, 6]]),
  ];
  assert.deepEqual(rowsAfter(tables, 'merge').slice(1), [
    [1, 7, null],
    [2, 8, 5],
    [3, null, 6],
  ]);
});

test('merged: tables without a column that all have stay as they are', () => {
  const tables = [
    frame('A', ['machine', 'string', ['m1']], ['warm', 'number', [1]]),
    frame('B', ['machine', 'string', ['m1']], ['loud', 'number', [5]]),
    frame('C', ['hall', 'string', ['north']]),
  ];
  assert.deepEqual(transform(tables, [{ id: 'merge' }]).frames, tables);
});

test('merged: rows of one key that contradict each other stay apart; what is the same is one, and what is empty is filled', () => {
  const tables = [
    frame(
      'A',
      ['machine', 'string', ['m1', 'm1', 'm2']],
      ['warm', 'number', [1, 2, null]],
      ['on', 'boolean', [true, true, true]],
    ),
    frame('B', ['machine', 'string', ['m1', 'm2', 'm2']], ['warm', 'number', [3, null, null]]),
    frame('C', ['machine', 'string', ['m1', 'm2']], ['on', 'boolean', [true, false]], ['loud', 'number', [5, 6]]),
  ];
  assert.deepEqual(rowsAfter(tables, 'merge'), [
    ['machine', 'warm', 'on', 'loud'],
    ['m1', 1, true, 5],
    ['m1', 2, true, 5],
    ['m2', null, true, null],
    ['m1', 3, true, 5],
    ['m2', null, false, 6],
  ]);
});

test('only some queries are kept; a step that is not known is named and left out', () => {
  assert.deepEqual(
    transform(SERIES, [{ id: 'filterByRefId', options: { include: 'B' } }]).frames.map(({ refId }) => refId),
    ['B'],
  );
  const { frames, lacks } = transform(SERIES, [{ id: 'heatmap', options: {} }]);
  assert.deepEqual([frames, lacks], [SERIES, ['the transformation heatmap']]);
});

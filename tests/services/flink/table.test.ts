import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Table } from '../../../runner/services/flink/sql/table.ts';

const column = (name: string, type: string) => ({ name, logicalType: { type } });

test('results become columns once, then rows with their kinds, every cell as it is shown', () => {
  const table = new Table();
  const columns = [
    column('word', 'VARCHAR'),
    column('n', 'BIGINT'),
    column('at', 'TIMESTAMP_WITHOUT_TIME_ZONE'),
    column('all', 'ARRAY'),
  ];
  const first = { columns, data: [{ kind: 'INSERT', fields: ['2026-01-01T00:00', 1, '2026-01-01T00:00:00.5', [1, 2]] }] };
  assert.deepEqual(table.lines(first), [
    { columns: [{ name: 'word' }, { name: 'n', isNumber: true }, { name: 'at' }, { name: 'all' }] },
    { row: ['2026-01-01T00:00', '1', '2026-01-01 00:00:00.5', '[1,2]'] },
  ]);
  const next = {
    columns,
    data: [
      { kind: 'UPDATE_BEFORE', fields: ['a', 1, null, []] },
      { kind: 'UPDATE_AFTER', fields: ['a', 2, null, []] },
      { kind: 'DELETE', fields: ['a', 2, null, []] },
    ],
  };
  assert.deepEqual(
    table.lines(next).map((line) => ('row' in line ? [line.kind, line.row[1], line.row[2]] : line)),
    [
      ['-U', '1', null],
      ['+U', '2', null],
      ['-D', '2', null],
    ],
  );
});

test('of a long output the columns are said again, with how many rows there are by then', () => {
  const table = new Table();
  const columns = [column('text', 'VARCHAR')];
  const data = [{ kind: 'INSERT', fields: ['x'.repeat(1_000)] }];
  const again: number[] = [];
  for (let row = 0; row < 200; row++)
    for (const line of table.lines({ columns, data })) if ('columns' in line && line.again !== undefined) again.push(line.again);
  assert.ok(again.length >= 4, 'often enough for the part of an output that is kept');
  assert.deepEqual(
    again,
    [...again].sort((one, other) => one - other),
  );
  assert.ok(again.every((count) => count > 0 && count < 200));
});

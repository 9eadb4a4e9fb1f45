import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TrackNode } from '#contract/track.ts';
import { layoutPipeline } from '../../../src/tracks/pipeline-layout.ts';

const parts = (...ids: string[]): TrackNode[] => ids.map((id) => ({ id, kind: 'topic', label: id }));

function layout(nodes: TrackNode[], edges: [string, string][]): Record<string, string> {
  const cells = layoutPipeline(nodes, edges);
  return Object.fromEntries([...cells].map(([id, { column, row }]) => [id, `${column}/${row}`]));
}

test('a chain stands in one row, from left to right, whatever order its parts are written in', () => {
  const edges: [string, string][] = [
    ['a', 'b'],
    ['b', 'c'],
  ];
  assert.deepEqual(layout(parts('c', 'a', 'b'), edges), { a: '0/0', b: '1/0', c: '2/0' });
});

test('the second branch of a part goes down a row', () => {
  const edges: [string, string][] = [
    ['job', 'topic'],
    ['topic', 'index'],
    ['job', 'table'],
  ];
  assert.deepEqual(layout(parts('job', 'topic', 'index', 'table'), edges), {
    job: '0/0',
    topic: '1/0',
    table: '1/1',
    index: '2/0',
  });
});

test('a part that joins two ways stands behind the longer one', () => {
  const edges: [string, string][] = [
    ['a', 'b'],
    ['b', 'join'],
    ['c', 'join'],
  ];
  assert.deepEqual(layout(parts('a', 'b', 'c', 'join'), edges), { a: '0/0', c: '0/1', b: '1/0', join: '2/0' });
});

test('a way that passes other parts keeps a row of its own free', () => {
  const edges: [string, string][] = [
    ['a', 'b'],
    ['b', 'c'],
    ['c', 'd'],
    ['d', 'e'],
    ['a', 'late'],
    ['c', 'late'],
    ['d', 'late'],
  ];
  const cells = layout(parts('a', 'b', 'c', 'd', 'e', 'late'), edges);
  assert.equal(cells.e, '4/0');
  assert.equal(cells.late, '4/1');
});

test('a circle ends, and each part has a place', () => {
  const cells = layout(parts('a', 'b'), [
    ['a', 'b'],
    ['b', 'a'],
  ]);
  assert.deepEqual(Object.keys(cells).sort(), ['a', 'b']);
});

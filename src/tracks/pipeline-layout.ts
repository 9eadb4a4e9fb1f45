import type { TrackNode } from '#contract/track.ts';

/** Where a part stands: columns and rows count from 0. */
export type Cell = { column: number; row: number };
export type Edge = readonly [from: string, to: string];

/**
 * Gives every part a column and a row, left to right. A part's column is the longest way to it from a source, so that
 * every edge points right; its row is that of the part before it when the way there is free, else the next free row.
 * Edges of a circle that point back are not counted.
 */
export function layoutPipeline(nodes: readonly TrackNode[], edges: readonly Edge[]): Map<string, Cell> {
  const columns = columnsOf(nodes, edges);
  const byColumn = [...nodes].sort((a, b) => (columns.get(a.id) ?? 0) - (columns.get(b.id) ?? 0));
  const cells = new Map<string, Cell>();
  const taken = new Set<string>();
  for (const { id } of byColumn) {
    const column = columns.get(id) ?? 0;
    const before = edges.flatMap(([from, to]) => (to === id ? (cells.get(from) ?? []) : []))[0];
    const start = (before?.column ?? column - 1) + 1;
    let row = before?.row ?? 0;
    while (!isFree(taken, row, [start, column])) row++;
    for (let passed = start; passed <= column; passed++) taken.add(`${passed}/${row}`);
    cells.set(id, { column, row });
  }
  return cells;
}

function isFree(taken: Set<string>, row: number, [start, end]: readonly [number, number]): boolean {
  for (let column = start; column <= end; column++) if (taken.has(`${column}/${row}`)) return false;
  return true;
}

/** Longest way from a source, in edges. Repeating it once per part is enough for every graph without circles. */
function columnsOf(nodes: readonly TrackNode[], edges: readonly Edge[]): Map<string, number> {
  const columns = new Map(nodes.map(({ id }) => [id, 0]));
  const forward = forwardEdges(nodes, edges);
  for (let round = 1; round < nodes.length; round++)
    for (const [from, to] of forward) columns.set(to, Math.max(columns.get(to) ?? 0, (columns.get(from) ?? 0) + 1));
  return columns;
}

/** All edges but those that close a circle, walking from the parts in their order. */
function forwardEdges(nodes: readonly TrackNode[], edges: readonly Edge[]): Edge[] {
  const forward: Edge[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const walk = (id: string): void => {
    state.set(id, 'open');
    for (const edge of edges.filter(([from]) => from === id)) {
      if (state.get(edge[1]) === 'open') continue;
      forward.push(edge);
      if (!state.has(edge[1])) walk(edge[1]);
    }
    state.set(id, 'done');
  };
  for (const { id } of nodes) if (!state.has(id)) walk(id);
  return forward;
}

import type { Cell, Edge } from './pipeline-layout.ts';

/** A stretch downwards or upwards in the gap right of column `gap` (-1: left of them all), on a lane of its own there. */
export type Turn = { gap: number; from: number; to: number; lane: number };

/** The way of an edge: straight, or over one or two turns. */
export type Route = { edge: Edge; turns: Turn[] };

type Claims = Map<string, Edge[]>;

/**
 * Finds each edge a way that crosses no part. Between the columns it joins an edge stays in one row, whose cells it
 * claims; a cell is shared only by edges with one start or one end, where channels may run together. Edges that point
 * back leave to the right, pass below and arrive from the left, like all others.
 */
export function routeEdges(cells: ReadonlyMap<string, Cell>, edges: readonly Edge[]): Route[] {
  const claims: Claims = new Map();
  const occupied = new Set([...cells.values()].map(({ column, row }) => key(column, row)));
  const routes = edges.flatMap((edge): Route[] => {
    const [from, to] = [cells.get(edge[0]), cells.get(edge[1])];
    return from && to ? [{ edge, turns: turnsOf(edge, { from, to, claims, occupied }) }] : [];
  });
  giveLanes(routes);
  return routes;
}

/** How many lanes are used in each gap. */
export function lanesOf(routes: readonly Route[]): Map<number, number> {
  const lanes = new Map<number, number>();
  for (const { gap, lane } of routes.flatMap(({ turns }) => turns)) lanes.set(gap, Math.max(lanes.get(gap) ?? 0, lane + 1));
  return lanes;
}

const key = (column: number, row: number) => `${column}/${row}`;

type Ends = { from: Cell; to: Cell; claims: Claims; occupied: Set<string> };

function turnsOf(edge: Edge, { from, to, claims, occupied }: Ends): Turn[] {
  const isForward = to.column > from.column;
  const [first, last] = isForward ? [from.column + 1, to.column - 1] : [to.column, from.column];
  const columns = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
  const turn = (gap: number, a: number, b: number): Turn[] => (a === b ? [] : [{ gap, from: a, to: b, lane: 0 }]);
  if (columns.length === 0) return turn(from.column, from.row, to.row);
  const isFree = (row: number) =>
    columns.every((column) => !occupied.has(key(column, row)) && mayJoin(edge, claims.get(key(column, row)) ?? []));
  const row = nearRows(from.row, to.row).find(isFree) ?? firstRow(isFree);
  for (const column of columns) claims.set(key(column, row), [...(claims.get(key(column, row)) ?? []), edge]);
  return [...turn(from.column, from.row, row), ...turn(to.column - 1, row, to.row)];
}

/** The row of the end, that of the start, and those between. */
function nearRows(from: number, to: number): number[] {
  const step = Math.sign(to - from);
  return [to, from, ...Array.from({ length: Math.max(0, Math.abs(to - from) - 1) }, (_, index) => from + step * (index + 1))];
}

function firstRow(isFree: (row: number) => boolean): number {
  let row = 0;
  while (!isFree(row)) row++;
  return row;
}

function mayJoin([from, to]: Edge, others: readonly Edge[]): boolean {
  return others.every((other) => other[0] === from) || others.every((other) => other[1] === to);
}

/** Turns that would lie on each other get lanes beside each other, unless their edges have one start or one end. */
function giveLanes(routes: readonly Route[]): void {
  const placed: { turn: Turn; edge: Edge }[] = [];
  for (const { edge, turns } of routes) {
    for (const turn of turns) {
      const isTaken = (lane: number) => {
        const there = placed.filter(
          (other) => other.turn.gap === turn.gap && other.turn.lane === lane && touch(other.turn, turn),
        );
        return !mayJoin(
          edge,
          there.map((other) => other.edge),
        );
      };
      while (isTaken(turn.lane)) turn.lane++;
      placed.push({ turn, edge });
    }
  }
}

function touch(a: Turn, b: Turn): boolean {
  return Math.min(a.from, a.to) <= Math.max(b.from, b.to) && Math.min(b.from, b.to) <= Math.max(a.from, a.to);
}

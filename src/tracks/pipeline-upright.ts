import type { TrackNode } from '#contract/track.ts';
import { labelWidth } from './label-width.ts';
import { type Edge, layoutPipeline } from './pipeline-layout.ts';
import type { Point } from './pipeline-places.ts';
import { type Route, routeEdges } from './pipeline-routes.ts';

/** Where everything of an upright picture is, in CSS pixels: a line for each part, shapes at the left, texts at the right. */
export type UprightPlaces = {
  width: number;
  height: number;
  node: number;
  parts: { part: TrackNode; at: Point }[];
  ways: { edge: Edge; points: Point[] }[];
  /** Where texts begin. */
  textX: number;
  /** Channels run down one line only, so there is room for a rate beside each. */
  isChain: boolean;
  /** A count has no room beside the names, and stands below them. */
  isStacked: boolean;
};

const LINE = 96;
const TURN = 14;
/** What a count takes, whatever it is now. */
const COUNT = 128;
const BESIDE = 18;
/** Texts have this much at least; a picture of many lanes is wider than its place, and is drawn smaller. */
const TEXTS = 150;

/**
 * The picture for a narrow place. Every part has a line of its own, in the order in which it flows, and keeps the lane
 * that it has as a row of the level picture; so no channel crosses a part, and no text stands beside another part.
 */
export function placeUpright(nodes: readonly TrackNode[], edges: readonly Edge[], width: number): UprightPlaces {
  const level = layoutPipeline(nodes, edges);
  const order = [...nodes].sort((a, b) => {
    const [one, other] = [level.get(a.id), level.get(b.id)];
    return (one?.column ?? 0) - (other?.column ?? 0) || (one?.row ?? 0) - (other?.row ?? 0);
  });
  const cells = new Map(order.map(({ id }, line) => [id, { column: line, row: level.get(id)?.row ?? 0 }]));
  const routes = routeEdges(cells, edges);
  const turns = routes.flatMap((route) => route.turns);
  const lanes = Math.max(...[...cells.values()].map(({ row }) => row), ...turns.flatMap(({ from, to }) => [from, to])) + 1;
  const isChain = lanes === 1;
  const node = isChain ? 44 : 34;
  const x = (lane: number) => 6 + node / 2 + lane * (node + 10);
  const ys = linePositions(order.length, turns, node);
  const at = (id: string): Point => ({ x: x(cells.get(id)?.row ?? 0), y: ys.line(cells.get(id)?.column ?? 0) });
  const textX = x(lanes - 1) + node / 2 + BESIDE;
  const names = Math.max(...nodes.map(({ label, note = '' }) => Math.max(label.length * 7.3, labelWidth(note, 12) * 0.85)));
  return {
    ...{ width: Math.max(width, textX + TEXTS), height: ys.height, node, textX, isChain },
    isStacked: !isChain || textX + names + 12 + COUNT > width,
    parts: order.map((part) => ({ part, at: at(part.id) })),
    ways: routes.map((route) => ({ edge: route.edge, points: corners(route, { at, x, turnY: ys.turn }) })),
  };
}

/** Heights of the lines, and of each turn between them, above the first (-1) and below the last. */
function linePositions(count: number, turns: readonly Route['turns'][number][], node: number) {
  const used = (gap: number) => Math.max(0, ...turns.filter((turn) => turn.gap === gap).map(({ lane }) => lane + 1));
  const tops = [node / 2 + 4 + used(-1) * TURN + (used(-1) > 0 ? 8 : 0)];
  for (let gap = 0; gap < count - 1; gap++) tops.push((tops[gap] ?? 0) + LINE + Math.max(0, used(gap) - 1) * TURN);
  const last = tops.at(-1) ?? 0;
  const below = used(count - 1);
  return {
    line: (index: number) => tops[index] ?? 0,
    turn: (gap: number, lane: number) => {
      if (gap < 0) return 8 + lane * TURN;
      if (gap >= count - 1) return last + node / 2 + 16 + lane * TURN;
      const middle = ((tops[gap] ?? 0) + (tops[gap + 1] ?? 0)) / 2;
      return middle + (lane - (used(gap) - 1) / 2) * TURN;
    },
    height: last + Math.max(node / 2 + 22, 44) + (below > 0 ? 16 + below * TURN : 0),
  };
}

type Drawing = { at: (id: string) => Point; x: (lane: number) => number; turnY: (gap: number, lane: number) => number };

function corners({ edge: [from, to], turns }: Route, { at, x, turnY }: Drawing): Point[] {
  const bends = turns.flatMap((turn) => [turn.from, turn.to].map((lane) => ({ x: x(lane), y: turnY(turn.gap, turn.lane) })));
  return [at(from), ...bends, at(to)];
}

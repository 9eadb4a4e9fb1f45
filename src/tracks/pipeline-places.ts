import type { TrackNode } from '#contract/track.ts';
import { labelWidth } from './label-width.ts';
import { type Columns, spreadColumns } from './pipeline-columns.ts';
import { type Edge, layoutPipeline } from './pipeline-layout.ts';
import { type Route, routeEdges } from './pipeline-routes.ts';

/**
 * `wide` has the names beneath the shapes; `narrow` is shapes alone, its names stand in the text below it; `level` is
 * the live one: beneath a shape its name, what it is and its count, above the channels room for rates.
 */
export type PictureForm = 'wide' | 'narrow' | 'level';
export type Point = { x: number; y: number };
export type Box = { left: number; right: number; top: number; bottom: number };

/** Where everything of a picture is, in its own units. */
export type Places = {
  width: number;
  height: number;
  /** Side of a shape's square. */
  node: number;
  parts: { part: TrackNode; at: Point; label: Box | undefined }[];
  /** Corners of each channel, from the middle of a part to the middle of another. */
  ways: { edge: Edge; points: Point[] }[];
};

type Sizes = {
  node: number;
  row: number;
  side: number;
  below: number;
  step: (columns: number) => number;
  labelSize: number;
  /** From the top of a name to the end of what stands below it. */
  labelHeight: number;
  /** Room for a rate between a turn and a shape, and above the first row. */
  rate?: { beside: number; above: number };
};

const SIZES: Record<PictureForm, Sizes> = {
  wide: { node: 40, row: 74, side: 38, below: 20, step: roomy, labelSize: 12.5, labelHeight: 16 },
  narrow: { node: 34, row: 50, side: 20, below: 0, step: () => 56, labelSize: 0, labelHeight: 0 },
  level: {
    ...{
      node: 44,
      row: 156,
      side: 64,
      below: 66,
      step: (columns) => (columns > 6 ? 144 : 172),
      labelSize: 12.5,
      labelHeight: 60,
    },
    rate: { beside: 58, above: 12 },
  },
};
/** Half of what a count takes, whatever it is now: a picture that counts must not move. */
const COUNT_HALF = 62;
/** From the lower edge of a shape to the line its name stands on. */
const LABEL_DOWN = 17;

/** Room to breathe: a picture of few parts fills the width of the text. */
function roomy(columns: number): number {
  return Math.max(64, Math.min(118, Math.floor(590 / Math.max(1, columns - 1))));
}

/** Places the parts of a pipeline so that no name touches another name, a channel, or a shape that is not its own. */
export function placePipeline(nodes: readonly TrackNode[], edges: readonly Edge[], form: PictureForm): Places {
  const { node, row, side, below, step, labelSize, labelHeight, rate } = SIZES[form];
  const cells = layoutPipeline(nodes, edges);
  const routes = routeEdges(cells, edges);
  const cellOf = (id: string) => cells.get(id) ?? { column: 0, row: 0 };
  const halfOf = (part: TrackNode) => (form === 'level' ? liveHalf(part) : labelWidth(part.label, labelSize) / 2);
  const reaches = nodes.map((part) => ({ ...cellOf(part.id), half: halfOf(part) }));
  const turns = routes.flatMap((route) => route.turns);
  const columns = Math.max(...reaches.map(({ column }) => column)) + 1;
  const spread = spreadColumns({ reaches, turns, node, side, step: step(columns), ...(rate && { besideNode: rate.beside }) });
  const y = (index: number) => node / 2 + 3 + (rate?.above ?? 0) + index * row;
  const at = (id: string): Point => ({ x: spread.xs[cellOf(id).column] ?? 0, y: y(cellOf(id).row) });
  const rows = Math.max(...reaches.map((one) => one.row));
  const lowest = Math.max(y(rows) + node / 2 + 3 + below, ...turns.map(({ from, to }) => y(Math.max(from, to)) + 10));
  return {
    width: spread.width,
    height: lowest,
    node,
    parts: nodes.map((part) => ({
      part,
      at: at(part.id),
      label: labelSize ? labelBox(at(part.id), halfOf(part), { below: node / 2, height: labelHeight }) : undefined,
    })),
    ways: routes.map((route) => ({ edge: route.edge, points: corners(route, { at, y, spread }) })),
  };
}

/** Half of what stands beneath a shape of the live picture. Names of things are in a font of one width; a note is cut to the room. */
function liveHalf({ label }: TrackNode): number {
  return Math.max(COUNT_HALF, Math.max(labelWidth(label, 12.5), label.length * 7.3) / 2);
}

/** A name as a box around its line, with what hangs below it. */
function labelBox({ x, y }: Point, half: number, { below, height }: { below: number; height: number }): Box {
  const top = y + below + LABEL_DOWN - 12;
  return { left: x - half, right: x + half, top, bottom: top + height };
}

type Drawing = { at: (id: string) => Point; y: (row: number) => number; spread: Columns };

function corners({ edge: [from, to], turns }: Route, { at, y, spread }: Drawing): Point[] {
  const bends = turns.flatMap((turn) => [turn.from, turn.to].map((row) => ({ x: spread.laneAt(turn), y: y(row) })));
  return [at(from), ...bends, at(to)];
}

import type { TrackNode } from '#contract/track.ts';
import { labelWidth } from './label-width.ts';
import { type Columns, spreadColumns } from './pipeline-columns.ts';
import { type Edge, layoutPipeline } from './pipeline-layout.ts';
import { type Route, routeEdges } from './pipeline-routes.ts';

/** `wide` has the names beneath the shapes; `narrow` is shapes alone, its names stand in the text below it. */
export type PictureForm = 'wide' | 'narrow';
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

type Sizes = { node: number; row: number; side: number; below: number; step: (columns: number) => number; labelSize: number };

const SIZES: Record<PictureForm, Sizes> = {
  wide: { node: 40, row: 74, side: 38, below: 20, step: roomy, labelSize: 12.5 },
  narrow: { node: 34, row: 50, side: 20, below: 0, step: () => 56, labelSize: 0 },
};
/** From the lower edge of a shape to the line its name stands on. */
const LABEL_DOWN = 17;

/** Room to breathe: a picture of few parts fills the width of the text. */
function roomy(columns: number): number {
  return Math.max(64, Math.min(118, Math.floor(590 / Math.max(1, columns - 1))));
}

/** Places the parts of a pipeline so that no name touches another name, a channel, or a shape that is not its own. */
export function placePipeline(nodes: readonly TrackNode[], edges: readonly Edge[], form: PictureForm): Places {
  const { node, row, side, below, step, labelSize } = SIZES[form];
  const cells = layoutPipeline(nodes, edges);
  const routes = routeEdges(cells, edges);
  const cellOf = (id: string) => cells.get(id) ?? { column: 0, row: 0 };
  const halfOf = ({ label }: TrackNode) => labelWidth(label, labelSize) / 2;
  const reaches = nodes.map((part) => ({ ...cellOf(part.id), half: halfOf(part) }));
  const turns = routes.flatMap((route) => route.turns);
  const columns = Math.max(...reaches.map(({ column }) => column)) + 1;
  const spread = spreadColumns({ reaches, turns, node, side, step: step(columns) });
  const y = (index: number) => node / 2 + 3 + index * row;
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
      label: labelSize ? labelBox(at(part.id), halfOf(part), node / 2) : undefined,
    })),
    ways: routes.map((route) => ({ edge: route.edge, points: corners(route, { at, y, spread }) })),
  };
}

/** A name as a box around its line, with what hangs below it. */
function labelBox({ x, y }: Point, half: number, below: number): Box {
  const line = y + below + LABEL_DOWN;
  return { left: x - half, right: x + half, top: line - 12, bottom: line + 4 };
}

type Drawing = { at: (id: string) => Point; y: (row: number) => number; spread: Columns };

function corners({ edge: [from, to], turns }: Route, { at, y, spread }: Drawing): Point[] {
  const bends = turns.flatMap((turn) => [turn.from, turn.to].map((row) => ({ x: spread.laneAt(turn), y: y(row) })));
  return [at(from), ...bends, at(to)];
}

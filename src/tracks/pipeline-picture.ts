import type { TrackNode } from '#contract/track.ts';
import { escapeText } from './escape-text.ts';
import { type Cell, type Edge, layoutPipeline } from './pipeline-layout.ts';
import { pipelineSentence } from './pipeline-sentence.ts';

/** How far a part is: in place, added by the lesson at hand, or not built yet. */
export type PartState = 'built' | 'here' | 'none';

export type Pipeline = {
  nodes: readonly TrackNode[];
  edges: readonly Edge[];
  /** A part that is not in it is built. */
  states?: ReadonlyMap<string, PartState>;
};

/** `wide` has the names beneath the shapes; `narrow` is shapes in a line, its names stand in the text below it. */
export type PictureForm = 'wide' | 'narrow';

type Sizes = { node: number; step: number; row: number; side: number; below: number };

/** An average glyph of the label font, 12.5 px at weight 560; measured wide, so that names never touch. */
const LABEL_CHAR = 7.2;
const LABEL_GAP = 12;
const CORNER = 8;

/** The pipeline as one SVG element: `role=img` with a sentence, shapes from the page's sprite, colours from its classes. */
export function pipelinePicture(pipeline: Pipeline, form: PictureForm): string {
  const cells = layoutPipeline(pipeline.nodes, pipeline.edges);
  const sizes = sizesOf(pipeline.nodes, cells, form);
  const places = [...cells.values()];
  const width = 2 * sizes.side + Math.max(...places.map(({ column }) => column)) * sizes.step;
  const height = sizes.node + 6 + Math.max(...places.map(({ row }) => row)) * sizes.row + sizes.below;
  const at = (id: string) => centre(cells.get(id), sizes);
  const drawing = edges(pipeline, at, sizes) + pipeline.nodes.map((node) => part(node, pipeline, { at, sizes, form })).join('');
  const label = escapeText(pipelineSentence(pipeline));
  return `<svg class="pic still only-${form}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}" style="max-width:${width}px">${drawing}</svg>`;
}

type Point = { x: number; y: number };
type At = (id: string) => Point;

function centre(cell: Cell = { column: 0, row: 0 }, { node, step, row, side }: Sizes): Point {
  return { x: side + cell.column * step, y: node / 2 + 3 + cell.row * row };
}

function sizesOf(nodes: readonly TrackNode[], cells: Map<string, Cell>, form: PictureForm): Sizes {
  if (form === 'narrow') return { node: 34, step: 56, row: 50, side: 20, below: 0 };
  const labels = new Map(nodes.map(({ id, label }) => [id, label.length * LABEL_CHAR]));
  let step = 92;
  for (const [id, cell] of cells) {
    for (const [other, { row, column }] of cells) {
      if (row !== cell.row || column !== cell.column + 1) continue;
      step = Math.max(step, ((labels.get(id) ?? 0) + (labels.get(other) ?? 0)) / 2 + LABEL_GAP);
    }
  }
  const columns = Math.max(...[...cells.values()].map(({ column }) => column)) + 1;
  const widest = Math.max(
    ...[...cells].filter(([, { column }]) => column === 0 || column === columns - 1).map(([id]) => labels.get(id) ?? 0),
  );
  // Room to breathe: a picture of few parts fills the width of the text.
  const roomy = columns > 1 ? Math.min(118, Math.floor(590 / (columns - 1))) : 0;
  return { node: 40, step: Math.ceil(Math.max(step, roomy)), row: 74, side: Math.ceil(Math.max(38, widest / 2 + 4)), below: 20 };
}

function part(
  { id, kind, label }: TrackNode,
  { states }: Pipeline,
  { at, sizes, form }: { at: At; sizes: Sizes; form: PictureForm },
): string {
  const { x, y } = at(id);
  const shape = `<use href="#g-${kind}" x="${x - sizes.node / 2}" y="${y - sizes.node / 2}" width="${sizes.node}" height="${sizes.node}"/>`;
  const name =
    form === 'wide'
      ? `<text class="nm" text-anchor="middle" x="${x}" y="${y + sizes.node / 2 + 17}">${escapeText(label)}</text>`
      : '';
  return `<g class="n n-${states?.get(id) ?? 'built'}">${shape}${name}</g>`;
}

/** All banks first, then all beds: where channels part, their water is one. */
function edges({ edges, states }: Pipeline, at: At, sizes: Sizes): string {
  const state = (id: string) => states?.get(id) ?? 'built';
  const ways = edges.map(([from, to]) => ({
    dotted: state(from) === 'none' || state(to) === 'none',
    ...way(at(from), at(to), sizes),
  }));
  const built = ways.filter(({ dotted }) => !dotted);
  return [
    ...ways.filter(({ dotted }) => dotted).map(({ path }) => `<path class="e-none" d="${path}"/>`),
    ...built.map(({ path }) => `<path class="bank" stroke-width="8" d="${path}"/>`),
    ...built.map(
      ({ path, arrow }) =>
        `<g class="e-flow"><path class="bed" stroke-width="6" d="${path}"/><path class="flow" d="${path}"/><path class="dir" d="${arrow}"/></g>`,
    ),
  ].join('');
}

/** A channel from centre to centre; shapes cover its ends. Downwards it turns early, upwards late, so that no part is crossed. */
function way(from: Point, to: Point, { step }: Sizes): { path: string; arrow: string } {
  const turn = to.y > from.y ? from.x + step / 2 : to.x - step / 2;
  const arrowAt = from.y === to.y ? (from.x + to.x) / 2 : to.y > from.y ? to.x - step * 0.32 : from.x + step * 0.32;
  const arrow = `M${arrowAt - 1.5} ${Math.max(from.y, to.y) - 3}l3 3-3 3`;
  if (from.y === to.y) return { path: `M${from.x} ${from.y}H${to.x}`, arrow };
  const down = Math.sign(to.y - from.y) * CORNER;
  return {
    path: `M${from.x} ${from.y}H${turn - CORNER}q${CORNER} 0 ${CORNER} ${down}V${to.y - down}q0 ${down} ${CORNER} ${down}H${to.x}`,
    arrow,
  };
}

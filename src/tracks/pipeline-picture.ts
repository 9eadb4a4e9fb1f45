import type { TrackNode } from '#contract/track.ts';
import { escapeText } from './escape-text.ts';
import type { Edge } from './pipeline-layout.ts';
import { type PictureForm, type Places, type Point, placePipeline } from './pipeline-places.ts';
import { pipelineSentence } from './pipeline-sentence.ts';

/** How far a part is: in place, added by the lesson at hand, or not built yet. */
export type PartState = 'built' | 'here' | 'none';

export type Pipeline = {
  nodes: readonly TrackNode[];
  edges: readonly Edge[];
  /** A part that is not in it is built. */
  states?: ReadonlyMap<string, PartState>;
  /** The lesson that adds a part, by the part's id: its channel says so, and fills when the lesson is passed. */
  lessonOf?: ReadonlyMap<string, string>;
};

const CORNER = 8;

/** The pipeline as one SVG element: `role=img` with a sentence, shapes from the page's sprite, colours from its classes. */
export function pipelinePicture(pipeline: Pipeline, form: PictureForm): string {
  const places = placePipeline(pipeline.nodes, pipeline.edges, form);
  const drawing = channels(pipeline, places) + places.parts.map((one) => part(one, pipeline, places.node)).join('');
  const label = escapeText(pipelineSentence(pipeline));
  const { width, height } = places;
  return `<svg class="pic still only-${form}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}" style="max-width:${width}px">${drawing}</svg>`;
}

function part({ part, at: { x, y }, label }: Places['parts'][number], { states }: Pipeline, size: number): string {
  const shape = `<use href="#g-${part.kind}" x="${x - size / 2}" y="${y - size / 2}" width="${size}" height="${size}"/>`;
  const name = label
    ? `<text class="nm" text-anchor="middle" x="${x}" y="${label.bottom - 4}">${escapeText(part.label)}</text>`
    : '';
  return `<g class="n n-${states?.get(part.id) ?? 'built'}">${shape}${name}</g>`;
}

/** All banks first, then all beds: where channels part, their water is one. */
function channels({ states, lessonOf }: Pipeline, { ways, node }: Places): string {
  const isBuilt = (id: string) => states?.get(id) !== 'none';
  const drawn = ways.map(({ edge: [from, to], points }) => ({
    dotted: !isBuilt(from) || !isBuilt(to),
    path: line(points),
    arrow: arrow(points, node),
    lesson: lessonOf?.get(to),
  }));
  const built = drawn.filter(({ dotted }) => !dotted);
  return [
    ...drawn.filter(({ dotted }) => dotted).map(({ path }) => `<path class="e-none" d="${path}"/>`),
    ...built.map(({ path }) => `<path class="bank" stroke-width="8" d="${path}"/>`),
    ...built.map(
      ({ path, arrow, lesson }) =>
        `<g class="e-flow"${lesson ? ` data-lesson="${lesson}"` : ''}><path class="bed" stroke-width="6" d="${path}"/><path class="flow" d="${path}"/><path class="dir" d="${arrow}"/></g>`,
    ),
  ].join('');
}

/** A channel through its corners, each of them round. */
function line(points: readonly Point[]): string {
  const [start, ...rest] = points;
  if (!start) return '';
  const path = rest.map((here, index) => {
    const before = points[index] ?? start;
    const next = points[index + 2];
    const go = { x: Math.sign(here.x - before.x), y: Math.sign(here.y - before.y) };
    if (!next) return `H${here.x}`;
    const turn = { x: Math.sign(next.x - here.x), y: Math.sign(next.y - here.y) };
    const to = go.x === 0 ? `V${here.y - go.y * CORNER}` : `H${here.x - go.x * CORNER}`;
    return `${to}q${go.x * CORNER} ${go.y * CORNER} ${(go.x + turn.x) * CORNER} ${(go.y + turn.y) * CORNER}`;
  });
  return `M${start.x} ${start.y}${path.join('')}`;
}

/** A chevron in the middle of the last stretch. */
function arrow(points: readonly Point[], node: number): string {
  const [before, end] = points.slice(-2);
  if (!before || !end) return '';
  const from = points.length === 2 ? before.x + node / 2 : before.x;
  return `M${(from + end.x - node / 2) / 2 - 1.5} ${end.y - 3}l3 3-3 3`;
}

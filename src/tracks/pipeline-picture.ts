import type { TrackNode } from '#contract/track.ts';
import { escapeText } from './escape-text.ts';
import { channelArrow, channelPath, shapeAt } from './pipeline-drawing.ts';
import type { Edge } from './pipeline-layout.ts';
import { type Places, placePipeline } from './pipeline-places.ts';
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

/** The pipeline as one SVG element: `role=img` with a sentence, shapes from the page's sprite, colours from its classes. */
export function pipelinePicture(pipeline: Pipeline, form: 'wide' | 'narrow'): string {
  const places = placePipeline(pipeline.nodes, pipeline.edges, form);
  const drawing = channels(pipeline, places) + places.parts.map((one) => part(one, pipeline, places.node)).join('');
  const label = escapeText(pipelineSentence(pipeline));
  const { width, height } = places;
  return `<svg class="pic still only-${form}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}" style="max-width:${width}px">${drawing}</svg>`;
}

function part({ part, at, label }: Places['parts'][number], { states }: Pipeline, size: number): string {
  const shape = shapeAt(part.kind, at, size);
  const name = label
    ? `<text class="nm" text-anchor="middle" x="${at.x}" y="${label.bottom - 4}">${escapeText(part.label)}</text>`
    : '';
  return `<g class="n n-${states?.get(part.id) ?? 'built'}">${shape}${name}</g>`;
}

/** All banks first, then all beds: where channels part, their water is one. */
function channels({ states, lessonOf }: Pipeline, { ways, node }: Places): string {
  const isBuilt = (id: string) => states?.get(id) !== 'none';
  const drawn = ways.map(({ edge: [from, to], points }) => ({
    dotted: !isBuilt(from) || !isBuilt(to),
    path: channelPath(points),
    arrow: channelArrow(points, node),
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

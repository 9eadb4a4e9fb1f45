import type { TrackNode } from '#contract/track.ts';
import { escapeText } from './escape-text.ts';
import { labelWidth } from './label-width.ts';
import { channelArrow, channelPath, shapeAt } from './pipeline-drawing.ts';
import type { Edge } from './pipeline-layout.ts';
import type { Pipeline } from './pipeline-picture.ts';
import { type Box, type Point, placePipeline } from './pipeline-places.ts';
import { type RateSpot, rateSpots } from './pipeline-rates.ts';
import { pipelineWays } from './pipeline-sentence.ts';
import { placeUpright, type UprightPlaces } from './pipeline-upright.ts';

/** The live picture drawn: its SVG, with places for what is counted, and how wide it wants to be. */
export type LivePicture = { svg: string; width: number; edges: readonly Edge[]; spots: readonly RateSpot[] };

/** `level` runs to the right, `upright` down and fits `width` (CSS pixels). */
export type LiveForm = { form: 'level' } | { form: 'upright'; width: number };

/**
 * A track's picture with places for live figures: a part is `[data-part]` with a `.ct` for its count, what belongs to an
 * edge has `[data-edge]`, its index, and a rate `[data-spot]`. Whoever shows it fills them in; nothing of it moves by itself.
 */
export function livePicture(pipeline: Pick<Pipeline, 'nodes' | 'edges'>, form: LiveForm): LivePicture {
  return form.form === 'level' ? levelPicture(pipeline) : uprightPicture(pipeline, form.width);
}

function levelPicture(pipeline: Pick<Pipeline, 'nodes' | 'edges'>): LivePicture {
  const places = placePipeline(pipeline.nodes, pipeline.edges, 'level');
  const spots = rateSpots(places);
  const parts = places.parts.map(({ part, at, label }) => {
    const line = (className: string, text: string, down: number) =>
      `<text class="${className}" text-anchor="middle" x="${at.x}" y="${at.y + places.node / 2 + down}">${escapeText(text)}</text>`;
    const texts = [
      line(nameClass(part), part.label, 20),
      line('nt', fitted(part.note ?? '', (label?.right ?? 0) - (label?.left ?? 0)), 37),
      line('ct', '', 57),
    ].join(' ');
    const frame = { left: label?.left ?? at.x, right: label?.right ?? at.x, top: at.y - 26, bottom: label?.bottom ?? at.y };
    return partGroup(part, shapeAt(part.kind, at, places.node) + texts, frame);
  });
  return finish(pipeline, { ...places, spots, parts, ways: places.ways });
}

function uprightPicture(pipeline: Pick<Pipeline, 'nodes' | 'edges'>, width: number): LivePicture {
  const places = placeUpright(pipeline.nodes, pipeline.edges, width);
  const spots = places.isChain ? chainSpots(places) : lineSpots(places);
  const parts = places.parts.map(({ part, at }) => {
    // Rates below a count are inside of its frame, so that the frame's line does not run through them.
    const hasRates = !places.isChain && spots.some(({ of }) => ('into' in of ? of.into : 'outOf' in of && of.outOf) === part.id);
    const frame = { left: 1, right: places.width - 1, top: at.y - 33, bottom: at.y + (hasRates ? 46 : 33) };
    return partGroup(part, shapeAt(part.kind, at, places.node) + lineTexts(part, at, places), frame);
  });
  return finish(pipeline, { ...places, spots, parts });
}

/** Beside its shape: a name, what it is, and the count at the right, or below where there is no room. */
function lineTexts(part: TrackNode, { y }: Point, { textX, width, isStacked }: UprightPlaces): string {
  const room = width - textX - 4;
  const at = isStacked ? { name: y - 12, note: y + 4, count: y + 22 } : { name: y - 3, note: y + 14, count: y + 5 };
  const count = isStacked ? `x="${textX}"` : `text-anchor="end" x="${width - 4}"`;
  return [
    `<text class="${nameClass(part)}" x="${textX}" y="${at.name}">${escapeText(part.label)}</text>`,
    `<text class="nt" x="${textX}" y="${at.note}">${escapeText(fitted(part.note ?? '', room))}</text>`,
    `<text class="ct" ${count} y="${at.count}"></text>`,
  ].join(' '); // the names that are read aloud have spaces between them, too
}

function chainSpots({ ways }: UprightPlaces): RateSpot[] {
  return ways.flatMap(({ points }, edge): RateSpot[] => {
    const [start, end] = [points[0], points.at(-1)];
    return start && end ? [{ of: { edge }, at: { x: end.x + 16, y: (start.y + end.y) / 2 + 4 }, anchor: 'start' }] : [];
  });
}

/** Where channels run side by side, the rates of a part stand below its count. */
function lineSpots({ parts, textX, ways }: UprightPlaces): RateSpot[] {
  return parts.flatMap(({ part: { id }, at: { y } }): RateSpot[] => [
    ...(ways.some(({ edge }) => edge[1] === id)
      ? [{ of: { into: id }, at: { x: textX, y: y + 39 }, anchor: 'start' as const }]
      : []),
    ...(ways.some(({ edge }) => edge[0] === id)
      ? [{ of: { outOf: id }, at: { x: textX + 84, y: y + 39 }, anchor: 'start' as const }]
      : []),
  ]);
}

/** Names of things that a learner types are in the font of code. */
function nameClass({ shows }: TrackNode): string {
  return shows?.includes(' ') ? 'nm nm-m' : 'nm';
}

/** A part that lives in a service can be chosen; it is a button, and what is written in it is its name. */
function partGroup({ id, service }: TrackNode, drawing: string, { left, right, top, bottom }: Box): string {
  const role = service ? ' role="button" tabindex="0"' : '';
  const frame = `<rect class="hit" x="${left}" y="${top}" width="${right - left}" height="${bottom - top}" rx="6"/>`;
  return `<g class="n n-built" data-part="${id}"${role}>${frame}${drawing}</g>`;
}

type Drawn = {
  width: number;
  height: number;
  node: number;
  ways: readonly { edge: Edge; points: readonly Point[] }[];
  parts: readonly string[];
  spots: readonly RateSpot[];
};

/**
 * All banks first, then all beds: where channels part, their water is one. Which of them shows is said by classes. Rates
 * come last, over the frame of a part under the pointer or the keyboard.
 */
function finish(pipeline: Pick<Pipeline, 'nodes' | 'edges'>, { width, height, node, ways, parts, spots }: Drawn): LivePicture {
  const paths = ways.map(({ points }) => ({ path: channelPath(points), arrow: channelArrow(points, node) }));
  const channels = [
    ...paths.map(({ path }, index) => `<path class="e-none" data-edge="${index}" d="${path}"/>`),
    ...paths.map(({ path }, index) => `<path class="bank" data-edge="${index}" stroke-width="10" d="${path}"/>`),
    ...paths.map(
      ({ path, arrow }, index) =>
        `<g class="e-flow" data-edge="${index}"><path class="bed" stroke-width="8" d="${path}"/><path class="flow" d="${path}"/><path class="dir" d="${arrow}"/></g>`,
    ),
  ].join('');
  const rates = spots.map(
    ({ at, anchor }, index) => `<text class="rt" data-spot="${index}" text-anchor="${anchor}" x="${at.x}" y="${at.y}"></text>`,
  );
  const label = escapeText(`Live picture. ${pipelineWays(pipeline)}`);
  const svg = `<svg class="pic live" viewBox="0 0 ${width} ${height}" role="group" aria-label="${label}" style="max-width:${width}px"><g aria-hidden="true">${channels}</g>${parts.join('')}<g class="rates" aria-hidden="true">${rates.join('')}</g></svg>`;
  return { svg, width, edges: ways.map(({ edge }) => edge), spots };
}

/** A text cut to a width, with a sign that there is more. */
function fitted(text: string, room: number): string {
  if (labelWidth(text, 12) * 0.85 <= room) return text;
  let kept = text;
  while (kept !== '' && labelWidth(`${kept}…`, 12) * 0.85 > room) kept = kept.slice(0, -1);
  return `${kept.trimEnd()}…`;
}

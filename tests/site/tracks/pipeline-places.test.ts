import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeKind, type TrackNode } from '#contract/track.ts';
import { type Box, type Places, type Point, placePipeline } from '../../../src/tracks/pipeline-places.ts';
import { rateSpots } from '../../../src/tracks/pipeline-rates.ts';
import { placeUpright } from '../../../src/tracks/pipeline-upright.ts';
import { seededRandom } from '../../support/seeded-random.ts';

const SEEDS = 1_500;
const GLYPHS = 'abcdefghijklmnopqrstuvwxyzWMmi_.-+ 0123456789';
const KINDS = nodeKind.options;

type Graph = { nodes: TrackNode[]; edges: [string, string][] };

/** Any pipeline that a `track.yaml` may hold: joins, branches, shortcuts, circles, parts alone, names up to the longest. */
function someGraph(seed: number): Graph {
  const random = seededRandom(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const nodes = Array.from({ length: 1 + below(12) }, (_, index): TrackNode => {
    const glyphs = Array.from({ length: 1 + below(seed % 3 === 0 ? 24 : 12) }, () => GLYPHS[below(GLYPHS.length)]);
    return { id: `n${index}`, kind: KINDS[below(KINDS.length)] ?? 'topic', label: glyphs.join('') };
  });
  const edges = Array.from({ length: below(nodes.length * 2) }, (): [string, string] => {
    const [a, b] = [below(nodes.length), below(nodes.length)];
    return seed % 5 === 0 ? [`n${a}`, `n${b}`] : [`n${Math.min(a, b)}`, `n${Math.max(a, b)}`];
  });
  return { nodes, edges: edges.filter(([from, to]) => seed % 10 === 0 || from !== to) };
}

const overlap = (a: Box, b: Box) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
const around = ({ x, y }: Point, half: number): Box => ({ left: x - half, right: x + half, top: y - half, bottom: y + half });

/** The banks of a channel, stretch by stretch. */
function banks(points: readonly Point[]): Box[] {
  return points.slice(1).map((to, index) => {
    const from = points[index] ?? to;
    return {
      left: Math.min(from.x, to.x) - 4,
      right: Math.max(from.x, to.x) + 4,
      top: Math.min(from.y, to.y) - 4,
      bottom: Math.max(from.y, to.y) + 4,
    };
  });
}

/** Everything that lies on something else, or leaves the picture. */
function faults({ parts, ways, width, height, node }: Places): string[] {
  const labels = parts.flatMap(({ part, label }) => (label ? [{ id: part.id, box: label }] : []));
  const shapes = parts.map(({ part, at }) => ({ id: part.id, box: around(at, node / 2) }));
  const stretches = ways.flatMap(({ edge, points }) => banks(points).map((box) => ({ edge, box })));
  const frame = (box: Box) => box.left >= 0 && box.top >= 0 && box.right <= width && box.bottom <= height;
  return [
    ...[...labels, ...shapes].filter(({ box }) => !frame(box)).map(({ id }) => `${id} leaves the picture`),
    ...stretches.filter(({ box }) => !frame(box)).map(({ edge }) => `${edge} leaves the picture`),
    ...labels.flatMap((one, index) =>
      labels
        .slice(index + 1)
        .flatMap((other) => (overlap(one.box, other.box) ? [`the names of ${one.id} and ${other.id} overlap`] : [])),
    ),
    ...labels.flatMap((one) =>
      shapes.flatMap((other) => (overlap(one.box, other.box) ? [`the name of ${one.id} lies on ${other.id}`] : [])),
    ),
    ...labels.flatMap((one) =>
      stretches.flatMap(({ edge, box }) => (overlap(one.box, box) ? [`${edge} crosses the name of ${one.id}`] : [])),
    ),
    ...shapes.flatMap((one, index) => [
      ...shapes.slice(index + 1).flatMap((other) => (overlap(one.box, other.box) ? [`${one.id} lies on ${other.id}`] : [])),
      ...stretches.flatMap(({ edge, box }) =>
        !edge.includes(one.id) && overlap(one.box, box) ? [`${edge} crosses ${one.id}`] : [],
      ),
    ]),
  ];
}

/** Where a rate is written: as wide as `1,234/s`. */
function rateBoxes(places: Places): { spot: string; box: Box }[] {
  return rateSpots(places).map(({ of, at: { x, y }, anchor }) => {
    const left = anchor === 'start' ? x : anchor === 'end' ? x - 46 : x - 23;
    return { spot: JSON.stringify(of), box: { left, right: left + 46, top: y - 10, bottom: y + 2 } };
  });
}

/** Rates that lie on anything at all. */
function rateFaults(places: Places): string[] {
  const rates = rateBoxes(places);
  const others = [
    ...places.parts.map(({ part, at }) => ({ id: part.id, box: around(at, places.node / 2) })),
    ...places.parts.flatMap(({ part, label }) => (label ? [{ id: `the name of ${part.id}`, box: label }] : [])),
    ...places.ways.flatMap(({ edge, points }) => banks(points).map((box) => ({ id: String(edge), box }))),
  ];
  return rates.flatMap(({ spot, box }, index) => [
    ...others.filter((other) => overlap(box, other.box)).map(({ id }) => `the rate ${spot} lies on ${id}`),
    ...rates
      .slice(index + 1)
      .flatMap((other) => (overlap(box, other.box) ? [`the rates ${spot} and ${other.spot} overlap`] : [])),
    ...(box.top < 0 || box.left < 0 || box.right > places.width ? [`the rate ${spot} leaves the picture`] : []),
  ]);
}

test(`no rate touches a name, a shape, a channel or another rate in any of ${SEEDS} live pipelines`, () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { nodes, edges } = someGraph(seed);
    const places = placePipeline(nodes, edges, 'level');
    assert.deepEqual(rateFaults(places), [], `seed ${seed}: ${JSON.stringify({ nodes, edges })}`);
  }
});

test(`upright, no shape or channel touches another, and texts have their own side, in any of ${SEEDS} pipelines`, () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { nodes, edges } = someGraph(seed);
    const places = placeUpright(nodes, edges, 380);
    const parts = places.parts.map((one) => ({ ...one, label: undefined }));
    assert.deepEqual(faults({ ...places, parts }), [], `seed ${seed}: ${JSON.stringify({ nodes, edges })}`);
    const stretches = places.ways.flatMap(({ points }) => banks(points));
    const right = Math.max(...parts.map(({ at }) => at.x + places.node / 2), ...stretches.map((box) => box.right));
    assert.ok(right <= places.textX, `seed ${seed}: a channel at ${right} is among the texts, which begin at ${places.textX}`);
    const lines = parts.map(({ at }) => at.y);
    assert.ok(
      lines.every((y, index) => index === 0 || y - (lines[index - 1] ?? 0) >= 90),
      `seed ${seed}: ${lines}`,
    );
    assert.deepEqual(new Set(places.ways.map(({ edge }) => edge)), new Set(edges));
  }
});

for (const form of ['wide', 'narrow', 'level'] as const) {
  test(`no name, shape or channel touches another in any of ${SEEDS} pipelines, ${form}`, () => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const { nodes, edges } = someGraph(seed);
      assert.deepEqual(faults(placePipeline(nodes, edges, form)), [], `seed ${seed}: ${JSON.stringify({ nodes, edges })}`);
    }
  });
}

test('every edge has a channel that begins at its start, ends at its end, and has no slant', () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { nodes, edges } = someGraph(seed);
    const { parts, ways } = placePipeline(nodes, edges, 'wide');
    const at = new Map(parts.map((one) => [one.part.id, one.at]));
    assert.deepEqual(
      ways.map(({ edge }) => edge),
      edges,
    );
    for (const { edge, points } of ways) {
      assert.deepEqual([points.at(0), points.at(-1)], [at.get(edge[0]), at.get(edge[1])]);
      const isSlanted = points.slice(1).some((to, index) => to.x !== points[index]?.x && to.y !== points[index]?.y);
      assert.ok(!isSlanted, `seed ${seed}: ${JSON.stringify(points)}`);
    }
  }
});

test('a short chain has wide steps, a long one is as narrow as its names allow', () => {
  const chain = (length: number) => {
    const nodes = Array.from({ length }, (_, index): TrackNode => ({ id: `n${index}`, kind: 'topic', label: 'topic' }));
    return placePipeline(
      nodes,
      nodes.slice(1).map(({ id }, index): [string, string] => [`n${index}`, id]),
      'wide',
    );
  };
  assert.deepEqual([chain(3).width, chain(9).width, chain(12).width], [312, 660, 780]);
});

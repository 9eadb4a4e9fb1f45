import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import type { TrackFields } from '#contract/track.ts';
import { pipelinePicture } from '../../../src/tracks/pipeline-picture.ts';
import { readTrackSource } from '../../../src/tracks/track-source.ts';

const CONTENT = new URL('../../../content/', import.meta.url);
const TRACKS = ['event-enrichment', 'log-triage', 'machine-telemetry', 'filesystem-anomalies', 'change-data-capture'];

async function readTrack(id: string): Promise<TrackFields> {
  const { fields, problems } = readTrackSource(await readFile(new URL(`${id}/track.yaml`, CONTENT), 'utf8'));
  assert.deepEqual(problems, []);
  assert.ok(fields);
  return fields;
}

/** Label boxes, measured as wide as the widest glyphs of the font allow. */
function labelBoxes(svg: string): { text: string; left: number; right: number; y: number }[] {
  return [...svg.matchAll(/<text class="nm" text-anchor="middle" x="([\d.]+)" y="([\d.]+)">([^<]*)</g)].map(
    ([, x, y, text = '']) => {
      const half = (text.length * 6.8) / 2;
      return { text, left: Number(x) - half, right: Number(x) + half, y: Number(y) };
    },
  );
}

for (const id of TRACKS) {
  test(`the names in the picture of ${id} do not touch each other or leave it`, async () => {
    const svg = pipelinePicture(await readTrack(id), 'wide');
    const width = Number(/viewBox="0 0 ([\d.]+)/.exec(svg)?.[1]);
    const boxes = labelBoxes(svg);
    assert.ok(boxes.length > 3);
    for (const box of boxes) {
      assert.ok(box.left >= 0 && box.right <= width, `${box.text} leaves the picture`);
      for (const other of boxes) {
        const isApart = other === box || other.y !== box.y || other.left >= box.right + 4 || other.right + 4 <= box.left;
        assert.ok(isApart, `${box.text} touches ${other.text}`);
      }
    }
  });
}

test('a part has its state, and what leads to a part not built yet is dotted', async () => {
  const track = await readTrack('event-enrichment');
  const states = new Map(track.nodes.map(({ id }) => [id, 'none' as const] as [string, 'none' | 'built' | 'here']));
  states.set('sensors', 'built');
  states.set('test-queue', 'here');
  const svg = pipelinePicture({ ...track, states }, 'wide');
  assert.equal(svg.match(/class="n n-here"/g)?.length, 1);
  assert.equal(svg.match(/class="n n-none"/g)?.length, track.nodes.length - 2);
  assert.equal(svg.match(/class="bed"/g)?.length, 1);
  assert.equal(svg.match(/class="e-none"/g)?.length, track.edges.length - 1);
});

test('the picture says in a sentence what it shows', async () => {
  const track = await readTrack('log-triage');
  const states = new Map(track.nodes.map(({ id }) => [id, id === 'mysql' ? ('none' as const) : ('built' as const)]));
  const svg = pipelinePicture({ ...track, states }, 'wide');
  const ways = 'generator → server-logs → Spark → status → Logstash → Elasticsearch → Kibana, and Spark → MySQL.';
  assert.ok(svg.includes(`role="img" aria-label="${ways} Still to come: MySQL."`), svg.slice(0, 400));
});

test('the narrow form has shapes and no names', async () => {
  const svg = pipelinePicture(await readTrack('event-enrichment'), 'narrow');
  assert.equal(svg.match(/<use /g)?.length, 6);
  assert.doesNotMatch(svg, /<text/);
});

test('a name is text, whatever signs it has', () => {
  const svg = pipelinePicture({ nodes: [{ id: 'a', kind: 'topic', label: '<b>"&' }], edges: [] }, 'wide');
  assert.ok(svg.includes('>&#60;b&#62;&#34;&#38;</text>'));
});

test('no channel crosses a part that it does not join', async () => {
  for (const id of TRACKS) {
    const track = await readTrack(id);
    const svg = pipelinePicture(track, 'wide');
    const centres = [...svg.matchAll(/<use href="[^"]+" x="([\d.]+)" y="([\d.]+)"/g)].map(
      ([, x, y]) => [Number(x) + 20, Number(y) + 20] as const,
    );
    for (const [, path = ''] of svg.matchAll(/class="bank"[^>]*d="([^"]+)"/g)) {
      const [, x1 = 0, y1 = 0] = /^M([\d.]+) ([\d.]+)/.exec(path)?.map(Number) ?? [];
      const end = Number(/H([\d.]+)$/.exec(path)?.[1]);
      const lastY = Number(/V([\d.]+)/.exec(path)?.[1] ?? y1);
      const inside = centres.filter(([x, y]) => x > x1 + 1 && x < end - 1 && Math.abs(y - y1) < 1 && lastY === y1);
      assert.deepEqual(inside, [], `${id}: ${path}`);
    }
  }
});

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import type { TrackFields } from '#contract/track.ts';
import { readTrackSource } from '#contract/track-source.ts';
import { pipelinePicture } from '../../../src/tracks/pipeline-picture.ts';

const CONTENT = new URL('../../../content/', import.meta.url);

async function readTrack(id: string): Promise<TrackFields> {
  const { fields, problems } = readTrackSource(await readFile(new URL(`${id}/track.yaml`, CONTENT), 'utf8'));
  assert.deepEqual(problems, []);
  assert.ok(fields);
  return fields;
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
  const ways = 'generator → server-logs → Spark → status → Logstash → Elasticsearch → Kibana, and users → Spark → MySQL.';
  assert.ok(svg.includes(`role="img" aria-label="${ways} Still to come: MySQL."`), svg.slice(0, 400));
});

test('the narrow form has shapes and no names', async () => {
  const svg = pipelinePicture(await readTrack('event-enrichment'), 'narrow');
  assert.equal(svg.match(/<use /g)?.length, 7);
  assert.doesNotMatch(svg, /<text/);
});

test('a name is text, whatever signs it has', () => {
  const svg = pipelinePicture({ nodes: [{ id: 'a', kind: 'topic', label: '<b>"&' }], edges: [] }, 'wide');
  assert.ok(svg.includes('>&#60;b&#62;&#34;&#38;</text>'));
});

test('a channel names the lesson that adds the part at its end', async () => {
  const track = await readTrack('event-enrichment');
  const svg = pipelinePicture({ ...track, lessonOf: new Map([['test-queue', 'event-enrichment/a-queue']]) }, 'wide');
  assert.deepEqual(svg.match(/data-lesson="[^"]+"/g), ['data-lesson="event-enrichment/a-queue"']);
});

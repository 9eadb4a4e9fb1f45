import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TrackNode } from '#contract/track.ts';
import { lessonCaption, lessonStates } from '../../../src/tracks/lesson-picture.ts';
import type { Lesson } from '../../../src/tracks/tracks.ts';

const nodes: TrackNode[] = [
  { id: 'sensors', kind: 'source', label: 'sensors' },
  { id: 'queue', kind: 'queue', label: 'test_queue' },
  { id: 'topic', kind: 'topic', label: 'test_topic' },
];
const edges: [string, string][] = [
  ['sensors', 'queue'],
  ['queue', 'topic'],
];

function lesson(number: number, adds: string[]): Lesson {
  const id = `track/lesson-${number}`;
  return {
    id,
    href: `/${id}/`,
    number,
    title: id,
    summary: id,
    minutes: 5,
    services: [],
    covers: [],
    programs: [],
    checks: [],
    adds,
  };
}
const lessons = [lesson(1, []), lesson(2, ['queue']), lesson(3, []), lesson(4, ['topic'])];

const statesAt = (number: number) => Object.fromEntries(lessonStates({ nodes, edges, lessons }, number));
const captionAt = (number: number) => {
  const at = lessons[number - 1];
  assert.ok(at);
  return lessonCaption({ nodes }, at, lessonStates({ nodes, edges, lessons }, number));
};

test('before anything is built all parts are dotted', () => {
  assert.deepEqual(statesAt(1), { sensors: 'none', queue: 'none', topic: 'none' });
  assert.equal(captionAt(1), 'What you will build. Each lesson adds a part of it.');
});

test('a source stands as soon as something takes from it', () => {
  assert.deepEqual(statesAt(2), { sensors: 'built', queue: 'here', topic: 'none' });
  assert.equal(captionAt(2), 'This lesson adds test_queue. The dotted parts follow in later lessons.');
});

test('what earlier lessons added stays', () => {
  assert.deepEqual(statesAt(3), { sensors: 'built', queue: 'built', topic: 'none' });
  assert.equal(captionAt(3), 'This lesson adds no part to the picture. The dotted parts follow in later lessons.');
});

test('with its last part the picture is whole', () => {
  assert.deepEqual(statesAt(4), { sensors: 'built', queue: 'built', topic: 'here' });
  assert.equal(captionAt(4), 'This lesson adds test_topic.');
});

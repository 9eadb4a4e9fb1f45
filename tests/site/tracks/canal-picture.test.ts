import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TrackNode } from '#contract/track.ts';
import { stationPlaces } from '../../../src/tracks/canal-picture.ts';

const nodes = ['a', 'b', 'c'].map((id): TrackNode => ({ id, kind: 'topic', label: id }));
const xs = [60, 550, 1040];
const adds = (...lists: string[][]) => lists.map((list) => ({ adds: list }));

test('a lesson that adds a part stands below it', () => {
  assert.deepEqual(stationPlaces(nodes, adds(['a'], ['b'], ['c']), xs), [60, 550, 1040]);
});

test('lessons without a part share the way to the next one', () => {
  assert.deepEqual(stationPlaces(nodes, adds(['a'], [], ['b']), xs), [60, 305, 550]);
  assert.deepEqual(stationPlaces(nodes, adds([], [], ['b']), xs), [60, 305, 550]);
});

test('the last lessons stand before a part that no lesson adds yet', () => {
  const [, second = 0, third = 0] = stationPlaces(nodes, adds(['a'], [], []), xs);
  assert.ok(60 < second && second < third && third < 550);
});

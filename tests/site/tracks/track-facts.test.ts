import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  authorsGuide,
  embeddedInWords,
  learnersTracks,
  lessonDescription,
  lessonsOfParts,
  lessonTitle,
  tracksInWords,
} from '../../../src/tracks/track-facts.ts';
import type { Lesson } from '../../../src/tracks/tracks.ts';

const lesson = (id: string, adds: string[]): Lesson => ({
  ...{
    id,
    href: `/${id}/`,
    number: 1,
    title: id,
    summary: 'Short.',
    minutes: 5,
    services: [],
    covers: [],
    programs: [],
    checks: [],
    adds,
  },
});

test('the guide for authors is not among the tracks of learners, and shows once it has a lesson', () => {
  const learners = { for: 'learners' as const, lessons: [] };
  const empty = { for: 'authors' as const, lessons: [] };
  const guide = { for: 'authors' as const, lessons: [lesson('g/one', [])] };
  assert.deepEqual(learnersTracks([learners, guide]), [learners]);
  assert.equal(authorsGuide([learners, empty]), undefined);
  assert.equal(authorsGuide([learners, guide]), guide);
});

test('tracks are counted in words as far as words are shorter', () => {
  assert.deepEqual([1, 5, 13].map(tracksInWords), ['One track', 'Five tracks', '13 tracks']);
});

test('a track says which of its services the embedded stack has', () => {
  assert.equal(embeddedInWords({ services: ['echo', 'rabbitmq'] }), 'All of it: Echo and RabbitMQ.');
  assert.equal(
    embeddedInWords({ services: ['rabbitmq', 'impala'] }),
    'RabbitMQ is there. Impala so far runs on the Docker stack only.',
  );
  assert.equal(embeddedInWords({ services: ['nifi', 'impala'] }), 'NiFi and Impala so far run on the Docker stack only.');
});

test('a very short summary gets its place, others stand as they are', () => {
  const track = { title: 'Event enrichment' };
  assert.equal(
    lessonDescription({ summary: 'A queue.', number: 4, minutes: 12 }, track),
    'A queue. Lesson 4 of Event enrichment, 12 minutes, every command runs on your machine.',
  );
  const summary = 'Create a queue, publish an event to it, and look at the event.';
  assert.equal(lessonDescription({ summary, number: 4, minutes: 12 }, track), summary);
});

test('a lesson whose title another lesson has too names its track', () => {
  const tracks = [
    { lessons: [{ title: 'What you will build' }, { title: 'A queue' }] },
    { lessons: [{ title: 'What you will build' }] },
  ];
  const track = { title: 'Log triage' };
  assert.equal(lessonTitle({ title: 'What you will build' }, track, tracks), 'What you will build · Log triage · Towpath');
  assert.equal(lessonTitle({ title: 'A queue' }, track, tracks), 'A queue · Towpath');
});

test('a part belongs to the first lesson that adds it', () => {
  const lessons = [lesson('t/one', ['queue']), lesson('t/two', ['queue', 'topic'])];
  assert.deepEqual(Object.fromEntries(lessonsOfParts({ lessons })), { queue: 't/one', topic: 't/two' });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearestPages } from '../../../src/tracks/nearest-pages.ts';

const PAGES = [
  { path: 'event-enrichment', title: 'Event enrichment' },
  { path: 'event-enrichment/what-you-will-build', title: 'What you will build' },
  { path: 'event-enrichment/a-queue-to-receive-events', title: 'A queue to receive events' },
  { path: 'event-enrichment/many-events-from-a-script', title: 'Many events from a script' },
  { path: 'log-triage/what-you-will-build', title: 'What you will build' },
];
const paths = (address: string) => nearestPages(address, PAGES).pages.map(({ path }) => path);

test('a mistyped beginning of a name finds its lesson, and the word as it is written there', () => {
  const { pages, words } = nearestPages('/event-enrichment/a-quue/', PAGES);
  assert.deepEqual(pages, [PAGES[2]]);
  assert.equal(words, 'queue');
});

test('of two lessons with one name the one of the address’s track comes first', () => {
  assert.deepEqual(paths('/log-triage/what-you-wil-build'), [
    'log-triage/what-you-will-build',
    'event-enrichment/what-you-will-build',
  ]);
  assert.deepEqual(paths('/event-enrichment/what-you-wil-build'), [
    'event-enrichment/what-you-will-build',
    'log-triage/what-you-will-build',
  ]);
});

test('a mistyped track, a number before the name and an ending are no hindrance', () => {
  assert.deepEqual(paths('/event-enrichmnet/'), ['event-enrichment']);
  assert.equal(
    paths('/event-enrichment/a-queue-to-recieve-events/index.html').at(0),
    'event-enrichment/a-queue-to-receive-events',
  );
  assert.equal(paths('/event-enrichment/04-a-queue-to-receive-events.html').at(0), 'event-enrichment/a-queue-to-receive-events');
});

test('nothing near is nothing, and the words of the address are kept for the search', () => {
  assert.deepEqual(nearestPages('/zeppelin/hangar-doors', PAGES), { pages: [], words: 'hangar doors' });
  assert.deepEqual(nearestPages('/', PAGES), { pages: [], words: '' });
  assert.deepEqual(nearestPages('/%E0%A4%A/', PAGES).pages, []);
});

test('at most as many as asked for', () => {
  assert.equal(nearestPages('/what-you-will-build', PAGES, 1).pages.length, 1);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mentions } from '../../../src/components/mentions.ts';

const PAGE = 'A queue to receive events. Z is the last letter. It runs until you stop it; each message is acknowledged.';

test('a page mentions a word, a part of it and other forms of it', () => {
  for (const search of [
    'queue',
    'QUE',
    'queues',
    'running',
    'acknowledging',
    'last letter',
    'message, acknowledge',
    '"receive events"',
    'z',
  ])
    assert.ok(mentions(PAGE, search), search);
});

test('a page that has but the first letters of a word does not mention it', () => {
  for (const search of ['zeppelinhangar', 'quagmire', 'queue zebra', 'the last litterbox'])
    assert.ok(!mentions(PAGE, search), search);
});

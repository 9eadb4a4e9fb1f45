import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type * as z from 'zod';
import { type ClientMessage, clientMessage } from '#contract/client-message.ts';
import { ERROR_CODES, type ErrorCode, errorBody } from '#contract/error.ts';
import { MAX_INPUT_CHARS, MAX_TEXT_CHARS } from '#contract/limits.ts';
import { type RunnerMessage, runnerMessage } from '#contract/runner-message.ts';
import { CLIENT_SAMPLES, RUNNER_SAMPLES } from './message-samples.ts';

const families = [
  { name: 'a page', union: clientMessage, samples: CLIENT_SAMPLES as readonly (ClientMessage | RunnerMessage)[] },
  { name: 'a runner', union: runnerMessage, samples: RUNNER_SAMPLES as readonly (ClientMessage | RunnerMessage)[] },
];

for (const { name, union, samples } of families) {
  describe(`what ${name} sends`, () => {
    test('there is a sample of every message', () => {
      const types = union.options.map((option) => option.shape.type.value);
      assert.deepEqual([...new Set(samples.map(({ type }) => type))].sort(), [...types].sort());
    });

    for (const sample of samples) {
      test(`${sample.type} is the same after a journey as JSON`, () => {
        const text = JSON.stringify(sample);
        assert.deepEqual(JSON.parse(JSON.stringify(union.parse(JSON.parse(text)))), JSON.parse(text));
      });

      test(`${sample.type} with a field that nobody knows is refused`, () =>
        assert.equal(union.safeParse({ ...sample, more: 1 }).success, false));

      test(`${sample.type} without one of its fields is refused, unless the field may be absent`, () => {
        const shape = (union.options.find((option) => option.shape.type.value === sample.type)?.shape ?? {}) as Record<
          string,
          z.ZodType
        >;
        for (const [field, schema] of Object.entries(shape)) {
          const { [field]: _gone, ...rest } = sample as Record<string, unknown>;
          assert.equal(union.safeParse(rest).success, schema.safeParse(undefined).success, field);
        }
      });
    }
  });
}

describe('what a page may not send', () => {
  const run = { type: 'block.run', id: 1, lesson: 'track/lesson', block: 'a', hash: '0', cols: 80, rows: 24 };
  const refused: [string, unknown][] = [
    ['nothing', null],
    ['a list', [run]],
    ['a message without a type', { id: 1 }],
    ['an unknown type', { type: 'block.explode', id: 1 }],
    ['a message of the runner', { type: 'request.done', id: 1 }],
    ['a lesson that climbs out of the content', { ...run, lesson: '../secrets' }],
    ['a lesson that is three folders deep', { ...run, lesson: 'a/b/c' }],
    ['a block that is no word', { ...run, block: 'a b' }],
    ['a size of no terminal', { ...run, cols: 0 }],
    ['a size of half a column', { ...run, cols: 80.5 }],
    ['a negative id', { ...run, id: -1 }],
    ['an id that is a text', { ...run, id: '1' }],
    ['a text that is too long', { ...run, text: 'x'.repeat(MAX_TEXT_CHARS + 1) }],
    ['too many key strokes at once', { type: 'terminal.input', terminal: 't-1', data: 'x'.repeat(MAX_INPUT_CHARS + 1) }],
    ['an acknowledgement of nothing', { type: 'terminal.ack', terminal: 't-1', chars: 0 }],
    ['an unknown service', { type: 'stack.start', id: 1, service: 'kafak' }],
    ['an unknown stack', { type: 'stack.select', id: 1, stack: 'podman' }],
  ];
  for (const [what, message] of refused) test(what, () => assert.equal(clientMessage.safeParse(message).success, false));

  test('a text of exactly the largest size is taken', () =>
    assert.equal(clientMessage.safeParse({ ...run, text: 'x'.repeat(MAX_TEXT_CHARS) }).success, true));
});

test('every error code is a documented noun and state, and travels', () => {
  for (const [code, meaning] of Object.entries(ERROR_CODES)) {
    assert.match(code, /^(?:internal|[a-z]+\.[a-z-]+)$/);
    assert.match(meaning, /^[A-Z].*\.$/);
    assert.equal(errorBody.safeParse({ code: code as ErrorCode, message: 'x' }).success, true);
  }
  assert.equal(errorBody.safeParse({ code: 'made.up', message: 'x' }).success, false);
});

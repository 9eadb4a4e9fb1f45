import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as z from 'zod';
import { clientMessage } from '#contract/client-message.ts';
import { hashText } from '#contract/hash.ts';
import { runnerMessage } from '#contract/runner-message.ts';
import { PROTOCOL_HISTORY, PROTOCOL_VERSION } from '#contract/version.ts';

/** Of what may arrive on either side, so `io: 'input'`; descriptions play no part, they are not in the schemas. */
const fingerprint = hashText(
  JSON.stringify([clientMessage, runnerMessage].map((union) => z.toJSONSchema(union, { io: 'input' }))),
);

test('the messages are those of the newest line in the history', () => {
  assert.equal(
    PROTOCOL_HISTORY[PROTOCOL_VERSION]?.fingerprint,
    fingerprint,
    `A message changed. In runner/contract/version.ts raise PROTOCOL_VERSION (unless this version was never released), ` +
      `and give its line in PROTOCOL_HISTORY what changed and the fingerprint '${fingerprint}'.`,
  );
});

test('the newest line of the history is the version, and every line says what changed', () => {
  const versions = Object.keys(PROTOCOL_HISTORY).map(Number);
  assert.equal(Math.max(...versions), PROTOCOL_VERSION);
  assert.deepEqual(
    versions.toSorted((a, b) => a - b),
    Array.from({ length: PROTOCOL_VERSION }, (_, i) => i + 1),
  );
  assert.equal(new Set(Object.values(PROTOCOL_HISTORY).map((line) => line.fingerprint)).size, versions.length);
  for (const { what } of Object.values(PROTOCOL_HISTORY)) assert.notEqual(what.trim(), '');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PROTOCOL_HISTORY, PROTOCOL_VERSION } from '#contract/version.ts';
import { messageFingerprint } from '../../runner/scaffold/message-fingerprint.ts';

const fingerprint = messageFingerprint();

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

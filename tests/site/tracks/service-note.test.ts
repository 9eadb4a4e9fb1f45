import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SERVICE_IDS } from '#contract/services.ts';
import { SERVICES } from '../../../runner/services/registry.ts';
import { serviceNote } from '../../../src/tracks/service-note.ts';

test('a lesson says Docker exactly when one of its services has no embedded form', () => {
  const embedded = SERVICES.filter(({ startEmbedded }) => startEmbedded).map(({ id }) => id);
  const unmarked = SERVICE_IDS.filter((id) => serviceNote([id]) === undefined);
  assert.deepEqual(unmarked.toSorted(), embedded.toSorted());
  assert.equal(serviceNote(['rabbitmq', 'kafka']), undefined);
  assert.equal(serviceNote([]), undefined);
  assert.equal(serviceNote(['rabbitmq', 'impala']), 'Docker');
});

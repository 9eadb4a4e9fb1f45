import assert from 'node:assert/strict';
import { accessSync, constants, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { STAND_INS } from '#contract/services.ts';
import { SERVICES } from '../../../runner/services/registry.ts';

const withCommands = SERVICES.filter(({ commands }) => commands !== undefined);

test('blocks run in those services on the embedded stack whose programs have stand-ins there', () => {
  assert.deepEqual(withCommands.map(({ id }) => id).toSorted(), STAND_INS.toSorted());
  for (const { id, startEmbedded } of withCommands) assert.ok(startEmbedded, `${id} has stand-ins and no embedded form`);
});

test('every file among the stand-ins can be run', () => {
  for (const { commands = '' } of withCommands) {
    const names = readdirSync(commands);
    assert.ok(names.length > 0, commands);
    for (const name of names) accessSync(join(commands, name), constants.X_OK);
  }
});

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { MessageTable } from '../../../../runner/services/kafka/embedded/messages/message.ts';
import { readVersions } from '../../../../runner/services/kafka/embedded/wire/notation.ts';

const FOLDER = join(import.meta.dirname, '../../../../runner/services/kafka/embedded/messages');

test('our client speaks versions of messages that the embedded broker speaks', async () => {
  const files = readdirSync(FOLDER).filter((name) => name !== 'message.ts');
  const tables = await Promise.all(files.map(async (file) => Object.values(await import(join(FOLDER, file))) as MessageTable[]));
  const spoken = tables.flat().filter(({ clientVersion }) => clientVersion !== undefined);
  assert.ok(spoken.length > 20);
  for (const { name, versions, clientVersion = -1 } of spoken) {
    const { min, max } = readVersions(versions);
    assert.ok(clientVersion >= min && clientVersion <= max, `${name} ${clientVersion} is not in ${versions}`);
  }
});

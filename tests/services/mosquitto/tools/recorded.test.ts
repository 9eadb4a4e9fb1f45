import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { startMosquitto } from '../../../../runner/services/mosquitto/embedded/start-mosquitto.ts';
import { type Answer, plain, play, standInEnvironment } from './play.ts';
import { SCENARIO } from './scenario.ts';

const recorded = JSON.parse(readFileSync(join(import.meta.dirname, 'recorded.json'), 'utf8')) as {
  mosquitto: string;
  answers: Answer[];
};

test(`on the embedded broker the stand-ins answer as mosquitto-clients ${recorded.mosquitto} do on Mosquitto`, async (t) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'towpath mosquitto '));
  const broker = await startMosquitto({ dataDir, port: 0, log: () => undefined });
  const expected = [...recorded.answers];
  for await (const answer of play(SCENARIO, broker.port, standInEnvironment()))
    await t.test(answer.command, () => assert.deepEqual(plain(answer), expected.shift()));
  assert.deepEqual(expected, [], 'every recorded answer is compared');
  await broker.stop();
  await rm(dataDir, { recursive: true, force: true });
});

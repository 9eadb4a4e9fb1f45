import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { plain } from './plain.ts';
import { type Answer, play } from './play.ts';
import { SCENARIO } from './scenario.ts';
import { toolEnvironment } from './tool-environment.ts';

const recorded = JSON.parse(readFileSync(join(import.meta.dirname, 'recorded.json'), 'utf8')) as {
  kafka: string;
  answers: Answer[];
};

test(`the stand-ins answer as the tools of Kafka ${recorded.kafka} do`, async (t) => {
  const expected = [...recorded.answers];
  for await (const answer of play(SCENARIO, toolEnvironment())) {
    await t.test(answer.command, () => assert.deepEqual(plain(answer), expected.shift()));
  }
  assert.deepEqual(expected, [], 'every recorded answer is compared');
});

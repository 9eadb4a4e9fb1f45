import { writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { type Answer, ask } from './ask.ts';
import { cleanBroker } from './clean-broker.ts';
import { type Scenario, scenarios } from './requests.ts';

/** Longer than the real broker takes to count (ms): its statistics come every 5 s and are kept for as long in a cache. */
const COUNTED_MS = 12_000;

async function record(baseUrl: string, scenario: Scenario): Promise<Answer[]> {
  await cleanBroker(baseUrl);
  const answers: Answer[] = [];
  let counted = false;
  for (const step of scenario.steps) {
    if (step.settle && !counted) await pause(COUNTED_MS);
    counted = Boolean(step.settle);
    answers.push(await ask(baseUrl, step));
  }
  return answers;
}

// Writes recorded.json from a real broker that nobody else uses, then lay it out: npm run format.
//   node tests/conformance/rabbitmq/record.ts http://127.0.0.1:15672
const baseUrl = process.argv[2] ?? 'http://127.0.0.1:15672';
const version = (await ask(baseUrl, { do: 'GET /api/overview?columns=rabbitmq_version' })).body;
const recorded: Record<string, unknown> = { broker: version };
for (const scenario of scenarios) recorded[scenario.name] = await record(baseUrl, scenario);
const lines = Object.entries(recorded).map(([name, value]) =>
  Array.isArray(value)
    ? `${JSON.stringify(name)}: [\n${value.map((answer) => JSON.stringify(answer)).join(',\n')}\n]`
    : `${JSON.stringify(name)}: ${JSON.stringify(value)}`,
);
writeFileSync(new URL('recorded.json', import.meta.url), `{\n${lines.join(',\n')}\n}\n`);

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { eventually } from '../../support/eventually.ts';
import { type Answer, ask } from './ask.ts';
import { cleanBroker } from './clean-broker.ts';
import { scenarios } from './requests.ts';

/** How long a broker may take to count (ms). */
const COUNT_WITHIN_MS = 20_000;

const recorded = JSON.parse(readFileSync(new URL('recorded.json', import.meta.url), 'utf8')) as Record<string, Answer[]>;

/**
 * Every request of `requests.ts` is answered as RabbitMQ 3.10.8 answered it when `record.ts` asked: status, headers, body.
 * @param baseUrl a broker that nobody else uses; asked late, when it runs.
 */
export function rabbitmqSuite(baseUrl: () => string): void {
  for (const { name, steps } of scenarios) {
    test(`${name}: ${steps.length} requests are answered as recorded`, async () => {
      await cleanBroker(baseUrl());
      const differences: string[] = [];
      for (const [i, step] of steps.entries()) {
        const look = async () => {
          const { body, ...rest } = await ask(baseUrl(), step);
          assert.deepEqual({ ...rest, body }, recorded[name]?.[i]);
        };
        const asked = `${step.do} ${JSON.stringify(step.body) ?? ''}`.slice(0, 300);
        await (step.settle ? eventually(look, { withinMs: COUNT_WITHIN_MS }) : look()).catch((error: Error) => {
          differences.push(`${i}: ${asked}\n${error.message}`);
        });
      }
      assert.equal(differences.length, 0, differences.join('\n\n'));
    });
  }
}

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { OtherThing } from '#contract/messages/pipeline.ts';
import { eventually } from '../../support/eventually.ts';
import { fence, fixtureContent, temporaryDir } from '../../support/fixture-content.ts';
import { type RequestRefused, RunnerClient } from '../../support/runner-client.ts';
import { type StartedRunner, startRunner } from '../../support/start-runner.ts';

const queue = (method: string, name: string) =>
  `curl --silent --fail -u guest:guest -X ${method} -H 'content-type: application/json' -d '{}' http://rabbitmq:15672/api/queues/%2F/${name}`;
const contentDir = fixtureContent({
  '01-queues': {
    services: ['rabbitmq'],
    blocks: [
      fence('id=make', `${queue('PUT', 'shown')}\n${queue('PUT', 'a.b c'.replace(' ', '%20'))}`),
      fence('id=drop', queue('DELETE', 'a.b%20c')),
    ],
  },
});
writeFileSync(
  join(contentDir, 'try/track.yaml'),
  `title: A\nsummary: B\nbuilds: C\norder: 1\nservices: [rabbitmq]\nnodes:\n` +
    `  - { id: q, kind: queue, label: q, service: rabbitmq, shows: queue shown }\n` +
    `  - { id: p, kind: source, label: p }\nedges:\n  - [p, q]\n`,
);

let runner: StartedRunner;
before(async () => {
  runner = await startRunner({ dataDir: temporaryDir(), args: ['--content-dir', contentDir] });
});
after(() => runner.stop());

test('who looks at a picture hears of the queues that are not in it, and can look into them, whatever their name', async () => {
  const { client, welcome } = await RunnerClient.connect(runner);
  await client.untilReady(welcome.stack);
  let others: OtherThing[] | undefined;
  client.on('pipeline.frame', (frame) => {
    others = frame.others;
  });
  const peek = (part: string) => client.request({ type: 'peek.read', track: 'try', part, mayMark: false });
  await client.request({ type: 'pipeline.watch', track: 'try' });
  await eventually(() => assert.deepEqual(others, []), { withinMs: 20_000 });
  await client.runBlock('try/queues', 'make');
  const other = { part: 'rabbitmq queue a.b c', label: 'a.b c', service: 'rabbitmq', kind: 'queue' };
  await eventually(() => assert.deepEqual(others, [other]), { withinMs: 20_000 });
  const seen = await peek(other.part);
  assert.ok(seen.type === 'peek.messages');
  assert.deepEqual([seen.part, seen.state, seen.total], [other.part, 'seen', 0]);
  await client.runBlock('try/queues', 'drop');
  await eventually(() => assert.deepEqual(others, []), { withinMs: 20_000 });
  const gone = await peek(other.part);
  assert.equal(gone.type === 'peek.messages' && gone.state, 'missing');
  for (const wrong of ['kafka topic a', 'rabbitmq topic a', 'rabbitmq constructor a'])
    await assert.rejects(peek(wrong), (error: RequestRefused) => error.body.code === 'part.unknown', wrong);
  client.close();
});

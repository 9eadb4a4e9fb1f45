import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { ServiceState, StackStatus } from '#contract/messages/stack.ts';
import { eventually } from '../support/eventually.ts';
import { fence, fixtureContent, temporaryDir } from '../support/fixture-content.ts';
import { PageBlock } from '../support/page-block.ts';
import { RunnerClient } from '../support/runner-client.ts';
import { type StartedRunner, startRunner } from '../support/start-runner.ts';

const LESSON = 'try/echo';
const contentDir = fixtureContent({
  '01-echo': {
    services: ['echo'],
    blocks: [
      fence('id=heard', 'curl --silent http://echo:7007/heard'),
      fence('id=say', 'curl --silent --data hello http://echo:7007/say'),
    ],
  },
});
let runner: StartedRunner;
let client: RunnerClient;
let status: StackStatus;
let states: ServiceState[] = [];

before(async () => {
  runner = await startRunner({ dataDir: temporaryDir(), args: ['--content-dir', contentDir] });
  const connected = await RunnerClient.connect(runner);
  ({ client } = connected);
  status = connected.welcome.stack;
  client.on('stack.state', (message) => {
    ({ status } = message);
    const state = status.services[0]?.state;
    if (state && state !== states.at(-1)) states.push(state);
  });
  await client.untilReady(status);
});
after(() => runner.stop());

describe('services', () => {
  test('that lessons name are started, with an address and how long it took', async () => {
    await eventually(() => assert.ok(status.readyMs));
    const [echo] = status.services;
    assert.deepEqual(
      [status.stack, status.state, echo?.service, echo?.title, echo?.available],
      ['embedded', 'ready', 'echo', 'Echo', true],
    );
    assert.match(echo?.endpoints[0]?.url ?? '', /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.ok((echo?.readyMs ?? 0) > 0 && (status.readyMs ?? 0) > 0);
  });

  test('are stopped and started, and every page hears of each step', async () => {
    states = ['ready'];
    await client.request({ type: 'stack.stop', service: 'echo' });
    await client.request({ type: 'stack.start', service: 'echo' });
    assert.deepEqual(states, ['ready', 'stopping', 'stopped', 'starting', 'ready']);
  });

  test('are reset without ever being stopped: they are on their way back', async () => {
    await client.runBlock(LESSON, 'say');
    states = ['ready'];
    await client.request({ type: 'stack.reset', service: 'echo' });
    assert.deepEqual(states, ['ready', 'stopping', 'starting', 'ready']);
    const emptied = async (block: string) => (await client.openLesson(LESSON)).blocks.find((one) => one.block === block)?.emptied;
    assert.equal(await emptied('say'), 'Echo', 'what it made is gone');
    assert.equal((await client.runBlock(LESSON, 'heard')).output, '[]');
    assert.equal(await emptied('heard'), undefined);
  });

  test('carry out orders one after the other, whoever gives them', async () => {
    const { client: other } = await RunnerClient.connect(runner);
    await Promise.all([
      client.request({ type: 'stack.reset' }),
      other.request({ type: 'stack.stop' }),
      client.request({ type: 'stack.start' }),
      other.request({ type: 'stack.reset' }),
      client.request({ type: 'stack.start' }),
    ]);
    assert.equal(status.state, 'ready');
    assert.equal((await client.runBlock(LESSON, 'heard')).output, '[]');
    other.close();
  });

  test('show the newest lines of their log', async () => {
    const { lines } = (await client.request({ type: 'stack.read-logs', service: 'echo' })) as { lines?: string[] };
    assert.match(lines?.join('\n') ?? '', /Echo listens on port \d+\.\n[\s\S]*— ready/);
  });
});

/** Resets, and does something meanwhile: the services' process is held still, so that the reset cannot be over before. */
async function duringReset(meanwhile: () => Promise<void>): Promise<void> {
  const { stackPid } = JSON.parse(readFileSync(join(runner.dataDir, 'runner.json'), 'utf8')) as { stackPid: number };
  process.kill(stackPid, 'SIGSTOP');
  const reset = client.request({ type: 'stack.reset' });
  try {
    await eventually(() => assert.notEqual(status.state, 'ready'));
    await meanwhile();
  } finally {
    process.kill(stackPid, 'SIGCONT');
  }
  await reset;
}

describe('a block that is run while a service is on its way', () => {
  test('waits for it during a reset, and then runs', async () => {
    const page = await PageBlock.open(runner, { lesson: LESSON, block: 'heard' });
    let seen: string[] = [];
    page.client.on('block.state', (message) => message.status.block === 'heard' && seen.push(message.status.state));
    for (let round = 0; round < 5; round++) {
      await client.runBlock(LESSON, 'say');
      seen = [];
      let started = Promise.resolve();
      await duringReset(async () => {
        started = page.start();
        await page.until('waiting');
      });
      await started;
      assert.equal((await page.until('ok')).waitingFor, undefined);
      assert.equal(page.text, '[]');
      assert.ok(!seen.includes('idle'), `a page would show it as not run in between: ${seen.join(', ')}`);
      await page.clear();
    }
    page.close();
  });

  test('says what it waits for, and can be stopped meanwhile', async () => {
    const page = await PageBlock.open(runner, { lesson: LESSON, block: 'heard' });
    const seen: (string | undefined)[] = [];
    page.client.on('block.state', (message) => seen.push(`${message.status.state} ${message.status.waitingFor}`));
    await duringReset(async () => {
      const started = page.start();
      const again = page.start();
      await Promise.all([page.stop(), started, assert.rejects(again, /is running already/)]);
      assert.deepEqual(seen, ['waiting echo', 'idle undefined']);
    });
    await page.until('idle');
    await page.runToEnd();
    page.close();
  });

  test('does not start any more when the runner ends meanwhile', async () => {
    const own = await startRunner({ dataDir: temporaryDir(), args: ['--content-dir', contentDir] });
    const page = await PageBlock.open(own, { lesson: LESSON, block: 'heard' });
    const reset = page.client.request({ type: 'stack.reset' });
    const run = page.start();
    page.client.socket.on('error', () => undefined);
    const ended = Promise.allSettled([reset, run]);
    await own.stop();
    await ended;
    assert.equal(own.child.exitCode, 0);
    assert.equal(own.output(), '');
  });
});

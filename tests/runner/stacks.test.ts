import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { StackStatus } from '#contract/messages/stack.ts';
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
      fence('id=hello', 'echo hello'),
      // It heeds no signal that can be ignored, so that it takes a while to leave the stack.
      fence('id=stubborn', "trap '' TERM HUP INT; echo here; while :; do read -t 1 < /dev/zero || true; done"),
    ],
  },
});
let runner: StartedRunner;
let client: RunnerClient;
let status: StackStatus;

before(async () => {
  // A machine without Docker: what is looked at is the way there and back.
  const env = { DOCKER_HOST: `unix://${join(temporaryDir(), 'docker.sock')}` };
  runner = await startRunner({ dataDir: temporaryDir(), args: ['--content-dir', contentDir], env });
  const connected = await RunnerClient.connect(runner);
  ({ client } = connected);
  status = connected.welcome.stack;
  client.on('stack.state', (message) => ({ status } = message));
  await client.untilReady(status);
});
after(() => runner.stop());

const select = (stack: 'docker' | 'embedded') => client.request({ type: 'stack.select', stack });
const untilIs = (stack: string, state: string) =>
  eventually(() => assert.deepEqual([status.stack, status.state], [stack, state]), { withinMs: 60_000 });

describe('the stack in use', () => {
  test('can be the Docker one without Docker: its state says what is missing, and its blocks are refused with it', async () => {
    await select('docker');
    await untilIs('docker', 'failed');
    assert.equal(status.detail, 'Docker is not running.');
    assert.match(status.hint ?? '', /Start Docker Desktop/);
    await client.openLesson(LESSON);
    await assert.rejects(client.runBlock(LESSON, 'hello'), /^RequestRefused: Docker is not running\. /);
    await select('embedded');
    await untilIs('embedded', 'ready');
    assert.equal((await client.runBlock(LESSON, 'hello')).status.state, 'ok');
  });

  test('keeps runs and their output to itself', async () => {
    await client.runBlock(LESSON, 'hello');
    await select('docker');
    const there = await client.openLesson(LESSON);
    assert.deepEqual(
      there.blocks.map(({ block, stack, state }) => [block, stack, state]),
      [
        ['hello', 'docker', 'idle'],
        ['stubborn', 'docker', 'idle'],
      ],
    );
    await select('embedded');
    const here = await client.openLesson(LESSON);
    assert.deepEqual([here.blocks[0]?.stack, here.blocks[0]?.state], ['embedded', 'ok']);
    await untilIs('embedded', 'ready');
  });

  test('can be left and come back to while a block is still being ended', async () => {
    const page = await PageBlock.open(runner, { lesson: LESSON, block: 'stubborn' });
    await page.start();
    await eventually(() => assert.match(page.text, /here/));
    await select('docker');
    await select('embedded');
    await select('docker');
    await select('embedded');
    await untilIs('embedded', 'ready');
    page.close();
    const again = await PageBlock.open(runner, { lesson: LESSON, block: 'stubborn' });
    await again.until('stopped');
    again.close();
    assert.equal((await client.runBlock(LESSON, 'hello')).status.state, 'ok');
  });
});

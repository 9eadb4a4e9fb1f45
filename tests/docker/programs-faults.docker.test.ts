import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { BlockStatus } from '#contract/messages/block.ts';
import type { TerminalStatus } from '#contract/messages/terminal.ts';
import type { RunnerMessageOf } from '#contract/runner-message.ts';
import { noDockerEngine } from '../support/docker-engine.ts';
import { containerOf, type DockerRunner, startDockerRunner } from '../support/docker-runner.ts';
import { eventually } from '../support/eventually.ts';
import { fence, fixtureContent } from '../support/fixture-content.ts';
import { PageBlock } from '../support/page-block.ts';
import { type RequestRefused, RunnerClient } from '../support/runner-client.ts';

const LESSON = 'try/faults';
const contentDir = fixtureContent({
  '01-faults': {
    services: ['echo'],
    blocks: [
      fence('id=here', 'echo started; exec sleep 351'),
      fence('id=there in=echo', 'echo started; exec sleep 352'),
      fence('id=hello', 'echo hello'),
      fence('id=hello-there in=echo', 'echo hello'),
    ],
  },
});

describe('a block whose container ends', { skip: noDockerEngine() ?? false }, () => {
  let docker: DockerRunner;
  before(async () => {
    docker = await startDockerRunner({ contentDir });
  });
  after(async () => {
    await docker?.runner.stop();
    await docker?.engine.stop();
  });

  /** Starts a block, and does something while it runs. */
  async function during(block: string, happens: () => Promise<unknown>): Promise<BlockStatus> {
    const page = await PageBlock.open(docker.runner, { lesson: LESSON, block });
    await page.start();
    await page.untilShown(/started/);
    await happens();
    const status = await page.until('interrupted');
    page.close();
    return status;
  }

  /** A block runs again, when what is needed is back. */
  async function runsAgain(block: string): Promise<void> {
    await eventually(
      async () => {
        const page = await PageBlock.open(docker.runner, { lesson: LESSON, block });
        await page.start();
        assert.equal((await page.until('ok', 'failed', 'interrupted')).state, 'ok');
        page.close();
      },
      { withinMs: 90_000, everyMs: 250 },
    );
  }

  const kill = async (service: string): Promise<void> => {
    await docker.engine.docker.getContainer(await containerOf(docker.engine, service)).kill();
  };

  test('is interrupted, and says so: the shell', async () => {
    assert.equal((await during('here', () => kill('shell'))).reason, 'The container of the shell ended while it ran.');
    await runsAgain('hello');
  });

  test('is interrupted, and says so: a service', async () => {
    assert.equal((await during('there', () => kill('echo'))).reason, 'The container of Echo ended while it ran.');
    await runsAgain('hello-there');
  });

  test('does not make a shell end with an exit status: it says what happened', async () => {
    const { client } = await RunnerClient.connect(docker.runner);
    await client.openLesson(LESSON);
    let shown = '';
    let shells: TerminalStatus[] = [];
    client.on('terminal.data', ({ data }) => (shown += data));
    client.on('terminal.list', ({ terminals }) => (shells = terminals));
    const opened = (await client.request({ type: 'terminal.open', cols: 90, rows: 20 })) as RunnerMessageOf<'terminal.opened'>;
    const { terminal } = opened.status;
    await eventually(() => assert.match(shown, /try \$/), { withinMs: 60_000 });
    await kill('shell');
    const ended = await eventually(
      () => {
        const status = shells.find((shell) => shell.terminal === terminal);
        assert.equal(status?.running, false);
        return status;
      },
      { withinMs: 60_000 },
    );
    assert.equal(ended.exitCode, undefined);
    await eventually(() => assert.match(shown, /The container of the shell ended while it ran\./));
    await client.request({ type: 'terminal.close', terminal });
    client.close();
    await runsAgain('hello');
  });

  test('cannot be stopped while Docker hangs, says so, and can be when it goes on', async () => {
    const page = await PageBlock.open(docker.runner, { lesson: LESSON, block: 'here' });
    await page.start();
    await page.untilShown(/started/);
    const pid = Number(readFileSync(join(dirname(docker.engine.socketPath), 'docker.pid'), 'utf8'));
    process.kill(pid, 'SIGSTOP');
    try {
      await assert.rejects(page.stop(), {
        body: {
          code: 'docker.failed',
          message: 'Docker does not answer: what runs in the shell may still run.',
          hint: 'Wait a moment and try again. When that does not help, restart Docker.',
        },
      });
      assert.equal(page.status?.state, 'running');
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    await eventually(() => page.stop(), { withinMs: 60_000 });
    await page.until('stopped');
    page.close();
    await runsAgain('hello');
  });

  test('is interrupted when Docker ends, and blocks run again when it is back', async () => {
    const status = await during('here', () => docker.engine.kill());
    assert.deepEqual([status.state, status.reason], ['interrupted', 'Docker ended while it ran.']);
    const page = await PageBlock.open(docker.runner, { lesson: LESSON, block: 'hello' });
    await assert.rejects(page.start(), ({ body }: RequestRefused) => body.code === 'docker.unavailable');
    page.close();
    await docker.engine.restart();
    await runsAgain('hello');
    await runsAgain('hello-there');
  });
});

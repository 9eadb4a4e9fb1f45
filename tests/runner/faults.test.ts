import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { describe, test } from 'node:test';
import type { StackStatus } from '#contract/messages/stack.ts';
import { findMarked } from '../../runner/terminal/processes.ts';
import { endThread } from '../support/end-thread.ts';
import { eventually } from '../support/eventually.ts';
import { fence, fixtureContent, temporaryDir } from '../support/fixture-content.ts';
import { PageBlock } from '../support/page-block.ts';
import { type RequestRefused, RunnerClient } from '../support/runner-client.ts';
import { type StartedRunner, startRunner } from '../support/start-runner.ts';

const LESSON = 'try/faults';
const contentDir = fixtureContent({
  '01-faults': {
    services: ['echo'],
    blocks: [
      fence('id=endless follow', 'echo started; setsid sleep 321 & nohup sleep 322 >/dev/null 2>&1 & sleep 323'),
      fence('id=short', 'echo short'),
      fence('id=long', 'seq 1 100000'),
    ],
  },
});
const rabbitContent = fixtureContent({ '01-queue': { services: ['rabbitmq'], blocks: [fence('id=one', 'true')] } });
const args = ['--content-dir', contentDir];
const MAIN = resolve(import.meta.dirname, '../../runner/main.ts');

type RunnerFile = { url: string; token: string; pid: number; stackPid: number; endpoints: Record<string, string> };
const runnerFile = (dataDir: string): RunnerFile => JSON.parse(readFileSync(join(dataDir, 'runner.json'), 'utf8')) as RunnerFile;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** Runs `runner/main.ts` to its end, which must come by itself. */
async function runMain(mainArgs: string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [MAIN, '--no-open', '--port', '0', ...mainArgs], { env: { ...process.env, ...env } });
  return await outcome(child);
}

async function outcome(child: ChildProcess): Promise<{ exit: number | null; stdout: string; stderr: string }> {
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (data) => (stdout += String(data)));
  child.stderr?.on('data', (data) => (stderr += String(data)));
  const late = setTimeout(() => child.kill('SIGKILL'), 120_000);
  const exit = await new Promise<number | null>((done) => child.once('close', done));
  clearTimeout(late);
  return { exit, stdout, stderr };
}

async function kill(pid: number): Promise<void> {
  process.kill(pid, 'SIGKILL');
  await eventually(() => assert.equal(isAlive(pid), false));
}

/** A connection that keeps the newest status of the stack. */
async function watchStack(runner: StartedRunner) {
  const { client, welcome } = await RunnerClient.connect(runner);
  const watched = { client, status: welcome.stack as StackStatus };
  client.on('stack.state', ({ status }) => {
    watched.status = status;
  });
  await client.untilReady(welcome.stack);
  return watched;
}

const withRunner = async (
  options: Parameters<typeof startRunner>[0],
  work: (runner: StartedRunner) => Promise<void>,
): Promise<void> => {
  const runner = await startRunner({ dataDir: temporaryDir(), ...options });
  try {
    await work(runner);
  } finally {
    await runner.stop();
  }
};

describe('the embedded stack', () => {
  test('killed in mid-publish comes back by itself, with every persistent message that was acknowledged', async () => {
    await withRunner({ args: ['--content-dir', rabbitContent] }, async (runner) => {
      const watched = await watchStack(runner);
      const { stackPid } = runnerFile(runner.dataDir);
      const headers = {
        authorization: `Basic ${Buffer.from('guest:guest').toString('base64')}`,
        'content-type': 'application/json',
      };
      const ask = (path: string, method: string, body: object) =>
        // Asked anew each time: after the kill its port may be somebody else's.
        fetch(`${runnerFile(runner.dataDir).endpoints.rabbitmq}/api${path}`, {
          method,
          headers,
          body: JSON.stringify(body),
          signal: AbortSignal.timeout(30_000),
        });
      assert.equal((await ask('/queues/%2F/kept', 'PUT', { durable: true })).status, 201);
      const acknowledged: number[] = [];
      let isDown = false;
      let next = 0;
      const publish = async (): Promise<void> => {
        while (!isDown) {
          const number = next++;
          const properties = { delivery_mode: 2 };
          const message = { properties, routing_key: 'kept', payload: String(number), payload_encoding: 'string' };
          const answer = await ask('/exchanges/%2F/amq.default/publish', 'POST', message)
            .then(async (response) => response.status === 200 && (await response.json()).routed === true)
            .catch(() => undefined);
          if (answer === undefined) isDown = true;
          else if (answer) acknowledged.push(number);
        }
      };
      const publishing = Array.from({ length: 8 }, publish);
      await eventually(() => assert.ok(acknowledged.length > 200), { withinMs: 60_000 });
      await kill(stackPid);
      await Promise.all(publishing);
      await eventually(() => assert.equal(watched.status.services[0]?.state, 'ready'), { withinMs: 30_000 });
      await eventually(() =>
        assert.deepEqual(
          [watched.status.state, watched.status.detail, watched.status.hint],
          [
            'ready',
            'The embedded services ended unexpectedly and were started again. What was not persistent is gone.',
            'Verify says what is missing; run those blocks again.',
          ],
        ),
      );
      await eventually(() => assert.notEqual(runnerFile(runner.dataDir).stackPid, stackPid));
      const get = { count: 100_000, ackmode: 'ack_requeue_true', encoding: 'auto' };
      const messages = (await (await ask('/queues/%2F/kept/get', 'POST', get)).json()) as { payload: string }[];
      const found = new Set(messages.map(({ payload }) => Number(payload)));
      assert.deepEqual(
        acknowledged.filter((number) => !found.has(number)),
        [],
      );
      assert.equal(found.size, messages.length, 'none is there twice');
      watched.client.close();
    });
  });

  test('starts a service again whose thread ended by itself, and the others go on', async () => {
    // Port 0 and a signal open the debugger, by which one thread can be ended from outside.
    await withRunner({ args, env: { NODE_OPTIONS: '--inspect-port=0' } }, async (runner) => {
      const watched = await watchStack(runner);
      const { stackPid } = runnerFile(runner.dataDir);
      await endThread(stackPid, runner.output);
      await eventually(() =>
        assert.deepEqual(
          [watched.status.state, watched.status.detail],
          ['ready', 'Echo ended unexpectedly and was started again.'],
        ),
      );
      assert.equal(runnerFile(runner.dataDir).stackPid, stackPid);
      const { output } = await watched.client.runBlock(LESSON, 'short', { text: 'curl --silent http://echo:7007/heard' });
      assert.equal(output, '[]');
      watched.client.close();
    });
  });

  test('that ends again and again stays down and says what to do, and can be started by hand', async () => {
    await withRunner({ args }, async (runner) => {
      const watched = await watchStack(runner);
      for (let deaths = 0; deaths < 4; deaths++) {
        const pid = await eventually(
          async () => {
            const { stackPid } = runnerFile(runner.dataDir);
            // After its answer, what was said of the stack before is here: `ready` is not of the one that was killed.
            await watched.client.openLesson(LESSON);
            assert.ok(isAlive(stackPid) && watched.status.services[0]?.state === 'ready');
            return stackPid;
          },
          { withinMs: 30_000, everyMs: 50 },
        );
        await kill(pid);
      }
      await eventually(() =>
        assert.deepEqual(
          [watched.status.state, watched.status.detail, watched.status.hint, watched.status.services[0]?.detail],
          [
            'failed',
            'The embedded services ended 4 times within a minute and stay down.',
            'Start them again; if they do not stay, reset them.',
            'It ended unexpectedly, again and again.',
          ],
        ),
      );
      await watched.client.request({ type: 'stack.start' });
      assert.equal(watched.status.state, 'ready');
      assert.equal(watched.status.detail, undefined);
      watched.client.close();
    });
  });

  test('says by whom a port of a service is taken, and takes a free one', async () => {
    // Whoever else has the port may let go of it before the runner wants it: then it is tried again.
    for (let wasFree = true; wasFree; ) {
      const squatter = createServer();
      const isOurs = await new Promise<boolean>((done) => {
        squatter.once('error', () => done(false));
        squatter.listen(7007, '127.0.0.1', () => done(true));
      });
      try {
        await withRunner({ args }, async (runner) => {
          const watched = await watchStack(runner);
          wasFree = !isOurs && watched.status.services[0]?.endpoints[0]?.port === 7007;
          if (!wasFree) await usesAnotherPort(watched, isOurs ? `\\S+ \\(process ${process.pid}\\)` : '.+');
          watched.client.close();
        });
      } finally {
        squatter.close();
      }
    }
  });
});

/** Echo says by whom its usual port is taken, and blocks find it where it is. */
async function usesAnotherPort({ client, status }: Awaited<ReturnType<typeof watchStack>>, by: string): Promise<void> {
  const [service] = status.services;
  const { port, usualPort } = service?.endpoints[0] ?? {};
  assert.match(service?.detail ?? '', new RegExp(`^Port 7007 is taken by ${by}; Echo listens on ${port}\\.$`));
  assert.equal(usualPort, 7007);
  const { output } = await client.runBlock(LESSON, 'short', { text: 'curl --silent http://echo:7007/heard' });
  assert.equal(output, '[]');
}

describe('the runner', () => {
  test('killed while a block runs leaves nothing running, and shows the block as interrupted afterwards', async () => {
    const dataDir = temporaryDir();
    const runner = await startRunner({ dataDir, args });
    const page = await PageBlock.open(runner, { lesson: LESSON, block: 'endless' });
    await page.start();
    await page.untilShown(/started/);
    await eventually(async () => assert.equal((await findMarked('TOWPATH_RUN', page.run ?? '')).length, 4));
    const { stackPid } = runnerFile(dataDir);
    const log = join(dataDir, 'embedded/outputs', LESSON, 'endless', `${page.run}.0.0.log`);
    await eventually(() => assert.match(readFileSync(log, 'utf8'), /started/));
    page.client.socket.on('error', () => undefined);
    await kill(runner.pid);
    await eventually(async () => assert.deepEqual(await findMarked('TOWPATH_RUN', page.run ?? ''), []));
    await eventually(() => assert.equal(isAlive(stackPid), false));
    await withRunner({ dataDir, args }, async (again) => {
      const late = await PageBlock.open(again, { lesson: LESSON, block: 'endless' });
      const { run } = await late.until('interrupted');
      assert.equal(run, page.run);
      assert.equal(late.text, 'started\r\n');
      await late.start();
      await late.untilShown(/started/);
      late.close();
    });
  });

  test('killed leaves nothing running where no lesson needs a service', async () => {
    const bare = fixtureContent({ '01-bare': { blocks: [fence('id=endless follow', 'echo started; setsid sleep 324')] } });
    const runner = await startRunner({ dataDir: temporaryDir(), args: ['--content-dir', bare] });
    const page = await PageBlock.open(runner, { lesson: 'try/bare', block: 'endless' });
    await page.start();
    await page.untilShown(/started/);
    page.client.socket.on('error', () => undefined);
    await kill(runner.pid);
    await eventually(async () => assert.deepEqual(await findMarked('TOWPATH_RUN', page.run ?? ''), []));
  });

  test('killed together with its stack: what its blocks left is ended at the next start', async () => {
    const dataDir = temporaryDir();
    const runner = await startRunner({ dataDir, args });
    const page = await PageBlock.open(runner, { lesson: LESSON, block: 'endless' });
    await page.start();
    await page.untilShown(/started/);
    const { stackPid } = runnerFile(dataDir);
    page.client.socket.on('error', () => undefined);
    process.kill(stackPid, 'SIGSTOP');
    process.kill(runner.pid, 'SIGKILL');
    await kill(stackPid);
    await eventually(async () => assert.ok((await findMarked('TOWPATH_RUN', page.run ?? '')).length > 0));
    await withRunner({ dataDir, args }, async () => {
      await eventually(async () => assert.deepEqual(await findMarked('TOWPATH_RUN', page.run ?? ''), []));
    });
  });

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    test(`ends cleanly on ${signal}: no process, no lock, no runner.json, status 0`, async () => {
      const dataDir = temporaryDir();
      const runner = await startRunner({ dataDir, args });
      const page = await PageBlock.open(runner, { lesson: LESSON, block: 'endless' });
      await page.start();
      await page.client.request({ type: 'terminal.open', cols: 80, rows: 24 });
      await page.untilShown(/started/);
      const { stackPid } = runnerFile(dataDir);
      const { id } = JSON.parse(readFileSync(join(dataDir, 'id.json'), 'utf8')) as { id: string };
      page.client.socket.on('error', () => undefined);
      const ended = outcome(runner.child);
      runner.child.kill(signal);
      assert.deepEqual(await ended.then(({ exit, stderr }) => ({ exit, stderr })), { exit: 0, stderr: '' });
      assert.equal(isAlive(stackPid), false);
      assert.deepEqual(await findMarked('TOWPATH_RUNNER', id), []);
      assert.deepEqual(
        ['runner.json', 'runner.lock'].filter((file) => existsSync(join(dataDir, file))),
        [],
      );
      assert.match(readFileSync(join(dataDir, 'embedded/outputs', LESSON, 'endless/run.json'), 'utf8'), /"stopped"/);
    });

  test('ends cleanly while it is still starting', async () => {
    const dataDir = temporaryDir();
    const child = spawn(process.execPath, [MAIN, '--no-open', '--port', '0', '--data-dir', dataDir, ...args]);
    const ended = outcome(child);
    await eventually(() => assert.ok(existsSync(join(dataDir, 'runner.lock'))), { everyMs: 2 });
    child.kill('SIGTERM');
    const { exit } = await ended;
    assert.equal(exit, 0);
    assert.deepEqual(
      ['runner.json', 'runner.lock'].filter((file) => existsSync(join(dataDir, file))),
      [],
    );
  });

  test('is refused where another one is, with its address', async () => {
    await withRunner({ args }, async (runner) => {
      const { exit, stderr } = await runMain(['--data-dir', runner.dataDir, ...args]);
      assert.equal(exit, 1);
      assert.equal(
        stderr,
        `Another runner uses ${runner.dataDir}. It answers at ${runner.url}\n` +
          'Open that address, end that runner with Ctrl-C, or name another directory with --data-dir.\n',
      );
      assert.equal(runnerFile(runner.dataDir).pid, runner.pid);
    });
  });

  test('is one, of several that start at once where one was killed', async () => {
    const dataDir = temporaryDir();
    writeFileSync(join(dataDir, 'runner.lock'), JSON.stringify({ pid: 999_999_999, startedAt: '1' }));
    const children = Array.from({ length: 4 }, () =>
      spawn(process.execPath, [MAIN, '--no-open', '--port', '0', '--data-dir', dataDir, ...args]),
    );
    const outcomes = children.map((child) => outcome(child));
    await eventually(() => assert.equal(children.filter(({ exitCode }) => exitCode === 1).length, 3), { withinMs: 60_000 });
    const survivor = children.find(({ exitCode }) => exitCode === null);
    await eventually(() => assert.equal(runnerFile(dataDir).pid, survivor?.pid), { withinMs: 60_000 });
    survivor?.kill('SIGTERM');
    const refused = (await Promise.all(outcomes)).filter(({ exit }) => exit === 1);
    for (const { stderr } of refused) assert.match(stderr, /^Another runner (uses|is starting in) /);
  });

  test('says by whom its port is taken, and takes a free one', async () => {
    const squatter = createServer().listen(0, '127.0.0.1');
    await new Promise((done) => squatter.once('listening', done));
    const { port } = squatter.address() as AddressInfo;
    const dataDir = temporaryDir();
    const child = spawn(process.execPath, [MAIN, '--no-open', '--data-dir', dataDir, '--port', String(port), ...args]);
    const ended = outcome(child);
    const { url } = await eventually(() => runnerFile(dataDir), { withinMs: 60_000 });
    assert.equal((await fetch(`${url}/health`)).status, 200);
    child.kill('SIGTERM');
    const { stdout } = await ended;
    squatter.close();
    assert.match(
      stdout,
      new RegExp(
        `^Port ${port} is taken by \\S+ \\(process ${process.pid}\\); the site is on ${new URL(url).port} instead\\.$`,
        'm',
      ),
    );
  });

  test('says that its data directory cannot be written, within seconds', async () => {
    const inTheWay = join(temporaryDir(), 'file');
    writeFileSync(inTheWay, '');
    for (const path of ['/proc/towpath/data', inTheWay, join(inTheWay, 'data')]) {
      const { exit, stderr } = await runMain(['--data-dir', path, ...args]);
      assert.equal(exit, 1);
      assert.match(stderr, new RegExp(`^The data directory ${path} cannot be written \\(E[A-Z]+\\)\\.\n`));
      assert.match(stderr, /\nGive yourself the right to write there, free some space, or name another one with --data-dir\.\n$/);
    }
  });

  test('says that there are no lessons where it was sent', async () => {
    const { exit, stderr } = await runMain(['--data-dir', temporaryDir(), '--content-dir', '/nowhere/at/all']);
    assert.equal(exit, 1);
    assert.equal(
      stderr,
      'There are no lessons in /nowhere/at/all: it is not a directory.\nName the folder that has the tracks with --content-dir.\n',
    );
  });
});

/** A disk of its own for a data directory; undefined where none can be mounted. */
function smallDisk(size: string): { dir: string; unmount: () => void } | undefined {
  const dir = join(temporaryDir(), 'disk');
  mkdirSync(dir);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', dir], { stdio: 'ignore' });
    return { dir, unmount: () => execFileSync('umount', ['--lazy', dir]) };
  } catch {
    return undefined; // Not root, or not on Linux.
  }
}

test('a full disk is said in words, and the runner goes on', async (t) => {
  const disk = smallDisk('2m');
  if (!disk) return t.skip('a small disk can only be mounted by root on Linux');
  try {
    await withRunner({ args, dataDir: disk.dir }, async (runner) => {
      const page = await PageBlock.open(runner, { lesson: LESSON, block: 'long' });
      await page.runToEnd();
      const filler = join(disk.dir, 'filler');
      const fill = () => {
        for (let size = 1_048_576; size >= 1; size = Math.floor(size / 2)) {
          try {
            for (;;) writeFileSync(filler, Buffer.alloc(size), { flag: 'a' });
          } catch (error) {
            if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
          }
        }
      };
      // It fills up while a block runs: that block goes on, ends, and says that its output is not kept.
      await page.start('echo go; read -r x; seq 1 100000');
      await page.untilShown(/go/);
      fill();
      page.type('\r');
      assert.equal((await page.until('ok')).state, 'ok');
      assert.match(
        page.text,
        /This could not be kept in the data directory: the disk is full\. It is gone when the runner ends\./,
      );
      // A new run cannot even be written down: it is refused in words.
      fill();
      await assert.rejects(page.start('echo other'), (error: RequestRefused) => {
        assert.deepEqual(error.body, {
          code: 'data.unwritable',
          message: 'This could not be kept in the data directory: the disk is full.',
          hint: 'Free some space or give yourself the right to write there, then try again.',
        });
        return true;
      });
      rmSync(filler);
      assert.equal((await page.runToEnd()).state, 'ok');
      page.close();
    });
  } finally {
    disk.unmount();
  }
});

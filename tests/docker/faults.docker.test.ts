import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import type { ServiceId } from '#contract/services.ts';
import { noDockerEngine, startDockerEngine, type TestEngine } from '../support/docker-engine.ts';
import { containerOf } from '../support/docker-runner.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryDir } from '../support/fixture-content.ts';
import { type OpenStack, openStack } from '../support/open-stack.ts';

const START_DOCKER = 'Start Docker Desktop, or the engine: sudo systemctl start docker. The stack comes back by itself then.';
const BACK = 'Docker is back, and what ran before was started again. What was not persistent is gone.';

describe('faults of the Docker stack', { skip: noDockerEngine() ?? false }, () => {
  let engine: TestEngine;
  let opened: OpenStack[] = [];
  before(async () => {
    engine = await startDockerEngine();
  });
  after(() => engine?.stop());
  afterEach(async () => {
    for (const { stack } of opened) await stack.close();
    opened = [];
    await engine.restart();
    await engine.clear();
  });

  function open(services: readonly ServiceId[] = ['echo'], env: Record<string, string> = {}): OpenStack {
    const stack = openStack({ services, env: { ...engine.env, ...env } });
    opened.push(stack);
    return stack;
  }

  async function started(services?: readonly ServiceId[]): Promise<OpenStack> {
    const stack = open(services);
    await stack.stack.start();
    return stack;
  }

  const container = async (service: string) => engine.docker.getContainer(await containerOf(engine, service));
  const isReady = (echo: OpenStack) => () => assert.equal(echo.stack.status().state, 'ready');
  const isFailed = (echo: OpenStack) => () => assert.equal(echo.stack.status().state, 'failed');
  const answers = async (echo: OpenStack): Promise<void> => {
    assert.equal((await fetch(`${echo.status('echo').endpoints[0]?.url}/heard`)).status, 200);
  };

  describe('an engine', () => {
    test('that does not run is said to be so, and what was wanted starts when it runs', async () => {
      await engine.kill();
      const echo = open();
      await assert.rejects(echo.stack.start(), {
        code: 'docker.unavailable',
        message: 'Docker is not running.',
        hint: 'Start Docker Desktop, or the engine: sudo systemctl start docker. Without Docker, install it or stay on the embedded stack.',
      });
      const { state, detail, services } = echo.stack.status();
      assert.deepEqual([state, detail, services[0]?.state], ['failed', 'Docker is not running.', 'stopped']);
      const preflight = await echo.stack.preflight();
      assert.deepEqual([preflight.ready, preflight.lines[0]?.state], [false, 'missing']);
      assert.match(preflight.lines[0]?.words ?? '', /^Docker is not running\. Start Docker Desktop/);
      await engine.restart();
      const back = await echo.until(() => {
        isReady(echo)();
        assert.equal(echo.stack.status().detail, BACK);
      });
      assert.equal(back.hint, 'Verify says what is missing; run those blocks again.');
      await answers(echo);
    });

    test('that is killed is heard of at once, and everything is back when it is', async () => {
      const echo = await started();
      const shells: (string | undefined)[] = [];
      echo.stack.onShell((shell) => shells.push(shell));
      await engine.kill();
      const gone = await echo.until(isFailed(echo));
      assert.deepEqual([gone.detail, gone.hint, gone.services[0]?.state], ['Docker ended.', START_DOCKER, 'stopped']);
      assert.equal(shells.at(-1), undefined);
      await assert.rejects(echo.stack.containerOf('shell'), { code: 'docker.unavailable', message: 'Docker ended.' });
      assert.throws(() => echo.stack.resolve({ hostname: 'echo', port: 7007 }), { code: 'service.stopped' });
      await engine.restart();
      await echo.until(isReady(echo));
      assert.equal(shells.at(-1), await echo.stack.containerOf('shell'));
      await answers(echo);
    });

    test('that is killed while services start fails the start, which then comes to its end by itself', async () => {
      const echo = open();
      const starting = echo.stack.start();
      const failed = assert.rejects(starting, { code: 'docker.unavailable', message: 'Docker ended.' });
      await echo.until(() => assert.match(echo.status('echo').detail ?? '', /^Starting|^Waiting/));
      await engine.kill();
      await failed;
      await echo.until(isFailed(echo));
      await engine.restart();
      await echo.until(isReady(echo));
      await answers(echo);
    });

    test('that is stopped in order ends its containers first, and they are still wanted when it is back', async () => {
      const echo = await started();
      const pid = Number(readFileSync(join(dirname(engine.socketPath), 'docker.pid'), 'utf8'));
      process.kill(pid, 'SIGTERM');
      await echo.until(() => assert.equal(echo.stack.status().detail, 'Docker ended.'));
      await engine.restart();
      await echo.until(isReady(echo));
      await answers(echo);
    });

    test('that hangs is taken for one that is gone, until it answers', async () => {
      const echo = await started();
      const startedAt = async () => (await (await container('echo')).inspect()).State.StartedAt;
      const before = await startedAt();
      const pid = Number(readFileSync(join(dirname(engine.socketPath), 'docker.pid'), 'utf8'));
      process.kill(pid, 'SIGSTOP');
      try {
        await echo.until(() => assert.equal(echo.stack.status().detail, 'Docker does not answer any more.'));
      } finally {
        process.kill(pid, 'SIGCONT');
      }
      await echo.until(isReady(echo));
      assert.equal(await startedAt(), before);
    });

    test('that is away can be stopped and closed, and nothing starts then', async () => {
      const echo = await started();
      await engine.kill();
      await echo.until(isFailed(echo));
      await echo.stack.stop();
      assert.deepEqual([echo.stack.status().state, echo.stack.status().detail], ['stopped', undefined]);
      const before = performance.now();
      await echo.stack.close();
      assert.ok(performance.now() - before < 15_000);
    });

    test('on another machine is refused', async () => {
      const echo = open(['echo'], { DOCKER_HOST: 'tcp://192.0.2.1:2375' });
      await assert.rejects(echo.stack.start(), {
        code: 'docker.unavailable',
        message: 'DOCKER_HOST names an engine that Towpath cannot use: tcp://192.0.2.1:2375.',
      });
      assert.equal(echo.stack.status().state, 'failed');
    });

    test('that may not be used says what to do', async () => {
      // A path of its own: the client would use a connection that is open. The socket itself belongs to root.
      const dir = temporaryDir();
      for (const folder of [dir, dirname(engine.socketPath)]) chmodSync(folder, 0o711);
      symlinkSync(engine.socketPath, join(dir, 'docker.sock'));
      const echo = open(['echo'], { DOCKER_HOST: `unix://${dir}/docker.sock` });
      process.seteuid?.(65_534);
      try {
        await assert.rejects(echo.stack.start(), {
          code: 'docker.unavailable',
          message: 'Docker runs, but you may not use it.',
          hint: 'Add yourself to the group docker: sudo usermod -aG docker $USER, then log in again.',
        });
      } finally {
        process.seteuid?.(0);
      }
      await echo.until(isReady(echo));
    });
  });

  describe('a container', () => {
    test('that is killed is started again, and it is said', async () => {
      const echo = await started();
      const id = await containerOf(engine, 'echo');
      await (await container('echo')).kill();
      await echo.until(() => {
        isReady(echo)();
        assert.equal(echo.stack.status().detail, 'Echo was ended from outside (SIGKILL), and was started again.');
      });
      assert.ok(echo.details('echo').includes('Echo was ended from outside (SIGKILL). It is starting again.'));
      assert.equal(await containerOf(engine, 'echo'), id);
      await answers(echo);
    });

    test('that ends again and again stays down, until it is started', async () => {
      const echo = await started();
      for (let time = 1; time <= 4; time++) {
        await echo.until(isReady(echo));
        await (await container('echo')).kill();
        await echo.until(() => assert.notEqual(echo.status('echo').state, 'ready'));
      }
      await echo.until(isFailed(echo));
      const { detail, hint } = echo.status('echo');
      assert.equal(detail, 'Echo was ended from outside (SIGKILL), for the 4th time within a minute, and stays down.');
      assert.equal(hint, 'Look at its log, then start it again.');
      await echo.stack.start('echo');
      await answers(echo);
    });

    test('that is removed is made anew', async () => {
      const echo = await started();
      await (await container('echo')).remove({ force: true });
      await echo.until(() => {
        isReady(echo)();
        assert.match(echo.stack.status().detail ?? '', /^Echo .* was started again\.$/);
      });
      await answers(echo);
    });

    test('of the shell that is killed comes back, and programs hear of both', async () => {
      const echo = await started();
      const shells: (string | undefined)[] = [];
      echo.stack.onShell((shell) => shells.push(shell));
      const id = shells[0];
      await (await container('shell')).kill();
      await eventually(() => assert.deepEqual(shells, [id, undefined, id]), { withinMs: 60_000 });
      await echo.until(async () => assert.equal(await echo.stack.containerOf('shell'), id));
    });

    test('that takes more memory than it may says so, with its limit, and is started again', async () => {
      const echo = await started();
      const words = 'Echo was ended because it used more than its 128 MB of memory';
      // The kernel ends the one that is worth least to it: here not the program that takes the memory, but Echo.
      const greedy = 'for p in /proc/[0-9]*; do [ $p = /proc/$$ ] || echo 1000 >$p/oom_score_adj; done; exec tail /dev/zero';
      const exec = await (await container('echo')).exec({ Cmd: ['sh', '-c', greedy] });
      // Of no interest, and open for as long as the engine runs: the test would wait for it.
      (await exec.start({ Detach: true })).destroy();
      await echo.until(() => assert.ok(echo.details('echo').includes(`${words}. It is starting again.`)));
      await echo.until(() => {
        isReady(echo)();
        assert.equal(echo.stack.status().detail, `${words}, and was started again.`);
      });
      await answers(echo);
    });
  });

  test('a network that is removed is made again, with the containers on it', async () => {
    const echo = await started();
    const network = engine.docker.getNetwork('streaming');
    for (const service of ['echo', 'shell']) {
      await network.disconnect({ Container: await containerOf(engine, service), Force: true });
    }
    await network.remove();
    await echo.until(async () => {
      isReady(echo)();
      const { Containers = {} } = await engine.docker.getNetwork('streaming').inspect();
      assert.equal(Object.keys(Containers).length, 2);
    });
    await echo.until(() => assert.match(echo.stack.status().detail ?? '', / lost its network, and was started again\.$/));
    await eventually(() => answers(echo));
  });

  test('a network that was removed while nothing ran is made again', async () => {
    const echo = await started();
    await echo.stack.close();
    await engine.docker.getNetwork('streaming').remove();
    const next = await started();
    await answers(next);
  });

  test('an image that is missing is named with what builds it, and its service starts when it is there', async () => {
    const image = engine.docker.getImage('towpath/echo:1');
    await image.tag({ repo: 'towpath/kept', tag: '1' });
    try {
      await image.remove();
      const echo = open();
      const error = {
        code: 'docker.failed',
        message: 'The image towpath/echo:1 of Echo is not here, and offline nothing is fetched.',
        hint: 'Build it first: npm run docker:offline',
      };
      await assert.rejects(echo.stack.start(), error);
      const { state, detail, hint } = echo.status('echo');
      assert.deepEqual([state, detail, hint], ['failed', error.message, error.hint]);
      assert.ok(await echo.stack.containerOf('shell'), 'the shell needs nothing of it');
      const preflight = await echo.stack.preflight();
      assert.equal(preflight.ready, false);
      assert.deepEqual(
        preflight.lines.find(({ what }) => what === 'images'),
        { state: 'missing', what: 'images', words: 'those of Echo are not built yet: npm run docker:offline' },
      );
      await engine.docker.getImage('towpath/kept:1').tag({ repo: 'towpath/echo', tag: '1' });
      await echo.until(isReady(echo));
      await echo.until(() => assert.equal(echo.stack.status().detail, 'What was missing is here, and was started: Echo.'));
    } finally {
      await engine.docker.getImage('towpath/kept:1').tag({ repo: 'towpath/echo', tag: '1' });
      await engine.docker.getImage('towpath/kept:1').remove();
    }
  });

  test('without Compose the start says how to install it, and goes on when it is there', async () => {
    const bin = join(temporaryDir(), 'bin');
    mkdirSync(bin);
    const echo = open(['echo'], { PATH: bin });
    await assert.rejects(echo.stack.start(), {
      code: 'docker.unavailable',
      message: 'Docker Compose is not installed.',
      hint: 'Install it, on Debian and Ubuntu: sudo apt-get install docker-compose. Docker Desktop brings it along.',
    });
    const { state, detail } = echo.stack.status();
    assert.deepEqual([state, detail], ['failed', 'Docker Compose is not installed.']);
    assert.equal((await echo.stack.preflight()).lines.find(({ what }) => what === 'compose')?.state, 'missing');
    for (const name of ['docker', 'docker-compose', 'python3', 'env']) linkProgram(name, bin);
    await echo.until(isReady(echo));
    await answers(echo);
  });
});

/** Puts a program of this machine's PATH into a folder. */
function linkProgram(name: string, dir: string): void {
  const folder = (process.env.PATH ?? '').split(delimiter).find((candidate) => existsSync(join(candidate, name)));
  if (folder) symlinkSync(join(folder, name), join(dir, name));
}

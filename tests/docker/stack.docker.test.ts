import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import type { ServiceId } from '#contract/services.ts';
import { portOf } from '../../runner/lib/ports.ts';
import { noDockerEngine, startDockerEngine, type TestEngine } from '../support/docker-engine.ts';
import { containerOf } from '../support/docker-runner.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryDir } from '../support/fixture-content.ts';
import { findCompose } from '../support/install-compose.ts';
import { type OpenStack, openStack } from '../support/open-stack.ts';

describe('the Docker stack', { skip: noDockerEngine() ?? false }, () => {
  let engine: TestEngine;
  let opened: OpenStack[] = [];
  before(async () => {
    engine = await startDockerEngine();
  });
  after(() => engine?.stop());
  afterEach(async () => {
    for (const { stack } of opened) await stack.close();
    opened = [];
    await engine.clear();
  });

  function open(services: readonly ServiceId[] = ['echo'], env: Record<string, string> = {}): OpenStack {
    const stack = openStack({ services, env: { ...engine.env, ...env } });
    opened.push(stack);
    return stack;
  }

  const startedAt = async (service: string): Promise<string> =>
    (await engine.docker.getContainer(await containerOf(engine, service)).inspect()).State.StartedAt;

  test('starts services and the shell, and says step by step how far it is', async () => {
    const echo = open();
    const shells: (string | undefined)[] = [];
    echo.stack.onShell((container) => shells.push(container));
    await echo.stack.start();
    assert.deepEqual(echo.states('echo'), ['starting', 'ready']);
    assert.deepEqual(echo.details('echo').slice(0, 2), ['Starting.', 'Waiting until it is healthy.']);
    // What it takes is measured from time to time: it may be known already.
    const { readyMs = 0, memoryBytes: _memoryBytes, ...status } = echo.status('echo');
    assert.ok(readyMs > 0);
    const port = status.endpoints[0]?.port ?? 0;
    assert.deepEqual(status, {
      service: 'echo',
      title: 'Echo',
      state: 'ready',
      available: true,
      image: 'towpath/echo:1',
      memoryLimitBytes: 128 * 1024 ** 2,
      endpoints: [{ name: 'http', url: `http://127.0.0.1:${port}`, port, ...(port !== 7007 && { usualPort: 7007 }) }],
      ...(port !== 7007 && { detail: status.detail }),
    });
    assert.deepEqual(echo.stack.resolve({ hostname: 'echo', port: 7007 }), { hostname: '127.0.0.1', port });
    assert.equal(await (await fetch(`http://127.0.0.1:${port}/heard`)).text(), '[]');
    const shell = await echo.stack.containerOf('shell');
    assert.deepEqual(shells, [undefined, shell]);
    assert.equal(shell, await containerOf(engine, 'shell'));
    assert.equal(await echo.stack.containerOf('echo'), await containerOf(engine, 'echo'));
  });

  test('leaves what runs as it is, and another runner finds it', async () => {
    await open().stack.start();
    const before = await startedAt('echo');
    const next = open();
    await next.stack.start();
    assert.equal(next.status('echo').state, 'ready');
    assert.equal(next.status('echo').endpoints[0]?.port, opened[0]?.status('echo').endpoints[0]?.port);
    assert.deepEqual(next.details('echo'), []);
    await next.stack.start();
    assert.equal(await startedAt('echo'), before);
  });

  test('shows what is started and stopped by hand', async () => {
    const echo = open();
    await echo.stack.start();
    await echo.stack.stop();
    const [found] = await engine.docker.listContainers({ all: true, filters: { label: ['towpath.service=echo'] } });
    const container = engine.docker.getContainer(found?.Id ?? '');
    await container.start();
    await echo.until(() => assert.equal(echo.status('echo').state, 'ready'));
    await container.stop();
    await echo.until(() => assert.equal(echo.status('echo').state, 'stopped'));
    assert.equal(echo.status('echo').detail, 'It was stopped from outside Towpath.');
    assert.equal(echo.status('echo').hint, 'Start it here again.');
    await echo.stack.start('echo');
    assert.equal(echo.status('echo').state, 'ready');
  });

  test('stops services and leaves the shell to those who use it', async () => {
    const echo = open();
    await echo.stack.start();
    const shell = await startedAt('shell');
    await echo.stack.stop();
    assert.deepEqual(echo.states('echo'), ['starting', 'ready', 'stopping', 'stopped']);
    assert.throws(() => echo.stack.resolve({ hostname: 'echo', port: 7007 }), {
      code: 'service.stopped',
      message: 'Echo is stopped.',
      hint: 'Start Echo: towpath start echo',
    });
    await assert.rejects(echo.stack.containerOf('echo'), { code: 'service.stopped', message: 'Echo does not run.' });
    assert.equal(await startedAt('shell'), shell);
  });

  test('resets a service without ever being stopped, and removes nothing but what is its own', async () => {
    const echo = open();
    await echo.stack.start();
    const { docker } = engine;
    // Neither has both labels: a stranger's, and one of another project.
    await docker.createVolume({ Name: 'mine', Labels: { 'towpath.service': 'echo' } });
    await docker.createVolume({ Name: 'other', Labels: { 'com.docker.compose.project': 'streaming' } });
    await docker.createVolume({
      Name: 'ours',
      Labels: { 'towpath.service': 'echo', 'com.docker.compose.project': 'streaming' },
    });
    const before = await containerOf(engine, 'echo');
    await fetch(`http://127.0.0.1:${echo.status('echo').endpoints[0]?.port}/say`, { method: 'POST', body: 'hello' });
    await echo.stack.reset('echo');
    assert.deepEqual(echo.states('echo').slice(2), ['stopping', 'starting', 'ready']);
    assert.notEqual(await containerOf(engine, 'echo'), before);
    const volumes = (await docker.listVolumes()).Volumes.map(({ Name }) => Name);
    // Compose 1.29 makes the volumes of all services.
    const left = volumes.filter((name) => !name.startsWith('streaming_') || name === 'streaming_workspace');
    assert.deepEqual(left.sort(), ['mine', 'other', 'streaming_workspace']);
  });

  test('keeps data over stop and start, and a reset removes it', async () => {
    const rabbit = open(['rabbitmq']);
    await rabbit.stack.start();
    const ask = async (path: string, init?: RequestInit): Promise<Response> => {
      const url = rabbit.status('rabbitmq').endpoints.find(({ name }) => name === 'management')?.url;
      const headers = { authorization: `Basic ${btoa('guest:guest')}`, 'content-type': 'application/json' };
      return await fetch(`${url}/api/queues/%2F/${path}`, { ...init, headers });
    };
    await ask('kept', { method: 'PUT', body: '{"durable":true}' });
    await rabbit.stack.stop();
    await rabbit.stack.start();
    await eventually(async () => assert.equal((await ask('kept')).status, 200));
    await rabbit.stack.reset();
    await eventually(async () => assert.equal((await ask('kept')).status, 404));
    const { memoryLimitBytes, image, endpoints } = rabbit.status('rabbitmq');
    assert.deepEqual([memoryLimitBytes, image], [512 * 1024 ** 2, 'towpath/rabbitmq:offline']);
    assert.deepEqual(endpoints.map(({ name, url }) => `${name} ${url.split(':')[0]}`).sort(), ['amqp tcp', 'management http']);
    const { memoryBytes = 0 } = await rabbit.until(() => assert.ok(rabbit.status('rabbitmq').memoryBytes));
    const own = rabbit.status('rabbitmq').memoryBytes ?? 0;
    assert.ok(own > 20 * 1024 ** 2 && own <= 512 * 1024 ** 2, `${own} bytes`);
    assert.ok(memoryBytes >= own);
  });

  test('gives up a start when it is to stop', async () => {
    const rabbit = open(['rabbitmq', 'echo']);
    const started = rabbit.stack.start();
    const given = assert.rejects(started, { message: 'RabbitMQ was stopped while it was starting.' });
    await rabbit.until(() => assert.equal(rabbit.status('rabbitmq').detail, 'Waiting until it is healthy.'));
    await rabbit.stack.stop('rabbitmq');
    await given;
    assert.deepEqual([rabbit.status('rabbitmq').state, rabbit.status('echo').state], ['stopped', 'ready']);
  });

  test('says what a service wrote, each line once', async () => {
    const echo = open();
    await echo.stack.start();
    await eventually(() => assert.match(echo.stack.logs('echo').join('\n'), /Echo listens on port 7007/));
    await echo.stack.stop();
    await echo.stack.start();
    await eventually(() => {
      const lines = echo.stack.logs('echo');
      assert.equal(lines.filter((line) => line.endsWith(' Echo listens on port 7007.')).length, 2, lines.join('\n'));
    });
  });

  test('names what is wrong with an order', async () => {
    const { stack } = open();
    await assert.rejects(stack.start('kafka'), {
      code: 'service.unknown',
      message: 'There is no service kafka on the Docker stack.',
    });
    assert.equal(stack.resolve({ hostname: 'example.org', port: 80 }), undefined);
    await assert.rejects(stack.containerOf('shell'), { code: 'docker.unavailable' });
  });

  test('ends all containers when the runner ends, and keeps their data', async () => {
    const { stack } = open();
    await stack.start();
    const before = performance.now();
    await stack.close();
    assert.ok(performance.now() - before < 20_000);
    assert.deepEqual(await engine.docker.listContainers(), []);
    assert.equal((await engine.docker.listContainers({ all: true })).length, 2);
    assert.ok((await engine.docker.listVolumes()).Volumes.some(({ Name }) => Name === 'streaming_workspace'));
  });

  describe('a port that is taken', () => {
    const servers: Server[] = [];
    afterEach(() => {
      for (const server of servers.splice(0)) server.close();
    });

    test('is left alone: another one is used, and it is said by whom it was taken', async () => {
      const server = createServer().listen(7007, '127.0.0.1');
      servers.push(server);
      await new Promise((resolve) => server.once('listening', resolve).once('error', resolve));
      const echo = open();
      await echo.stack.start();
      const [endpoint] = echo.status('echo').endpoints;
      assert.notEqual(endpoint?.port, 7007);
      assert.equal(endpoint?.usualPort, 7007);
      assert.match(
        echo.status('echo').detail ?? '',
        new RegExp(`^Port 7007 is taken by .+; Echo listens on ${endpoint?.port}\\.$`),
      );
      assert.equal(await (await fetch(`${endpoint?.url}/heard`)).text(), '[]');
      await echo.stack.stop();
      await echo.stack.start();
      assert.equal(echo.status('echo').endpoints[0]?.port, endpoint?.port, 'an address holds while the runner runs');
    });

    test('between our look and the engine’s is found out, and another one is used', async () => {
      const port = await portTakenByCompose();
      const echo = open(['echo'], { PATH: port.path });
      await echo.stack.start();
      const [endpoint] = echo.status('echo').endpoints;
      assert.equal(echo.status('echo').state, 'ready');
      assert.notEqual(endpoint?.port, 7007);
      assert.match(echo.status('echo').detail ?? '', /^Port 7007 is taken.*; Echo listens on \d+\.$/);
      assert.equal(await (await fetch(`${endpoint?.url}/heard`)).text(), '[]');
    });

    /** A `docker-compose` on a PATH that asks us to take port 7007 before its first `up`, and then does its work. */
    async function portTakenByCompose(): Promise<{ path: string }> {
      const taken = createServer();
      const gate = createServer((socket) => {
        // Ours, or somebody else's already: taken it is.
        taken.once('error', () => socket.end()).listen(7007, '127.0.0.1', () => socket.end());
      }).listen(0, '127.0.0.1');
      servers.push(taken, gate);
      await new Promise((resolve) => gate.once('listening', resolve));
      const bin = join(temporaryDir(), 'bin');
      mkdirSync(bin);
      const real = (findCompose('v1') ?? findCompose('v2') ?? []).join(' ');
      const ask = `case " $* " in *" up "*) mkdir '${bin}/once' 2>/dev/null && exec 3<>/dev/tcp/127.0.0.1/${portOf(gate)} && cat <&3;; esac`;
      writeFileSync(join(bin, 'docker-compose'), `#!/bin/bash\n${ask}\nPATH='${process.env.PATH}' exec ${real} "$@"\n`, {
        mode: 0o755,
      });
      for (const name of ['bash', 'cat', 'mkdir']) symlinkSync(`/bin/${name}`, join(bin, name));
      return { path: bin };
    }
  });

  describe('the preflight', () => {
    test('says what is there, what services need and who has their ports', async () => {
      const echo = open();
      const free = await echo.stack.preflight();
      const words = (preflight: typeof free, what: string) => preflight.lines.find((line) => line.what === what);
      assert.equal(free.ready, true);
      assert.match(words(free, 'docker')?.words ?? '', /^Docker Engine \d+\./);
      assert.match(words(free, 'compose')?.words ?? '', /compose \d+\./);
      assert.match(words(free, 'memory')?.words ?? '', /GiB for Docker; the services of these lessons take at most 640 MiB/);
      assert.match(words(free, 'disk')?.words ?? '', /free where Docker keeps its images/);
      assert.ok(['ok', 'note'].includes(words(free, 'port 7007')?.state ?? ''));
      await echo.stack.start();
      const { port } = echo.status('echo').endpoints[0] ?? {};
      if (port === 7007) {
        assert.deepEqual(words(await echo.stack.preflight(), 'port 7007'), {
          state: 'ok',
          what: 'port 7007',
          words: 'in use by this stack: Echo http',
        });
      }
    });

    test('says what a first start fetches and builds', async () => {
      const online = openStack({ services: ['kafka'], env: engine.env, offline: false });
      assert.equal(
        (await online.stack.preflight()).download,
        'The first start fetches the images of Kafka, which takes some minutes.',
      );
    });
  });
});

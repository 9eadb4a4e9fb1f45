import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { ServiceStatus, StackStatus } from '#contract/messages/stack.ts';
import { eventually } from '../support/eventually.ts';
import { fence, fixtureContent, temporaryDir } from '../support/fixture-content.ts';
import { RunnerClient } from '../support/runner-client.ts';
import { type StartedRunner, startRunner } from '../support/start-runner.ts';

const LESSON = 'try/kafka';
const WRITE = `cat > write.mjs <<'END'
import { createRequire } from 'node:module';
const { Kafka } = createRequire(process.argv[2])('kafkajs');
const producer = new Kafka({ brokers: process.env.KAFKA_BROKERS.split(','), logLevel: 0 }).producer();
await producer.connect();
await producer.send({ topic: 'events', messages: [{ key: 'a', value: JSON.stringify({ ACTION: 'CREATED' }) }] });
await producer.disconnect();
END
"$TOWPATH_NODE" --disable-warning=TimeoutNegativeWarning write.mjs '${import.meta.filename}'`;
const hasKcat = spawnSync('kcat', ['-V']).status === 0;
const noKcat = !hasKcat && 'kcat is not installed; on Debian and Ubuntu: sudo apt-get install kcat';

const contentDir = fixtureContent({
  '01-kafka': {
    services: ['kafka'],
    checks: [
      '{ id: topic, check: kafka.topic, topic: events, partitions: 1, fix: write }',
      '{ id: message, check: kafka.messages, topic: events, key: a, match: { ACTION: CREATED }, fix: write }',
    ],
    blocks: [fence('id=write', WRITE), fence('id=inside in=kafka', 'command -v kcat')],
  },
});

describe('Kafka on the embedded stack', () => {
  let runner: StartedRunner;
  let client: RunnerClient;
  let status: StackStatus;
  /** Somebody else's Kafka, unless the port is taken already: ours must go elsewhere. */
  const other = createServer((socket) => socket.destroy()).on('error', () => undefined);

  const kafka = (): ServiceStatus => {
    const found = status.services.find(({ service }) => service === 'kafka');
    assert.ok(found);
    return found;
  };
  const run = async (text: string, block = 'write') => {
    const { output, status: ended } = await client.runBlock(LESSON, block, { text });
    return { output: output.replaceAll('\r\n', '\n'), exitCode: ended.exitCode };
  };
  const isReady = () => eventually(() => assert.equal(kafka().state, 'ready'));

  before(async () => {
    await new Promise((resolve) => other.once('listening', resolve).once('error', resolve).listen(9092, '127.0.0.1'));
    runner = await startRunner({ dataDir: temporaryDir('towpath kafka'), args: ['--content-dir', contentDir] });
    const connected = await RunnerClient.connect(runner);
    ({ client } = connected);
    status = connected.welcome.stack;
    client.on('stack.state', (message) => {
      status = message.status;
    });
    await client.untilReady(status);
  });
  after(async () => {
    other.close();
    await runner.stop();
  });

  test('it answers on a port of its own when the usual one is taken, and says by whom', async () => {
    await isReady();
    const [endpoint] = kafka().endpoints;
    assert.match(endpoint?.url ?? '', /^tcp:\/\/127\.0\.0\.1:\d+$/);
    assert.equal(endpoint?.name, 'broker');
    // Somebody who had it before this test may have given it back meanwhile.
    if (other.listening) assert.notEqual(endpoint?.port, 9092);
    if (endpoint?.port !== 9092) {
      assert.equal(endpoint?.usualPort, 9092);
      assert.match(kafka().detail ?? '', /^Port 9092 is taken.*; Kafka listens on \d+\.$/);
    }
    assert.equal((await run('towpath address kafka:9092')).output, `127.0.0.1:${endpoint?.port}\n`);
    assert.equal((await run('towpath address kafka')).output, `127.0.0.1:${endpoint?.port}\n`);
  });

  test('a program of a lesson finds it in KAFKA_BROKERS, and the checks see what it wrote', async () => {
    assert.equal((await client.verify(LESSON, { once: true })).state, 'failed');
    const { status: ended, output } = await client.runBlock(LESSON, 'write');
    assert.deepEqual([ended.state, output], ['ok', '']);
    const verified = await client.verify(LESSON);
    assert.deepEqual(
      verified.rows.map(({ outcome, actual }) => [outcome, actual]),
      [
        ['passed', 'it is there, with 1 partition'],
        ['passed', '1 message with key = a and ACTION = CREATED'],
      ],
    );
  });

  test('a block in Kafka runs in the shell, where the stand-ins for its programs come first', async () => {
    const { output, exitCode } = await run('command -v kcat', 'inside');
    assert.match(output, /\/runner\/services\/kafka\/bin\/kcat\n$/);
    assert.equal(exitCode, 0);
  });

  test('kcat finds it by the name that it has in the stack, however that is said', { skip: noKcat }, async () => {
    for (const brokers of ['-b kafka:9092', '-bkafka:9092', '-b kafka', '-X bootstrap.servers=kafka:9092']) {
      const { output } = await run(`kcat -C -e -q ${brokers} -t events -f '%k %s\\n'`);
      assert.equal(output, 'a {"ACTION":"CREATED"}\n', brokers);
    }
    assert.equal((await run(`printf 'b:two words\\n' | kcat -P -b kafka:9092 -t events -K :`)).exitCode, 0);
    assert.equal((await run(`kcat -Ce -q -b kafka:9092 -t events -o -1 -f '%k %s\\n'`)).output, 'b two words\n');
    assert.match((await run('kcat -L -b kafka:9092')).output, /broker 1 at 127\.0\.0\.1:\d+ \(controller\)/);
  });

  test('what was written is there after a stop and a sudden end, and gone after a reset', async () => {
    const messages = async () => (await client.verify(LESSON, { checks: ['message'] })).state;
    await run(WRITE);
    await client.request({ type: 'stack.stop', service: 'kafka' });
    const { output, exitCode } = await run('towpath address kafka:9092');
    assert.deepEqual([output, exitCode], ['Kafka is stopped.\nStart Kafka: towpath start kafka\n', 1]);
    const [row] = (await client.verify(LESSON, { checks: ['message'], once: true })).rows;
    assert.deepEqual([row?.outcome, row?.actual], ['error', 'Kafka is stopped, so this was not checked.']);
    await client.request({ type: 'stack.start', service: 'kafka' });
    assert.equal(await messages(), 'passed');
    const { stackPid } = JSON.parse(readFileSync(join(runner.dataDir, 'runner.json'), 'utf8')) as { stackPid: number };
    process.kill(stackPid, 'SIGKILL');
    await eventually(() =>
      assert.match(status.detail ?? '', /^The embedded services ended unexpectedly and were started again\./),
    );
    await isReady();
    assert.equal(await messages(), 'passed');
    await client.request({ type: 'stack.reset', service: 'kafka' });
    const [gone] = (await client.verify(LESSON, { checks: ['topic'], once: true })).rows;
    assert.equal(gone?.actual, 'there is no topic events; there are no topics');
  });

  test('kcat says that Kafka is stopped, and what to do', { skip: noKcat }, async () => {
    await client.request({ type: 'stack.stop', service: 'kafka' });
    const { output, exitCode } = await run('kcat -L -b kafka:9092');
    assert.deepEqual([output, exitCode], ['Kafka is stopped.\nStart Kafka: towpath start kafka\n', 1]);
    await client.request({ type: 'stack.start', service: 'kafka' });
  });
});

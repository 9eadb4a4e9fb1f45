import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { after, before, describe, test } from 'node:test';
import type { EachMessagePayload } from 'kafkajs';
import { startShellProxy } from '../../../../runner/shell/proxy.ts';
import { eventually } from '../../../support/eventually.ts';
import { startBroker, type TestBroker } from '../start-broker.ts';
import { WireClient } from '../wire-client.ts';
import { type RunningLine, startLine } from './start-line.ts';
import { toolEnvironment } from './tool-environment.ts';

const WITHIN = { withinMs: 60_000 };

describe("the stand-ins for Kafka's programs", () => {
  let broker: TestBroker;
  before(async () => {
    broker = await startBroker();
  });
  after(async () => await broker.stop());

  const start = (
    line: string,
    { env = toolEnvironment(), input }: { env?: Record<string, string>; input?: 'open' } = {},
  ): RunningLine => startLine(line.replaceAll(' AT ', ` --bootstrap-server 127.0.0.1:${broker.port} `), { env, input });
  const run = async (line: string) => await start(line).ended;
  const create = async (topic: string, partitions = 1) =>
    assert.equal((await run(`kafka-topics AT --create --topic ${topic} --partitions ${partitions}`)).exitCode, 0);

  const writeWith = async (codec: string, topic: string) => {
    const line = `printf 'kind:${codec}\\tkey\\tvalue\\n' | kafka-console-producer AT --topic ${topic} --compression-codec ${codec}`;
    const { exitCode, stderr } = await run(`${line} --property parse.key=true --property parse.headers=true`);
    assert.deepEqual({ exitCode, stderr }, { exitCode: 0, stderr: '' });
  };

  describe('names of the stack', () => {
    const control = async ({ name, service }: { name: string; service: string | undefined }) =>
      name === 'address' && service === 'kafka:9092'
        ? { status: 200, text: `127.0.0.1:${broker.port}\n` }
        : { status: 409, text: 'Kafka is stopped.\nStart it with: towpath start kafka\n' };

    test('the runner says where they are; its secret is no argument of a process', async () => {
      const proxy = await startShellProxy({ resolve: () => undefined, control, upstream: undefined, explain: String });
      try {
        const env = toolEnvironment({ http_proxy: proxy.url });
        assert.deepEqual(await start('kafka-topics --bootstrap-server kafka:9092 --create --topic named', { env }).ended, {
          ...{ stdout: 'Created topic named.\n', stderr: '', exitCode: 0 },
        });
        const follow = start('exec kafka-console-consumer --bootstrap-server kafka:9092 --topic named', { env });
        const [secret = ''] = /:[^:@]+(?=@)/.exec(proxy.url) ?? [];
        assert.ok(secret.length > 20);
        await eventually(async () => {
          const { stdout } = await startLine(`ps -o args= -p ${follow.child.pid}`, { env }).ended;
          assert.match(stdout, /main\.ts kafka-console-consumer /);
          assert.ok(!stdout.includes(secret));
        }, WITHIN);
        follow.child.kill('SIGTERM');
        await follow.ended;
      } finally {
        await proxy.close();
      }
    });

    test('a broker that comes back on another port finds the consumer where it was, and the producer goes on', async () => {
      await create('again');
      const proxy = await startShellProxy({ resolve: () => undefined, control, upstream: undefined, explain: String });
      const env = toolEnvironment({ http_proxy: proxy.url });
      const reads = 'exec kafka-console-consumer --bootstrap-server kafka:9092 --topic again --from-beginning';
      const consumers = ['--group returners', ''].map((group) => start(`${reads} ${group}`, { env }));
      const producer = start('exec kafka-console-producer --bootstrap-server kafka:9092 --topic again', { env, input: 'open' });
      const shows = async (text: string) => {
        for (const { written } of consumers) await eventually(() => assert.equal(written.stdout, text), WITHIN);
      };
      producer.child.stdin?.write('before\n');
      await shows('before\n');
      await broker.restart(async () => {
        for (const { written } of consumers)
          await eventually(() => assert.match(written.stderr, /Node may not be available/), WITHIN);
      });
      producer.child.stdin?.end('after\n');
      assert.equal((await producer.ended).exitCode, 0);
      await shows('before\nafter\n');
      for (const consumer of consumers) {
        consumer.child.kill('SIGINT');
        assert.match((await consumer.ended).stderr, /Processed a total of 2 messages\n$/);
      }
      await proxy.close();
    });

    test('what the runner says of a service that is stopped is what the learner reads', async () => {
      const proxy = await startShellProxy({ resolve: () => undefined, control, upstream: undefined, explain: String });
      try {
        const answer = await start('kafka-get-offsets --bootstrap-server kafka:9999', {
          env: toolEnvironment({ http_proxy: proxy.url }),
        }).ended;
        assert.equal(answer.stderr, 'Error occurred: Kafka is stopped.\nStart it with: towpath start kafka\n');
        assert.equal(answer.exitCode, 1);
      } finally {
        await proxy.close();
      }
    });
  });

  test('a broker that does not answer is warned of, tried again and given up', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    await new Promise((resolve) => server.close(resolve));
    const { stdout, stderr, exitCode } = await run(`kafka-topics --bootstrap-server 127.0.0.1:${port} --list`);
    assert.equal(stdout, 'Error while executing topic command : Timed out waiting for a node assignment. Call: listTopics\n');
    assert.match(
      stderr,
      /^(\[.*\] WARN \[AdminClient clientId=adminclient-1\] Connection to node -1 \(127\.0\.0\.1:\d+\) could not be established\..*\n){2}/,
    );
    assert.equal(exitCode, 1);
  });

  test('commands have their names with .sh, too', async () => {
    await create('shell');
    assert.equal((await run('kafka-get-offsets.sh AT --topic shell')).stdout, 'shell:0:0\n');
  });

  test('the newer names of options are taken', async () => {
    await create('newer');
    await run(
      'echo a:1 | kafka-console-producer AT --topic newer --reader-property parse.key=true --reader-property key.separator=:',
    );
    const read = 'kafka-console-consumer AT --topic newer --from-beginning --max-messages 1';
    assert.equal((await run(`${read} --formatter-property print.key=true --formatter-property key.separator=/`)).stdout, 'a/1\n');
  });

  test('what the producer writes is read by other clients: keys, headers, compression', async () => {
    await create('others');
    const seen: string[] = [];
    const consumer = broker.kafka().consumer({ groupId: 'others' });
    await consumer.connect();
    await consumer.subscribe({ topic: 'others', fromBeginning: true });
    const eachMessage = async ({ message: { key, value, headers } }: EachMessagePayload) =>
      void seen.push(`${headers?.kind} ${key} ${value}`);
    await consumer.run({ eachMessage });
    for (const codec of ['none', 'gzip']) await writeWith(codec, 'others');
    await eventually(() => assert.deepEqual(seen, ['none key value', 'gzip key value']), WITHIN);
    await consumer.disconnect();
  });

  test('zstd is written and read', async () => {
    await create('packed');
    await writeWith('zstd', 'packed');
    const { stdout } = await run(
      'kafka-console-consumer AT --topic packed --from-beginning --max-messages 1 --property print.headers=true',
    );
    assert.equal(stdout, 'kind:zstd\tvalue\n');
  });

  test('a compression that it has not is refused by name', async () => {
    const { stderr, exitCode } = await run('echo x | kafka-console-producer AT --topic others --compression-codec snappy');
    assert.match(stderr, /This stand-in cannot compress with snappy; it can with none, gzip, zstd\./);
    assert.equal(exitCode, 1);
  });

  test('lines go out as they are typed, and are shown as they come; a stopped consumer says how many there were and keeps its place', async () => {
    await create('typed');
    const producer = start('exec kafka-console-producer AT --topic typed', { input: 'open' });
    const consumer = start('exec kafka-console-consumer AT --topic typed --from-beginning --group typists');
    producer.child.stdin?.write('one\n');
    await eventually(() => assert.equal(consumer.written.stdout, 'one\n'), WITHIN);
    producer.child.stdin?.write('two\nthr');
    await eventually(() => assert.equal(consumer.written.stdout, 'one\ntwo\n'), WITHIN);
    producer.child.stdin?.end('ee\n');
    assert.equal((await producer.ended).exitCode, 0);
    await eventually(() => assert.equal(consumer.written.stdout, 'one\ntwo\nthree\n'), WITHIN);
    consumer.child.kill('SIGINT');
    const { stderr, exitCode } = await consumer.ended;
    assert.deepEqual({ stderr, exitCode }, { stderr: 'Processed a total of 3 messages\n', exitCode: 130 });
    const { stdout } = await run('kafka-consumer-groups AT --describe --group typists');
    assert.match(stdout, /\ntypists +typed +0 +3 +3 +0 /);
  });

  test('members of a group share the partitions, and who stays takes over from who leaves', async () => {
    await create('shared', 4);
    const line = 'exec kafka-console-consumer AT --topic shared --group sharers --property print.partition=true';
    const [first, second] = [start(line), start(line)];
    const members = async () =>
      (await run('kafka-consumer-groups AT --describe --group sharers --members')).stdout.match(/ \d+ +$/gm)?.map(Number);
    await eventually(async () => assert.deepEqual(await members(), [2, 2]), WITHIN);
    second.child.kill('SIGTERM');
    await second.ended;
    await eventually(async () => assert.deepEqual(await members(), [4]), WITHIN);
    await run(
      `seq 40 | sed 's/$/:x/' | kafka-console-producer AT --topic shared --property parse.key=true --property key.separator=:`,
    );
    await eventually(() => assert.equal(first.written.stdout.split('\n').length, 41), WITHIN);
    assert.equal(new Set(first.written.stdout.match(/Partition:\d/g)).size, 4);
    first.child.kill('SIGTERM');
    await first.ended;
  });

  test('partitions that a topic gets later, and topics that a pattern matches later, are read, too', async () => {
    await create('growing');
    const follow = start("exec kafka-console-consumer AT --include 'growing.*' --from-beginning");
    const write = async (topic: string, key: string) =>
      await run(
        `echo ${key}:${key} | kafka-console-producer AT --topic ${topic} --property parse.key=true --property key.separator=:`,
      );
    await write('growing', 'first');
    await eventually(() => assert.equal(follow.written.stdout, 'first\n'), WITHIN);
    await run('kafka-topics AT --alter --topic growing --partitions 2');
    await create('growing2');
    for (const key of ['a', 'b', 'c', 'd']) await write('growing', key);
    await write('growing2', 'z');
    await eventually(
      () => assert.deepEqual(follow.written.stdout.trim().split('\n').sort(), ['a', 'b', 'c', 'd', 'first', 'z']),
      WITHIN,
    );
    follow.child.kill('SIGTERM');
    await follow.ended;
  });

  test('transactions that were given up are not shown with read_committed', async () => {
    await create('careful');
    const producer = broker.kafka().producer({ transactionalId: 'careful', idempotent: true, maxInFlightRequests: 1 });
    await producer.connect();
    for (const [value, isKept] of [
      ['kept', true],
      ['given up', false],
      ['kept too', true],
    ] as const) {
      const transaction = await producer.transaction();
      await transaction.send({ topic: 'careful', messages: [{ value }] });
      await (isKept ? transaction.commit() : transaction.abort());
    }
    await producer.disconnect();
    const read = 'kafka-console-consumer AT --topic careful --from-beginning';
    assert.equal((await run(`${read} --max-messages 2 --isolation-level read_committed`)).stdout, 'kept\nkept too\n');
    assert.equal((await run(`${read} --max-messages 3`)).stdout, 'kept\ngiven up\nkept too\n');
  });

  test('a reader that goes away early ends it without a complaint', async () => {
    await create('long');
    await run('seq 100000 | kafka-console-producer AT --topic long');
    const { stdout, stderr } = await run('kafka-console-consumer AT --topic long --from-beginning | head -n 1');
    assert.deepEqual({ stdout, stderr }, { stdout: '1\n', stderr: '' });
  });

  test('groups of the newer protocol are listed and described', async () => {
    await create('modern');
    const client = await WireClient.open(broker.port);
    const [memberId, topics] = ['m'.repeat(22), ['modern']];
    const joining = {
      groupId: 'moderns',
      memberId,
      memberEpoch: 0,
      rebalanceTimeoutMs: 30_000,
      subscribedTopicNames: topics,
      topicPartitions: [],
    };
    const { errorCode } = await client.call('ConsumerGroupHeartbeat', 0, joining);
    assert.equal(errorCode, 0);
    assert.match((await run('kafka-consumer-groups AT --list --type consumer')).stdout, /\nmoderns +Consumer/);
    assert.match(
      (await run('kafka-consumer-groups AT --describe --group moderns --members')).stdout,
      /\nmoderns +\S+ +\/127\.0\.0\.1 +test +1 /,
    );
    client.end();
  });

  test('settings that would have to have an effect are refused by name', async () => {
    const { stderr } = await run(
      'f=$(mktemp); echo security.protocol=SSL > $f; kafka-topics AT --list --command-config $f; rm $f',
    );
    assert.match(stderr, /^The setting security\.protocol is not supported by this stand-in/);
  });
});

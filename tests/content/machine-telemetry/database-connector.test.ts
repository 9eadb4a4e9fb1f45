import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Admin, type Message, Partitioners, type Producer } from 'kafkajs';
import { writePoints } from '../../../content/machine-telemetry/common/influxdb.ts';
import { type Server, startEmbedded } from '../../conformance/influxdb/servers.ts';
import { eventually } from '../../support/eventually.ts';
import { HeldAnswers } from './held-answers.ts';
import type { Part } from './part.ts';
import { makeTopics, program, startBrokers } from './pipeline.ts';
import { readAll } from './read-all.ts';

const MACHINES = ['press-1', 'lathe-1', 'saw-1'];
const SAMPLES = 20_000;

/** Samples of three machines, several in each millisecond. */
const sample = (sequence: number): Message => {
  const machine = MACHINES[sequence % MACHINES.length] ?? '';
  const time = 1_790_000_000_000 + Math.floor(sequence / 10);
  return { key: machine, value: JSON.stringify({ machine, metric: 'vibration', sequence, time, values: [1, 2, sequence] }) };
};
const joined = (machine: string, results: object): Message => {
  const window = { from: 1_790_000_000_000, to: 1_790_000_001_000 };
  return { key: machine, value: JSON.stringify({ kind: 'joined', machine, ...window, results }) };
};

describe('the database connector of Machine telemetry', () => {
  let brokers: Awaited<ReturnType<typeof startBrokers>>;
  let influxdb: Server;
  let held: HeldAnswers;
  let producer: Producer;
  let admin: Admin;
  let connector: Part;

  const post = async (path: string, body: string | URLSearchParams) => {
    const response = await fetch(`${influxdb.baseUrl}${path}`, { method: 'POST', body });
    const text = await response.text();
    assert.ok(response.ok, text);
    return text;
  };
  const ask = async (q: string) => {
    const { results } = JSON.parse(await post('/query?db=machines', new URLSearchParams({ q })));
    return results[0].series?.[0]?.values as unknown[][] | undefined;
  };
  const send = async (topic: string, messages: Message[]) => await producer.send({ topic, messages });
  const untilThere = (count: number, withinMs = 60_000) =>
    eventually(async () => assert.equal((await ask('SELECT count(mean) FROM machine_data'))?.[0]?.[1], count), { withinMs });

  before(async () => {
    brokers = await startBrokers();
    influxdb = await startEmbedded();
    await makeTopics(brokers.client);
    producer = brokers.client.producer({ createPartitioner: Partitioners.DefaultPartitioner });
    admin = brokers.client.admin();
    await Promise.all([producer.connect(), admin.connect()]);
    held = await HeldAnswers.start(influxdb.baseUrl);
    connector = program('database-connector', brokers.places, { INFLUX_URL: held.url });
    connector.start();
  });
  after(async () => {
    await connector?.end('SIGKILL');
    await Promise.all([producer?.disconnect(), admin?.disconnect()]);
    await held?.end();
    await influxdb?.stop();
    await brokers?.end();
  });

  test('without a database it waits, says how to create it, and goes on when it is there', async () => {
    await send('machine.data', [sample(0), sample(1)]);
    await connector.says(/0 written\. database not found: "machines"\. Create it: CREATE DATABASE "machines"/);
    await post('/query', new URLSearchParams({ q: 'CREATE DATABASE machines' }));
    await untilThere(2);
  });

  test('a sample and a joined record are points, and a sample that is passed on is not there twice', async () => {
    await send('machine.out', [sample(0), joined('press-1', { power_mean: 5_100.5, vibration_mean: null })]);
    await eventually(async () =>
      assert.deepEqual(await ask('SELECT power_mean, window_ms FROM machine_out'), [['2026-09-21T14:13:20Z', 5_100.5, 1_000]]),
    );
    assert.deepEqual(await ask('SELECT * FROM machine_data WHERE sequence = 1'), [
      ['2026-09-21T14:13:20.000000001Z', 'lathe-1', 2, 4 / 3, 'vibration', 1, 3],
    ]);
    await untilThere(2);
  });

  test('a message that is no sample, and a point that InfluxDB refuses, are dead letters with their reasons and hold up nobody', async () => {
    await post('/write?db=machines', 'machine_out,machine=saw-1 power_max="a text" 1790000000000000000');
    await send('machine.out', [joined('saw-1', { power_max: 7 }), joined('lathe-1', { vibration_mean: 2.5 })]);
    await send('machine.data', [{ key: '0', value: 'helloKafka' }, sample(2)]);
    await untilThere(3);
    await eventually(async () =>
      assert.deepEqual((await ask("SELECT vibration_mean FROM machine_out WHERE machine = 'lathe-1'"))?.[0]?.[1], 2.5),
    );
    await connector.says(/, 2 dead letters/);
    const dead = await readAll(brokers.client, 'machine.dead');
    assert.deepEqual(dead.map(({ key }) => key).sort(), ['0', 'saw-1']);
    const consumer = brokers.client.consumer({ groupId: 'reasons' });
    await consumer.connect();
    await consumer.subscribe({ topic: 'machine.dead', fromBeginning: true });
    const reasons = new Map<string, string>();
    await consumer.run({
      eachMessage: async ({ message: { key, headers } }) => void reasons.set(String(key), `${headers?.reason} ${headers?.from}`),
    });
    await eventually(() => assert.match(reasons.get('0') ?? '', /^it is no JSON object machine\.data\/\d\/\d+$/));
    await eventually(() => assert.match(reasons.get('saw-1') ?? '', /field type conflict.* machine\.out\/\d\/\d+$/));
    await consumer.disconnect();
  });

  for (const when of ['before InfluxDB has the points', 'after InfluxDB has them, before it says so'] as const) {
    test(`killed ${when}, Kafka has not heard of them, and each is there once afterwards`, async () => {
      const heardOf = async () => {
        const topics = await admin.fetchOffsets({ groupId: 'database-connector', topics: ['machine.data'] });
        return topics[0]?.partitions.map(({ partition, offset }) => `${partition}: ${offset}`).sort();
      };
      const has = Number((await ask('SELECT count(mean) FROM machine_data'))?.[0]?.[1]);
      const dead = (await readAll(brokers.client, 'machine.dead')).length;
      const before = await heardOf();
      held.hold(when.startsWith('before') ? 'requests' : 'answers');
      await send('machine.data', [sample(has), sample(has + 1), { key: '0', value: 'no sample' }]);
      await eventually(() => assert.ok(held.isHolding));
      await connector.end('SIGKILL');
      assert.deepEqual(await heardOf(), before);
      held.pass();
      connector.start();
      await untilThere(has + 2);
      await eventually(async () => assert.equal((await readAll(brokers.client, 'machine.dead')).length, dead + 1));
      await eventually(async () => assert.notDeepEqual(await heardOf(), before));
    });
  }

  test('dead letters that are more than Kafka takes at once go in pieces, and one that is too large says where it is', async () => {
    await connector.end('SIGTERM');
    const dead = (await readAll(brokers.client, 'machine.dead')).length;
    const large = { key: '0', value: 'x'.repeat(1_040_000) };
    await send('machine.data', [large]);
    for (let sent = 0; sent < 4; sent++)
      await send(
        'machine.data',
        Array.from({ length: 500 }, () => ({ key: '0', value: 'x'.repeat(1_000) })),
      );
    connector.start();
    await eventually(
      async () => {
        const letters = await readAll(brokers.client, 'machine.dead');
        assert.equal(letters.length, dead + 2_001);
        assert.equal(letters.filter(({ value }) => value === 'null').length, 1);
      },
      { withinMs: 60_000 },
    );
  });

  test('points that InfluxDB refuses all together take one request, and what is too much for one request goes in halves', async () => {
    await post('/write?db=machines', 'refused value="a text" 1790000000000000000');
    const before = held.writes;
    const numbers = Array.from({ length: 5_000 }, (_, at) => ({
      line: `refused value=${at} ${1_790_000_000_000_000_000n + BigInt(at)}`,
      source: at,
    }));
    const refused = await writePoints(held.url, 'machines', numbers);
    assert.equal(refused.length, 5_000);
    assert.match(refused[4_999]?.reason ?? '', /field type conflict/);
    assert.equal(held.writes - before, 1);

    const text = 'x'.repeat(1_000_000);
    const large = Array.from({ length: 30 }, (_, at) => ({
      line: `large value="${text}" ${1_790_000_000_000_000_000n + BigInt(at)}`,
      source: at,
    }));
    assert.deepEqual(await writePoints(held.url, 'machines', large), []);
    assert.equal((await ask('SELECT count(value) FROM large'))?.[0]?.[1], 30);
  });

  test('every sample is there once, although connector, InfluxDB and Kafka are killed while they come', async () => {
    const all = Array.from({ length: SAMPLES }, (_, sequence) => sample(sequence));
    const quarter = SAMPLES / 4;
    const pieces = [0, 1, 2, 3].map((at) => all.slice(at * quarter, (at + 1) * quarter));
    const kills = [
      async () => {
        await connector.end('SIGKILL');
        connector.start();
      },
      () => influxdb.restart('SIGKILL'),
      async () => {
        await brokers.kafka.end('SIGKILL');
        brokers.kafka.start();
      },
      async () => assert.equal(await connector.end('SIGTERM'), 0),
    ];
    for (const [at, piece] of pieces.entries()) {
      await send('machine.data', piece);
      await kills[at]?.();
    }
    connector.start();
    await untilThere(SAMPLES, 90_000);
    const counted = await ask('SELECT sum(sequence) FROM machine_data');
    assert.equal(counted?.[0]?.[1], (SAMPLES * (SAMPLES - 1)) / 2);
  });
});

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { Partitioners } from 'kafkajs';
import mqtt from 'mqtt';
import { eventually } from '../../support/eventually.ts';
import type { Part } from './part.ts';
import { makeTopics, program, startBrokers } from './pipeline.ts';
import { readAll } from './read-all.ts';

type Event = { machine: string; metric: string; sequence: number; late: number; values: number[] };

describe('the programs of Machine telemetry', () => {
  let brokers: Awaited<ReturnType<typeof startBrokers>>;
  const running: Part[] = [];

  const start = (name: string, env: Record<string, string> = {}): Part => {
    const part = program(name, brokers.places, env);
    running.push(part);
    part.start();
    return part;
  };
  const events = async (file: string) => {
    const lines = (await readFile(join(brokers.folder, file), 'utf8')).trim().split('\n');
    return lines.map((line) => JSON.parse(line) as Event);
  };

  before(async () => {
    brokers = await startBrokers();
  });
  afterEach(() => Promise.all(running.splice(0).map((part) => part.end('SIGKILL'))));
  after(() => brokers.end());

  test('make-events makes the same file of the same seed, and another of another', async () => {
    for (const [file, seed] of [
      ['one.json', '7'],
      ['same.json', '7'],
      ['other.json', '8'],
    ] as const) {
      await start('make-events', { EVENT_FILE: file, SEED: seed, EVENT_COUNT: '3000' }).says(/3000 samples of 8 machines/);
    }
    assert.deepEqual(await events('same.json'), await events('one.json'));
    assert.notDeepEqual(await events('other.json'), await events('one.json'));
  });

  test('its samples have differing numbers of values, and some are late and some missing', async () => {
    await start('make-events', { EVENT_FILE: 'all.json', EVENT_COUNT: '20000' }).says(/20000 samples/);
    const all = await events('all.json');
    const countsOf = (metric: string) => new Set(all.filter((each) => each.metric === metric).map(({ values }) => values.length));
    assert.deepEqual(new Set([3, 4, 5, 6, 7, 8, 9, 10, 11, 12]), new Set([...countsOf('vibration')].sort((a, b) => a - b)));
    assert.deepEqual(new Set([1, 2, 3]), new Set([...countsOf('power')].sort()));
    const late = all.filter((each) => each.late > 0).length;
    assert.ok(late > 400 && late < 800, `${late} late`);
    const series = Map.groupBy(all, ({ machine, metric }) => `${machine} ${metric}`);
    assert.equal(series.size, 16);
    const missing = [...series.values()].map((each) => Math.max(...each.map(({ sequence }) => sequence)) - each.length);
    assert.ok(missing.reduce((sum, each) => sum + each, 0) > 100);
    assert.ok(
      all.some((each, at) => each.sequence < (all[at - 1]?.sequence ?? 0)),
      'a late one comes after younger ones',
    );
  });

  test('each machine works and rests; one of them trembles while it rests, and no other does', async () => {
    await start('make-events', { EVENT_FILE: 'round.json' }).says(/40000 samples/);
    const powers = new Map<string, number[]>();
    const trembles = new Map<string, number>();
    for (const { machine, metric, values } of await events('round.json')) {
      if (metric === 'power') powers.set(machine, [...(powers.get(machine) ?? []), ...values]);
      else trembles.set(machine, Math.min(trembles.get(machine) ?? Number.POSITIVE_INFINITY, ...values));
    }
    for (const watts of powers.values()) {
      const resting = watts.filter((each) => each < Math.max(...watts) / 4).length;
      assert.ok(Math.abs(resting / watts.length - 0.25) < 0.03, `rests ${resting} of ${watts.length}`);
    }
    assert.deepEqual(
      [...trembles].filter(([, least]) => least > 0.5).map(([machine]) => machine),
      ['press-2'],
    );
  });

  test('the simulator keeps to its rate, goes on after the end of the file, and ends when all is acknowledged', async () => {
    await start('make-events', { EVENT_COUNT: '300' }).says(/300 samples/);
    const client = await mqtt.connectAsync(brokers.places.mqttUrl);
    const heard: { machine: string; metric: string; sequence: number; time: number }[] = [];
    client.on('message', (_, payload) => heard.push(JSON.parse(payload.toString())));
    await client.subscribeAsync('hall/states', { qos: 1 });
    const simulator = start('simulator', { SAMPLE_RATE: '200', TOPIC_NAME: 'hall/states' });
    const rates = [];
    for (const second of [2, 3, 4]) {
      const told = await simulator.says(new RegExp(`^${second} s: .* (\\d+) acknowledged`));
      rates.push(Number(told[1]) / second);
    }
    assert.ok(Math.abs((rates.at(-1) ?? 0) - 200) < 30, `${rates} samples a second`);
    assert.equal(await simulator.end('SIGINT'), 0);
    const [, taken] = await simulator.says(/^ended: (\d+) samples taken, \1 acknowledged/);
    await eventually(() => assert.equal(heard.length, Number(taken)));
    await client.endAsync();
    assert.ok(heard.length > 600, 'twice the file');
    assert.equal(new Set(heard.map(({ machine, metric, sequence }) => `${machine} ${metric} ${sequence}`)).size, heard.length);
    assert.ok(heard.every(({ time }) => Date.now() - time < 60_000 && time <= Date.now()));
  });

  test('the simulator takes the broker from BROKER_HOST and BROKER_PORT, and says what it cannot work with', async () => {
    const { port } = new URL(brokers.places.mqttUrl);
    const elsewhere = { MQTT_URL: 'mqtt://nowhere:1', BROKER_HOST: '127.0.0.1', BROKER_PORT: port };
    await start('simulator', { ...elsewhere, EVENT_FILE: 'all.json' }).says(new RegExp(`^connected to 127.0.0.1:${port}`));
    await start('simulator', { EVENT_FILE: 'none.json' }).says(/^There is no file none\.json\. Make it with make-events\.ts\.$/);
    await start('simulator', { EVENT_FILE: 'all.json', SAMPLE_RATE: '5000' }).says(/^SAMPLE_RATE is 5000\. .* from 1 to 1000/);
  });

  test('whoever carries or merges says which topic is missing and which block makes it, once, and then in its status', async () => {
    await start('connector').says(/^There is no topic machine\.data\. Run create-topics in the lesson/);
    const tryAgain = ['processor', 'database-connector'].map((name) => start(name));
    for (const program of tryAgain) {
      await program.says(/^There is no topic machine\.data\. Run create-topics in .* It tries again every second\.$/);
      await program.says(/^3 s: 0 .*\. There is no topic machine\.data\. Run create-topics/);
      assert.equal(program.lines.filter((line) => line.includes('tries again')).length, 1);
    }
  });

  test('a word in machine.data is counted and not passed on; a second processor takes over from the first', async () => {
    await makeTopics(brokers.client);
    const producer = brokers.client.producer({ createPartitioner: Partitioners.DefaultPartitioner });
    await producer.connect();
    const write = async (...values: (string | null)[]) =>
      await producer.send({ topic: 'machine.data', messages: values.map((value) => ({ key: 'saw-1', value })) });
    const sample = (time: number) => JSON.stringify({ machine: 'saw-1', metric: 'power', sequence: time, time, values: [time] });
    const first = start('processor');
    await first.says(/^remembers 0 machines/);
    await write('helloKafka', sample(1_000), '{"machine":"saw-1"}', sample(1_500), null);
    await first.says(/ 2 passed on, 0 joined, 0 late, 3 unreadable/);
    const second = start('processor');
    await second.says(/^remembers 1 machines/);
    await write(sample(9_000));
    await second.says(/ 1 passed on, 1 joined/);
    await first.says(/Another processor has started/);
    await producer.disconnect();
    const out = await readAll(brokers.client, 'machine.out');
    const samples = out.filter(({ value }) => !value.includes('joined'));
    assert.deepEqual(
      samples.map(({ value }) => value),
      [sample(1_000), sample(1_500), sample(9_000)],
    );
    const [joined] = out.filter(({ value }) => value.includes('joined'));
    const { machine, samples: counted, results } = JSON.parse(joined?.value ?? '{}');
    assert.deepEqual({ machine, counted, power: results.power_mean }, { machine: 'saw-1', counted: { power: 2 }, power: 1_250 });
  });
  test('a processor that has more to catch up with than Kafka takes at once passes all of it on, and ends when it is told', async () => {
    await makeTopics(brokers.client);
    const producer = brokers.client.producer({ createPartitioner: Partitioners.DefaultPartitioner });
    await producer.connect();
    // More than two rounds of what a consumer is handed out at once, all of it for one partition of machine.out.
    const values = [0.126_412, 0.263_871, 0.338_405, 0.419_233, 0.501_872, 0.617_349];
    const messages = Array.from({ length: 38_000 }, (_, sequence) => ({
      ...{ key: 'lathe-9', partition: sequence % 5 },
      value: JSON.stringify({ machine: 'lathe-9', metric: 'vibration', sequence, values, time: 20_000 + sequence }),
    }));
    for (let at = 0; at < messages.length; at += 9_500)
      await producer.send({ topic: 'machine.data', messages: messages.slice(at, at + 9_500) });
    await producer.disconnect();
    const processor = start('processor');
    await processor.says(new RegExp(` ${messages.length} passed on, `));
    assert.equal(await processor.end('SIGTERM'), 0);
    const out = await readAll(brokers.client, 'machine.out');
    const passedOn = out.filter(({ key, value }) => key === 'lathe-9' && !value.includes('joined'));
    assert.deepEqual(
      passedOn.map(({ value }) => JSON.parse(value).sequence).sort((one, other) => one - other),
      messages.map((_, sequence) => sequence),
    );
  });
});

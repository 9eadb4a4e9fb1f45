import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { readSettings } from '../../../content/machine-telemetry/common/calculate.ts';
import { readSample } from '../../../content/machine-telemetry/common/transaction.ts';
import { Windows } from '../../../content/machine-telemetry/common/windows.ts';
import { freePort } from '../../../runner/lib/ports.ts';
import { answers } from '../../conformance/influxdb/servers.ts';
import { eventually } from '../../support/eventually.ts';
import { Part } from './part.ts';
import { atSecond, COMMON, makeTopics, program, startBrokers } from './pipeline.ts';
import { type Kept, readAll } from './read-all.ts';

// How long samples come, at 1,000 a second: a round of 20 seconds kills each part once, one every three seconds.
const SECONDS = Number(process.env.TOWPATH_FAULT_SECONDS ?? 20);
const ROUND_SECONDS = 20;
const APART_SECONDS = 3;
const OUTAGE_SECONDS = 2;
const INFLUXDB = join(import.meta.dirname, '../../services/influxdb/influxdb-child.ts');

describe(`${SECONDS} s of 1,000 samples a second, while each part is killed and started again`, () => {
  let brokers: Awaited<ReturnType<typeof startBrokers>>;
  let taken = 0;
  let data: Kept[] = [];
  let out: Kept[] = [];
  let influxUrl = '';
  const parts: Part[] = [];

  before(
    async () => {
      brokers = await startBrokers();
      const { places, client, mosquitto, kafka } = brokers;
      await makeTopics(client);
      const make = program('make-events', places);
      make.start();
      await make.says(/40000 samples/);
      const influxdb = await startInfluxdb();
      const [simulator, connector, processor] = ['simulator', 'connector', 'processor'].map((name) => program(name, places));
      const writer = program('database-connector', places, { INFLUX_URL: influxUrl });
      assert.ok(simulator && connector && processor);
      parts.push(simulator, connector, processor, writer);
      for (const part of [processor, connector, writer]) part.start();
      await processor.says(/remembers 0 machines/);
      await connector.says(/subscribed/);
      simulator.start();

      // The seconds of the simulator are the clock: what dies, dies at one of them and comes back at another.
      for (let round = 0; round < SECONDS; round += ROUND_SECONDS) {
        for (const [place, part] of [mosquitto, connector, influxdb, kafka, processor, writer].entries()) {
          const second = round + 2 + place * APART_SECONDS;
          await atSecond(simulator, second);
          await part.end('SIGKILL');
          await atSecond(simulator, second + OUTAGE_SECONDS);
          part.start();
        }
      }
      await atSecond(simulator, SECONDS);
      await caughtUp(simulator);
      assert.equal(await simulator.end('SIGINT'), 0, simulator.lines.slice(-5).join('\n'));
      taken = Number((await simulator.says(/^ended: (\d+) samples taken/))[1]);
      await allIsProcessed();
      data = await readAll(client, 'machine.data');
      out = await readAll(client, 'machine.out');
      await allIsWritten();
    },
    { timeout: (SECONDS + 180) * 1_000 },
  );

  const startInfluxdb = async (): Promise<Part> => {
    const port = await freePort();
    influxUrl = `http://127.0.0.1:${port}`;
    const args = () => [join(brokers.folder, 'influxdb'), String(port)];
    const influxdb = new Part(INFLUXDB, { cwd: brokers.folder, args });
    parts.push(influxdb);
    influxdb.start();
    await answers(influxUrl);
    await query('CREATE DATABASE machines');
    return influxdb;
  };

  /** Series of the answer, with the times left out. */
  const query = async (q: string): Promise<{ tags: Record<string, string>; values: unknown[][] }[]> => {
    const body = new URLSearchParams({ q, db: 'machines' });
    const response = await fetch(`${influxUrl}/query`, { method: 'POST', body });
    const text = await response.text();
    assert.ok(response.ok, text);
    return JSON.parse(text).results[0].series ?? [];
  };

  const countOf = async (field: string, measurement: string): Promise<number> =>
    Number((await query(`SELECT count(${field}) FROM ${measurement}`))[0]?.values[0]?.[1] ?? 0);

  /** Waits until the database connector has carried all of both topics. */
  const allIsWritten = async () =>
    await eventually(
      async () => {
        const [samples, records] = [await countOf('sequence', 'machine_data'), await countOf('window_ms', 'machine_out')];
        assert.ok(samples >= taken, `${samples} of ${taken} samples are in InfluxDB`);
        assert.ok(records >= joined().length, `${records} of ${joined().length} joined records are in InfluxDB`);
      },
      { withinMs: 120_000, everyMs: 500 },
    );
  const joined = () => out.filter(({ value }) => isJoined(value));

  /** On a busy machine, an outage leaves more waiting than the simulator still sends when it is told to end. */
  const caughtUp = async (simulator: Part) => {
    const waiting = () =>
      Number(/, (\d+) waiting/.exec(simulator.lines.findLast((line) => line.includes(' waiting')) ?? '')?.[1]);
    await eventually(() => assert.ok(waiting() < 1_000, `${waiting()} samples wait`), { withinMs: 120_000 });
  };

  /** Waits until the connector has nothing left to carry and the processor nothing left to read. */
  const allIsProcessed = async () => {
    const wanted = idsOfFirst(taken);
    const admin = brokers.client.admin();
    await admin.connect();
    await eventually(
      async () => {
        const ends = await admin.fetchTopicOffsets('machine.data');
        const written = ends.reduce((sum, { high }) => sum + Number(high), 0);
        assert.ok(written >= wanted.size, `${written} of at least ${wanted.size} samples are in machine.data`);
        const [read] = await admin.fetchOffsets({ groupId: 'processor', topics: ['machine.data'] });
        for (const { partition, high } of ends) {
          const at = read?.partitions.find((each) => each.partition === partition)?.offset;
          // Kafka says -1 of a partition of which nothing was read; no machine may be in it.
          assert.equal(at === '-1' ? '0' : at, high, `the processor has read partition ${partition}`);
        }
        const ids = new Set((await readAll(brokers.client, 'machine.data')).map(({ value }) => idOf(value)));
        assert.equal([...wanted].filter((id) => !ids.has(id)).length, 0, 'all samples are in machine.data');
      },
      { withinMs: 120_000, everyMs: 500 },
    );
    await admin.disconnect();
  };

  after(async () => {
    await Promise.all(parts.map((part) => part.end('SIGKILL')));
    await brokers?.end();
  });

  /** Which samples the simulator took: the file, and after its end the file once more with higher numbers. */
  const idsOfFirst = (count: number): Set<string> => {
    type Event = { machine: string; metric: string; sequence: number };
    const lines = readFileSync(join(brokers.folder, 'events.json'), 'utf8').trim().split('\n');
    const events = lines.map((line) => JSON.parse(line) as Event);
    const last = new Map<string, number>();
    for (const { machine, metric, sequence } of events) {
      last.set(`${machine} ${metric}`, Math.max(sequence, last.get(`${machine} ${metric}`) ?? 0));
    }
    const ids = Array.from({ length: count }, (_, at) => {
      const event = events[at % events.length];
      assert.ok(event);
      const series = `${event.machine} ${event.metric}`;
      return `${series} ${event.sequence + Math.floor(at / events.length) * (last.get(series) ?? 0)}`;
    });
    return new Set(ids);
  };

  test('every sample that the simulator took was acknowledged, and is in machine.data', (t) => {
    assert.ok(taken >= SECONDS * 900, `${taken} samples`);
    const wanted = idsOfFirst(taken);
    assert.equal(wanted.size, taken);
    const ids = data.map(({ value }) => idOf(value));
    const found = new Set(ids);
    assert.deepEqual(
      [...wanted].filter((id) => !found.has(id)),
      [],
    );
    assert.deepEqual(
      [...found].filter((id) => !wanted.has(id)),
      [],
    );
    t.diagnostic(`${taken} samples, ${ids.length - taken} of them twice in machine.data`);
  });

  test('each machine has a partition, and its samples have it as their key', () => {
    const partitions = new Map<string, number>();
    for (const { partition, key, value } of data) {
      assert.equal(key, (JSON.parse(value) as { machine: string }).machine);
      assert.equal(partitions.get(key) ?? partition, partition);
      partitions.set(key, partition);
    }
    assert.equal(partitions.size, 8);
  });

  test('machine.out has every message of machine.data once, in the order of its machine', () => {
    const passedOn = out.filter(({ value }) => !isJoined(value));
    assert.deepEqual(byKey(passedOn), byKey(data));
  });

  test('the joined records are those of a processor that was never killed', (t) => {
    const settings = readSettings(join(COMMON, 'calculations.json'));
    const partitions = new Map<number, Windows>();
    const recomputed: Kept[] = [];
    for (const { partition, value } of data) {
      const windows = partitions.get(partition) ?? new Windows(settings);
      partitions.set(partition, windows);
      const sample = readSample(Buffer.from(value));
      assert.ok(sample);
      for (const record of windows.add(sample)) {
        recomputed.push({ partition, key: record.machine, value: JSON.stringify(record) });
      }
    }
    assert.ok(recomputed.length >= (SECONDS - 5) * 8, `${recomputed.length} records`);
    assert.deepEqual(byKey(joined()), byKey(recomputed));
    t.diagnostic(`${recomputed.length} joined records`);
  });

  test('every sample and every joined record is in InfluxDB once', async () => {
    const series = await query('SELECT sequence FROM machine_data GROUP BY machine, metric');
    const written = series.flatMap(({ tags: { machine, metric }, values }) =>
      values.map(([, sequence]) => `${machine} ${metric} ${sequence}`),
    );
    assert.equal(written.length, taken);
    assert.deepEqual(new Set(written), idsOfFirst(taken));
    assert.equal(await countOf('window_ms', 'machine_out'), joined().length);
  });
});

function idOf(value: string): string {
  const { machine, metric, sequence } = JSON.parse(value) as { machine: string; metric: string; sequence: number };
  return `${machine} ${metric} ${sequence}`;
}

const isJoined = (value: string) => (JSON.parse(value) as { kind?: string }).kind === 'joined';

/** The values of each key, in their order. */
function byKey(messages: readonly Kept[]): Record<string, string[]> {
  const values: Record<string, string[]> = {};
  for (const { key, value } of messages) {
    values[key] ??= [];
    values[key].push(value);
  }
  return Object.fromEntries(Object.entries(values).sort());
}

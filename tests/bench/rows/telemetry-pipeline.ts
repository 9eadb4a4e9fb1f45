import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Kafka } from 'kafkajs';
import { atSecond, makeTopics, program, startBrokers } from '../../content/machine-telemetry/pipeline.ts';
import { cpuSeconds } from '../kafka-server.ts';
import { inTime, type Row } from '../row.ts';

const WARM_UP_SECONDS = 5;
const SECONDS = 20;

type Event = { machine: string; metric: string; sequence: number; late: number };
type Passed = { kind?: string; machine: string; metric: string; sequence: number; time: number };

/** The pipeline of Machine telemetry on embedded brokers at 1,000 samples a second: how long a sample takes to machine.out, and what that costs. */
export async function telemetryPipeline(): Promise<Row[]> {
  const { folder, mosquitto, kafka, places, client, end } = await startBrokers();
  const make = program('make-events', places);
  const [simulator, connector, processor] = ['simulator', 'connector', 'processor'].map((name) => program(name, places));
  if (!simulator || !connector || !processor) throw new Error('There are three programs.');
  const parts = [simulator, mosquitto, connector, kafka, processor];
  try {
    await makeTopics(client);
    make.start();
    await make.says(/samples of/);
    processor.start();
    connector.start();
    await Promise.all([processor.says(/remembers/), connector.says(/subscribed/)]);
    simulator.start();
    await atSecond(simulator, WARM_UP_SECONDS);
    const late = lateOnes(join(folder, 'events.json'));
    const delays = await watchDelays(client, late);
    await atSecond(simulator, WARM_UP_SECONDS + SECONDS);
    const found = await delays();
    // Whoever measures the delays costs Kafka something, too: processor time is measured after that.
    const before = parts.map(({ pid }) => cpuSeconds(pid));
    const start = performance.now();
    await atSecond(simulator, WARM_UP_SECONDS + 2 * SECONDS);
    const ms = performance.now() - start;
    const cores = parts.map(({ pid }, at) => (cpuSeconds(pid) - (before[at] ?? 0)) / (ms / 1_000));
    return rows(found, { cores, names: ['simulator', 'MQTT', 'connector', 'Kafka', 'processor'] });
  } finally {
    await Promise.all([make, simulator, connector, processor].map((part) => part.end('SIGKILL')));
    await end();
  }
}

/** Samples that the simulator gives an older time: what they take says nothing. */
function lateOnes(file: string): Set<string> {
  const events = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Event);
  return new Set(events.filter(({ late }) => late > 0).map(nameOf));
}

const nameOf = ({ machine, metric, sequence }: Omit<Event, 'late'>) => `${machine} ${metric} ${sequence}`;

/** Reads what is committed in machine.out from now on; the function that it gives ends that and returns how long each sample took (ms). */
async function watchDelays(client: Kafka, late: Set<string>): Promise<() => Promise<number[]>> {
  const consumer = client.consumer({ groupId: 'bench', maxWaitTimeInMs: 1_000 });
  const delays: number[] = [];
  let isReading = () => {};
  const reading = new Promise<void>((resolve) => {
    isReading = resolve;
  });
  await consumer.connect();
  await consumer.subscribe({ topic: 'machine.out', fromBeginning: false });
  await consumer.run({
    autoCommit: false,
    eachBatch: async ({ batch }) => {
      const now = Date.now();
      for (const { value } of batch.messages) {
        const sample = JSON.parse(String(value)) as Passed;
        if (sample.kind !== 'joined' && !late.has(nameOf(sample))) delays.push(now - sample.time);
      }
      isReading();
    },
  });
  await reading;
  delays.length = 0;
  return async () => {
    const found = [...delays];
    await consumer.disconnect();
    return found;
  };
}

function rows(delays: readonly number[], { cores, names }: { cores: readonly number[]; names: readonly string[] }): Row[] {
  const sorted = delays.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  const inPercent = (share: number) => `${Math.round(share * 100)} %`;
  const sum = cores.reduce((total, each) => total + each, 0);
  const each = names.map((name, place) => `${name} ${inPercent(cores[place] ?? 0)}`).join(', ');
  const what = 'Telemetry at 1,000 samples a second';
  const delay = (share: number, bar: number): Row => ({
    what: `${what}: simulator to machine.out, p${share * 100}`,
    value: `${inTime(at(share))} of ${delays.length.toLocaleString('en')} samples`,
    bar: `≤ ${bar} ms`,
    isMet: delays.length >= SECONDS * 900 && at(share) <= bar,
  });
  return [
    delay(0.5, 50),
    delay(0.99, 500),
    { what: `${what}: processor time`, value: `${inPercent(sum)} of a core (${each})`, bar: '≤ 60 %', isMet: sum <= 0.6 },
  ];
}

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kafkaLibs, runJava } from '../../conformance/kafka/java.ts';
import { KafkajsClients } from '../../conformance/kafka/kafkajs/clients.ts';
import { kafkaOf } from '../../services/kafka/start-broker.ts';
import { cpuSeconds, hasKcat, type KafkaServer, kcat, onBoth } from '../kafka-server.ts';
import { inTime, quantiles, type Row } from '../row.ts';

const RECORDS = 2_000_000;
const WARM_UP = 50;
const BATCHES = 300;
const ROUND_TRIPS = 300;

type Speeds = { produce: number; consume: number; batches: number; endToEnd: number; cpu: number };

/** Records of 100 bytes through one partition, by clients of C, JavaScript and Java; beside the real Kafka. */
export async function kafkaSpeed(): Promise<Row[]> {
  if (!hasKcat()) return [{ what: 'Kafka: speed', value: 'no kcat: apt-get install kcat', bar: '', isMet: undefined }];
  const folder = await mkdtemp(join(tmpdir(), 'towpath-kafka-lines-'));
  const lines = join(folder, 'lines.txt');
  await writeFile(lines, `${'x'.repeat(99)}\n`.repeat(RECORDS));
  try {
    const { embedded, real } = await onBoth((server) => measure(server, lines));
    return rows(embedded, real);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(server: KafkaServer, lines: string): Promise<Speeds> {
  const clients = await KafkajsClients.connect(kafkaOf(server.port, { retry: { retries: 8 } }));
  try {
    const topic = await clients.freshTopic();
    const rate = (ms: number) => RECORDS / (ms / 1_000);
    const linger = ['-X', 'linger.ms=5', '-X', 'batch.num.messages=10000', '-X', 'queue.buffering.max.messages=1000000'];
    const produce = rate(await kcat(server, ['-P', '-t', topic, '-p', '0', ...linger, '-l', lines]));
    const consume = rate(await kcat(server, ['-C', '-t', topic, '-p', '0', '-o', 'beginning', '-e', '-q']));
    return { produce, consume, batches: await batches(clients), endToEnd: await endToEnd(clients), cpu: await cpuOfPerf(server) };
  } finally {
    await clients.endAll();
  }
}

async function batches(clients: KafkajsClients): Promise<number> {
  const topic = await clients.freshTopic();
  const messages = Array.from({ length: 1_000 }, () => ({ value: 'x'.repeat(100) }));
  for (let at = 0; at < WARM_UP; at++) await clients.producer.send({ topic, acks: 1, messages });
  const start = performance.now();
  for (let at = 0; at < BATCHES; at++) await clients.producer.send({ topic, acks: 1, messages });
  return (BATCHES * messages.length) / ((performance.now() - start) / 1_000);
}

async function endToEnd(clients: KafkajsClients): Promise<number> {
  const topic = await clients.freshTopic();
  let came = () => {};
  const consumer = await clients.makeConsumer({ maxWaitTimeInMs: 5_000 });
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({ eachMessage: async () => came() });
  const times: number[] = [];
  for (let at = 0; at <= ROUND_TRIPS; at++) {
    const arrived = new Promise<void>((resolve) => {
      came = resolve;
    });
    const start = performance.now();
    await Promise.all([clients.producer.send({ topic, acks: 1, messages: [{ value: 'x' }] }), arrived]);
    if (at > 0) times.push(performance.now() - start);
  }
  await clients.end(consumer);
  return quantiles(times).p50;
}

/** Processor time of the broker for as many records from Kafka's own producer (s); not a number without Java. */
async function cpuOfPerf({ pid, port }: KafkaServer): Promise<number> {
  const libs = await kafkaLibs('3.9.1').catch(() => undefined);
  if (!libs) return Number.NaN;
  const before = cpuSeconds(pid);
  const props = ['--producer-props', `bootstrap.servers=127.0.0.1:${port}`, 'acks=1'];
  const args = ['--topic', 'perf', '--num-records', `${RECORDS}`, '--record-size', '100', '--throughput', '-1', ...props];
  const { status, errors } = await runJava({ libs, main: 'org.apache.kafka.tools.ProducerPerformance', args });
  if (status !== 0) throw new Error(`The producer of Kafka ended with ${status}: ${errors}`);
  return cpuSeconds(pid) - before;
}

function rows(embedded: Speeds, real: Speeds | undefined): Row[] {
  const beside = (show: (speeds: Speeds) => string) => real && { reference: `Kafka 3.9.1 ${show(real)}` };
  const perSecond = (count: number) => `${Math.round(count / 1_000).toLocaleString('en')} k/s`;
  const rate = (what: string, key: 'produce' | 'consume' | 'batches', bar: number): Row => ({
    ...{ what: `Kafka: ${what}`, value: perSecond(embedded[key]), bar: `≥ ${perSecond(bar)}`, isMet: embedded[key] >= bar },
    ...beside((speeds) => perSecond(speeds[key])),
  });
  const cpu: Row = {
    what: 'Kafka: processor time for 2 M records of Java’s producer-perf-test',
    value: Number.isNaN(embedded.cpu) ? 'no Java' : `${embedded.cpu.toFixed(1)} s`,
    bar: '≤ half of the real one’s',
    isMet: real && embedded.cpu <= real.cpu / 2,
    ...beside((speeds) => `${speeds.cpu.toFixed(1)} s`),
  };
  return [
    rate('kcat produces 100 B', 'produce', 500_000),
    rate('kcat consumes 100 B', 'consume', 1_000_000),
    rate('kafkajs produces batches of 1,000', 'batches', 100_000),
    {
      ...{
        what: 'Kafka: kafkajs end to end, p50',
        value: inTime(embedded.endToEnd),
        bar: '≤ 2 ms',
        isMet: embedded.endToEnd <= 2,
      },
      ...beside((speeds) => inTime(speeds.endToEnd)),
    },
    cpu,
  ];
}

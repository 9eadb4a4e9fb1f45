// Reads machine.data, passes each sample on to machine.out, and adds records that merge
// the two metrics of a machine. It is in five files: this one reads, transaction.ts
// writes, windows.ts merges, calculate.ts computes, and remember.ts keeps the state.
import { type Consumer, Kafka, logLevel, Partitioners } from 'kafkajs';
import { readSettings } from './calculate.ts';
import { restore } from './remember.ts';
import { type Samples, type Work, writeTogether } from './transaction.ts';

const { KAFKA_BROKERS = 'kafka:9092', CALCULATIONS = 'calculations.json' } = process.env;
const INPUT = 'machine.data';
const OUTPUT = 'machine.out';
// Kafka hands out what has come in this time. So a transaction has some 25 samples at
// 1,000 a second.
const GATHER_MS = 25;
const MOST_IN_HAND = 5_000;
// Kafka takes a megabyte at once, and there may be more than that to catch up with.
const MOST_BYTES = 500_000;
const BYTES_AROUND_A_SAMPLE = 100;

const kafka = new Kafka({
  clientId: 'processor',
  brokers: KAFKA_BROKERS.split(','),
  logLevel: logLevel.NOTHING,
  retry: { initialRetryTime: 50, maxRetryTime: 1_000, retries: 5 },
});

const counts = { samples: 0, joined: 0, late: 0, unreadable: 0 };
let isEnding = false;
// Why it cannot go on just now, if it cannot.
let trouble = '';
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

// All it does until something goes wrong. What it has in hand then does not count: it
// begins anew with what Kafka has.
async function run(): Promise<void> {
  const settings = readSettings(CALCULATIONS);
  const producer = kafka.producer({
    ...{
      transactionalId: 'processor',
      transactionTimeout: 300_000,
      idempotent: true,
      maxInFlightRequests: 1,
    },
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  const consumer = kafka.consumer({
    ...{ groupId: 'processor', sessionTimeout: 6_000, heartbeatInterval: 1_500 },
    ...{
      minBytes: 1_000_000,
      maxWaitTimeInMs: GATHER_MS,
      retry: { retries: 5, restartOnFailure: async () => false },
    },
  });
  try {
    await producer.connect();
    const partitions = await restore({ kafka, producer, input: INPUT, settings });
    console.log(
      `remembers ${partitions.flatMap(({ machines }) => [...machines.keys()]).length} machines`,
    );
    await consumer.connect();
    await consumer.subscribe({ topic: INPUT, fromBeginning: true });
    await transfer(consumer, {
      producer,
      input: INPUT,
      output: OUTPUT,
      group: 'processor',
      partitions,
      next: [],
    });
  } finally {
    await Promise.allSettled([consumer.disconnect(), producer.disconnect()]);
  }
}

// Takes what the consumer hands out, and writes one transaction after the other.
async function transfer(consumer: Consumer, work: Work): Promise<void> {
  const inHand: Samples[] = [];
  let failure: Error | undefined;
  let isOver = false;
  let wake = () => {};
  consumer.on('consumer.crash', ({ payload }) => {
    failure = payload.error;
    wake();
  });
  await consumer.run({
    autoCommit: false,
    partitionsConsumedConcurrently: work.partitions.length,
    eachBatch: async ({ batch: { partition, messages }, heartbeat }) => {
      inHand.push({ partition, messages });
      wake();
      // Handing out more than can be written would fill the memory: let the consumer
      // wait. But not when nothing is written any more: it could never end.
      while (!isOver && !failure && countOf(inHand) > MOST_IN_HAND) {
        await wait(GATHER_MS);
        await heartbeat();
      }
    },
  });
  try {
    while (!failure && !isEnding) {
      if (inHand.length === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          setTimeout(resolve, 1_000);
        });
      }
      const samples = takeSome(inHand);
      if (samples.length > 0) add(await writeTogether(samples, work));
      trouble = '';
    }
  } finally {
    isOver = true;
  }
  if (failure) throw failure;
}

function countOf(inHand: Samples[]): number {
  return inHand.reduce((sum, { messages }) => sum + messages.length, 0);
}

// Takes as much of what is in hand as fits into one transaction.
function takeSome(inHand: Samples[]): Samples[] {
  const taken: Samples[] = [];
  let bytes = 0;
  while (bytes < MOST_BYTES) {
    const first = inHand.shift();
    if (!first) break;
    const { partition, messages } = first;
    let count = 0;
    for (const { value } of messages) {
      if (bytes >= MOST_BYTES) break;
      bytes += (value?.length ?? 0) + BYTES_AROUND_A_SAMPLE;
      count += 1;
    }
    taken.push({ partition, messages: messages.slice(0, count) });
    const rest = messages.slice(count);
    if (rest.length > 0) inHand.unshift({ partition, messages: rest });
  }
  return taken;
}

function add(done: typeof counts): void {
  counts.samples += done.samples;
  counts.joined += done.joined;
  counts.late += done.late;
  counts.unreadable += done.unreadable;
}

let told = 0;
const began = Date.now();
const report = setInterval(() => {
  const seconds = Math.round((Date.now() - began) / 1000);
  const { samples, joined, late, unreadable } = counts;
  const odd = unreadable > 0 ? `, ${unreadable} unreadable` : '';
  const waits = trouble === '' ? '' : `. ${trouble}`;
  console.log(
    `${seconds} s: ${samples - told} samples a second, ${samples} passed on, ${joined} joined, ${late} late${odd}${waits}`,
  );
  told = samples;
}, 1000);

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    isEnding = true;
  });
}

while (!isEnding) {
  try {
    await run();
  } catch (error) {
    const { message, cause } = error as Error;
    const type =
      (cause as { type?: string } | undefined)?.type ?? (error as { type?: string }).type;
    if (type === 'INVALID_PRODUCER_EPOCH') {
      console.log('Another processor has started. It goes on, and this one ends.');
      process.exit();
    }
    // Said once as a line of its own, and then with each status line.
    if (message !== trouble) console.log(`${message}. It tries again every second.`);
    trouble = message;
    await wait(1_000);
  }
}
clearInterval(report);
console.log(
  `ended: ${counts.samples} samples passed on, ${counts.joined} joined records`,
);
process.exit();

// Carries machine.data and machine.out from Kafka to InfluxDB, many points at once. Kafka
// hears how far it is when InfluxDB has the points, and not before: what is read again
// after a kill is written again, and takes its own place. What cannot be a point goes to
// machine.dead, with the reason, and holds up nobody.
import { type Consumer, Kafka, logLevel, Partitioners, type Producer } from 'kafkajs';
import { NotNow, type Point, writePoints } from './influxdb.ts';
import { pointOf } from './points.ts';

const { KAFKA_BROKERS = 'kafka:9092', INFLUX_URL = 'http://influxdb:8086' } = process.env;
const { DATABASE = 'machines', DEAD_LETTERS = 'machine.dead' } = process.env;
const TOPICS = ['machine.data', 'machine.out'];
const MAKE_IT = 'Run create-topics in the lesson "Topics, partitions and keys"';

// A batch is written when it has so many messages, or when so much time has passed.
const MOST_AT_ONCE = 5_000;
const GATHER_MS = 200;
// Kafka takes about a megabyte at once, reasons included.
const MOST_BYTES = 500_000;
const LARGEST_LETTER = 1_000_000;
// With this many in hand it reads no more from Kafka.
const MOST_IN_HAND = 20_000;

type Taken = {
  topic: string;
  partition: number;
  offset: string;
  key: Buffer | null;
  value: Buffer | null;
};

const kafka = new Kafka({
  clientId: 'database-connector',
  brokers: KAFKA_BROKERS.split(','),
  logLevel: logLevel.NOTHING,
  retry: { initialRetryTime: 50, maxRetryTime: 1_000, retries: 5 },
});

let isEnding = false;
// Why it cannot go on just now, if it cannot.
let trouble = '';
const counts = { read: 0, points: 0, dead: 0 };
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

// All it does until something goes wrong with Kafka. Then it begins anew with what was
// not yet told.
async function run(): Promise<void> {
  const producer = kafka.producer({
    ...{ idempotent: true, maxInFlightRequests: 1 },
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  const consumer = kafka.consumer({
    ...{ groupId: 'database-connector', sessionTimeout: 6_000, heartbeatInterval: 1_500 },
    ...{ minBytes: 1_000_000, maxWaitTimeInMs: GATHER_MS / 2 },
    retry: { retries: 5, restartOnFailure: async () => false },
  });
  try {
    await makeDeadLetters();
    await producer.connect();
    await consumer.connect();
    await consumer.subscribe({ topics: TOPICS, fromBeginning: true });
    await transfer(consumer, producer);
  } finally {
    await Promise.allSettled([consumer.disconnect(), producer.disconnect()]);
  }
}

async function makeDeadLetters(): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const there = await admin.listTopics();
    for (const topic of TOPICS)
      if (!there.includes(topic))
        throw new Error(`There is no topic ${topic}. ${MAKE_IT}`);
    // Nothing is changed when it is there already.
    await admin.createTopics({ topics: [{ topic: DEAD_LETTERS, numPartitions: 1 }] });
  } finally {
    await admin.disconnect();
  }
}

// Takes what the consumer hands out, and writes one batch after the other.
async function transfer(consumer: Consumer, producer: Producer): Promise<void> {
  let inHand: Taken[] = [];
  let failure: Error | undefined;
  let isOver = false;
  consumer.on('consumer.crash', ({ payload }) => {
    failure = payload.error;
  });
  await consumer.run({
    autoCommit: false,
    partitionsConsumedConcurrently: 8,
    eachBatch: async ({ batch: { topic, partition, messages }, heartbeat }) => {
      for (const { offset, key, value } of messages)
        inHand.push({ topic, partition, offset, key, value });
      while (!isOver && !failure && inHand.length > MOST_IN_HAND) {
        await wait(50);
        await heartbeat();
      }
    },
  });
  try {
    while (!failure && !isEnding) {
      if (inHand.length < MOST_AT_ONCE) await wait(GATHER_MS);
      trouble = '';
      const batch = inHand.slice(0, MOST_AT_ONCE);
      inHand = inHand.slice(batch.length);
      if (batch.length > 0) await carry(batch, { consumer, producer });
    }
  } finally {
    isOver = true;
  }
  if (failure) throw failure;
}

// First InfluxDB, then the dead letters, and last of all Kafka hears how far it is. Ended
// in between, it does all of that once more.
async function carry(
  batch: Taken[],
  { consumer, producer }: { consumer: Consumer; producer: Producer },
): Promise<void> {
  const points: Point<Taken>[] = [];
  const dead: { source: Taken; reason: string }[] = [];
  for (const source of batch) {
    const reading = pointOf(source.topic, source.value);
    if ('line' in reading) points.push({ line: reading.line, source });
    else if ('bad' in reading) dead.push({ source, reason: reading.bad });
  }
  const refused = await persist(points);
  if (!refused) return;
  dead.push(...refused);
  if (dead.length > 0) await bury(dead, producer);
  await consumer.commitOffsets(nextOffsets(batch));
  counts.read += batch.length;
  counts.points += points.length - refused.length;
  counts.dead += dead.length;
}

// InfluxDB may be away for long. The points wait here, and all others in Kafka. Undefined
// when this program was ended meanwhile.
async function persist(points: Point<Taken>[]) {
  while (!isEnding) {
    try {
      const refused = await writePoints(INFLUX_URL, DATABASE, points);
      trouble = '';
      return refused;
    } catch (error) {
      if (!(error instanceof NotNow)) throw error;
      trouble = error.message;
      await wait(500);
    }
  }
  return undefined;
}

// A batch may be all dead letters, and more than Kafka takes at once: they go in pieces.
async function bury(
  dead: { source: Taken; reason: string }[],
  producer: Producer,
): Promise<void> {
  let piece: Letter[] = [];
  let bytes = 0;
  for (const letter of dead.map(letterOf)) {
    if (bytes > 0 && bytes + sizeOf(letter) > MOST_BYTES) {
      await producer.send({ topic: DEAD_LETTERS, messages: piece });
      piece = [];
      bytes = 0;
    }
    piece.push(letter);
    bytes += sizeOf(letter);
  }
  await producer.send({ topic: DEAD_LETTERS, messages: piece });
}

type Letter = ReturnType<typeof letterOf>;
const sizeOf = ({ key, value, headers }: Letter) =>
  (key?.length ?? 0) + (value?.length ?? 0) + headers.reason.length + 100;

function letterOf({ source, reason }: { source: Taken; reason: string }) {
  const { topic, partition, offset, key, value } = source;
  const headers = {
    reason: reason.slice(0, 1_000),
    from: `${topic}/${partition}/${offset}`,
  };
  // No room for the reason beside it: the letter says where the message is.
  const isTooLarge = (key?.length ?? 0) + (value?.length ?? 0) > LARGEST_LETTER;
  return isTooLarge ? { key: null, value: null, headers } : { key, value, headers };
}

// The offset that comes next, for each partition of the batch.
function nextOffsets(batch: Taken[]) {
  const next = new Map<string, { topic: string; partition: number; offset: string }>();
  for (const { topic, partition, offset } of batch)
    next.set(`${topic}/${partition}`, {
      ...{ topic, partition },
      offset: `${Number(offset) + 1}`,
    });
  return [...next.values()];
}

let told = 0;
const began = Date.now();
const report = setInterval(() => {
  const seconds = Math.round((Date.now() - began) / 1000);
  const { points, dead } = counts;
  const notes = [
    dead > 0 ? `, ${dead} dead letters` : '',
    trouble === '' ? '' : `. ${trouble}`,
  ];
  console.log(
    `${seconds} s: ${points - told} points a second, ${points} written${notes.join('')}`,
  );
  told = points;
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
    // Said once as a line of its own, and then with each status line.
    const { message } = error as Error;
    if (message !== trouble) console.log(`${message}. It tries again every second.`);
    trouble = message;
    await wait(1_000);
  }
}
clearInterval(report);
console.log(`ended: ${counts.points} points written, ${counts.dead} dead letters`);
process.exit();

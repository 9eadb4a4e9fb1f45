// Carries samples from MQTT to Kafka: from machine/states to machine.data, with the
// machine as the key. It answers a message of MQTT when Kafka has it, and not before. So
// none is lost, whatever ends in between.
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import mqtt from 'mqtt';

const { MQTT_URL = 'mqtt://mosquitto:1883', KAFKA_BROKERS = 'kafka:9092' } = process.env;
const { TOPIC_NAME = 'machine/states', KAFKA_TOPIC = 'machine.data' } = process.env;

// As many messages go to Kafka at once as came in this time, but never more than that
// many: a quarter of what MQTT gives without an answer. So more comes in while Kafka
// writes.
const GATHER_MS = 10;
const MOST_AT_ONCE = 250;
// With this many in hand it reads no more from MQTT. The broker keeps the rest.
const MOST_IN_HAND = 5_000;

type Held = { id: number; connection: number; key: string; value: Buffer };

// Kafka may be away: the producer tries again until it is back. As it is idempotent,
// trying again writes nothing twice.
const kafka = new Kafka({
  clientId: 'connector',
  brokers: KAFKA_BROKERS.split(','),
  logLevel: logLevel.NOTHING,
  retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: Number.MAX_SAFE_INTEGER },
});
const producer = kafka.producer({
  idempotent: true,
  maxInFlightRequests: 1,
  createPartitioner: Partitioners.DefaultPartitioner,
});

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

let held: Held[] = [];
let readOn: (() => void) | undefined;
let connection = 0;
let isSending = false;
let sendingSince = 0;
let isPlanned = false;
let carried = 0;
let unreadable = 0;
let isEnding = false;

// A clientId and `clean: false` make a session that the broker keeps: while this program
// is away, it collects what comes.
const client = mqtt.connect(MQTT_URL, {
  clientId: 'connector',
  clean: false,
  reconnectPeriod: 500,
  manualConnect: true,
});

client.on('connect', () => {
  client.subscribe(TOPIC_NAME, { qos: 1 }, () =>
    console.log(`subscribed to ${TOPIC_NAME}`),
  );
});
client.on('error', (error) =>
  console.log(`MQTT: ${error.message || 'the broker does not answer'}`),
);
client.on('close', () => {
  // What was not answered on this connection, the broker sends once more on the next.
  connection += 1;
  held = [];
  readOn?.();
  readOn = undefined;
});

// The client would answer each message at once. Told that this one needs no answer, as
// with QoS 0, it leaves that to us.
client.on('packetreceive', (packet) => {
  if (packet.cmd !== 'publish' || packet.qos !== 1) return;
  packet.qos = 0;
  const value = Buffer.from(packet.payload);
  held.push({ id: packet.messageId ?? 0, connection, key: machineOf(value), value });
});

// Called after each message. The client goes on with the next one when `next` is called:
// that is how we make it wait.
client.handleMessage = (_packet, next) => {
  if (held.length < MOST_IN_HAND) next();
  else readOn = next;
  if (isSending || isPlanned) return;
  isPlanned = true;
  setTimeout(sendHeld, GATHER_MS);
};

function machineOf(value: Buffer): string {
  try {
    const { machine } = JSON.parse(value.toString());
    if (typeof machine === 'string' && machine !== '') return machine;
  } catch {
    // Not JSON: it is kept all the same, below the key that says so.
  }
  unreadable += 1;
  return 'unreadable';
}

async function sendHeld(): Promise<void> {
  isPlanned = false;
  isSending = true;
  while (held.length > 0) {
    const batch = held.splice(0, MOST_AT_ONCE);
    sendingSince = Date.now();
    await producer.send({
      topic: KAFKA_TOPIC,
      messages: batch.map(({ key, value }) => ({ key, value })),
    });
    carried += batch.length;
    answer(batch);
    readOn?.();
    readOn = undefined;
    if (held.length < MOST_AT_ONCE) await wait(GATHER_MS);
  }
  isSending = false;
}

// A PUBACK, the answer of MQTT, is four bytes: its kind, how many follow, and the number
// of the message.
function answer(batch: Held[]): void {
  const valid = batch.filter((message) => message.connection === connection);
  if (valid.length === 0 || !client.connected) return;
  client.stream.write(
    Buffer.concat(valid.map(({ id }) => Buffer.from([0x40, 2, id >> 8, id & 0xff]))),
  );
}

await producer.connect();
const admin = kafka.admin();
await admin.connect();
if (!(await admin.listTopics()).includes(KAFKA_TOPIC)) {
  console.error(
    `There is no topic ${KAFKA_TOPIC}. Run create-topics in the lesson "Topics, partitions and keys".`,
  );
  process.exit(1);
}
await admin.disconnect();
client.connect();

let toldBefore = 0;
const began = Date.now();
const report = setInterval(() => {
  const seconds = Math.round((Date.now() - began) / 1000);
  const notes = [
    client.connected ? '' : ', no connection to MQTT',
    isSending && Date.now() - sendingSince > 2_000 ? ', Kafka does not answer' : '',
    unreadable > 0 ? `, ${unreadable} unreadable` : '',
  ];
  console.log(
    `${seconds} s: ${carried - toldBefore} messages a second, ${carried} carried, ${held.length} in hand${notes.join('')}`,
  );
  toldBefore = carried;
}, 1000);

function stop(): void {
  if (isEnding) return;
  isEnding = true;
  clearInterval(report);
  client.end(true, async () => {
    console.log(`ended: ${carried} messages carried`);
    process.exit();
  });
}
process.once('SIGINT', stop);
process.once('SIGTERM', stop);

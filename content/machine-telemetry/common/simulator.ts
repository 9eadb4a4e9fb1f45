// Plays the machines of the hall: sends the samples of a file over MQTT, at an even rate.
import { existsSync, readFileSync } from 'node:fs';
import mqtt from 'mqtt';

const broker = new URL(process.env.MQTT_URL ?? 'mqtt://mosquitto:1883');

// What you may set. EVENT_FILE=other.json node simulator.ts
const BROKER_HOST = process.env.BROKER_HOST ?? broker.hostname;
const BROKER_PORT = Number(process.env.BROKER_PORT ?? (broker.port || 1883));
const EVENT_FILE = process.env.EVENT_FILE ?? 'events.json';
const TOPIC_NAME = process.env.TOPIC_NAME ?? 'machine/states';
const SAMPLE_RATE = Number(process.env.SAMPLE_RATE ?? 1000);

// Samples that may be on their way without an answer, and those that may wait for the
// broker to come back.
const MOST_UNANSWERED = 1_000;
const MOST_WAITING = 100_000;
const TICK_MS = 10;

if (!existsSync(EVENT_FILE)) {
  console.error(`There is no file ${EVENT_FILE}. Make it with make-events.ts.`);
  process.exit(1);
}
if (!(SAMPLE_RATE > 0 && SAMPLE_RATE <= 1000)) {
  console.error(
    `SAMPLE_RATE is ${process.env.SAMPLE_RATE}. Give it a number from 1 to 1000.`,
  );
  process.exit(1);
}

type Event = {
  machine: string;
  metric: string;
  sequence: number;
  late: number;
  values: number[];
};
const events: Event[] = readFileSync(EVENT_FILE, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));

// After the last sample of the file comes the first one again. The numbers of a series go
// on, so that none is there twice.
const lastOfSeries = new Map<string, number>();
const seriesOf = ({ machine, metric }: Event) => `${machine} ${metric}`;
for (const event of events) {
  lastOfSeries.set(
    seriesOf(event),
    Math.max(event.sequence, lastOfSeries.get(seriesOf(event)) ?? 0),
  );
}

const waiting: string[] = [];
let taken = 0;
let unanswered = 0;
let acknowledged = 0;
let isEnding = false;

// The next sample of the file. Its time is now, or some time ago when it is one of the
// late ones.
function takeSample(): void {
  const lap = Math.floor(taken / events.length);
  const event = events[taken % events.length];
  taken += 1;
  if (!event) return;
  const { late, ...rest } = event;
  const sequence = event.sequence + lap * (lastOfSeries.get(seriesOf(event)) ?? 0);
  waiting.push(JSON.stringify({ ...rest, sequence, time: Date.now() - late }));
}

const client = mqtt.connect({
  host: BROKER_HOST,
  port: BROKER_PORT,
  reconnectPeriod: 500,
});
client.on('connect', () => console.log(`connected to ${BROKER_HOST}:${BROKER_PORT}`));
client.on('error', (error) =>
  console.log(`MQTT: ${error.message || 'the broker does not answer'}`),
);

// With QoS 1 the broker answers each message. What was sent and not answered, the client
// sends again when it is connected again.
function sendWaiting(): void {
  while (client.connected && unanswered < MOST_UNANSWERED) {
    const sample = waiting.shift();
    if (sample === undefined) return;
    unanswered += 1;
    client.publish(TOPIC_NAME, sample, { qos: 1 }, (error) => {
      unanswered -= 1;
      if (error) waiting.unshift(sample);
      else acknowledged += 1;
    });
  }
}

// An even rate: every few milliseconds as many samples as should have been taken by now.
let last = performance.now();
let due = 0;
const ticks = setInterval(() => {
  const now = performance.now();
  due += ((now - last) * SAMPLE_RATE) / 1000;
  last = now;
  for (; due >= 1; due -= 1) if (!isEnding && waiting.length < MOST_WAITING) takeSample();
  sendWaiting();
}, TICK_MS);

let toldBefore = 0;
const began = Date.now();
const report = setInterval(() => {
  const seconds = Math.round((Date.now() - began) / 1000);
  const connection = client.connected ? '' : ', no connection to the broker';
  console.log(
    `${seconds} s: ${acknowledged - toldBefore} samples a second, ${acknowledged} acknowledged, ${waiting.length + unanswered} waiting${connection}`,
  );
  toldBefore = acknowledged;
}, 1000);

// Stop: takes no more samples, waits a little for the last answers, and says goodbye.
function stop(): void {
  isEnding = true;
  const givesUp = Date.now() + 5_000;
  const end = setInterval(() => {
    if (waiting.length + unanswered > 0 && Date.now() < givesUp) return;
    for (const timer of [ticks, report, end]) clearInterval(timer);
    console.log(`ended: ${taken} samples taken, ${acknowledged} acknowledged`);
    client.end(true, () => process.exit(acknowledged === taken ? 0 : 1));
  }, 20);
}
process.once('SIGINT', stop);
process.once('SIGTERM', stop);

import mqtt from 'mqtt';
import { makeTopics, program, startBrokers } from '../../content/machine-telemetry/pipeline.ts';
import { eventually } from '../../support/eventually.ts';
import { cpuSeconds } from '../kafka-server.ts';
import type { Row } from '../row.ts';

const MESSAGES = 90_000;
const UNANSWERED = 2_000;

/** The connector of Machine telemetry, with a session full of messages that came while it was away: how fast it carries them to Kafka. */
export async function telemetryConnector(): Promise<Row> {
  const { mosquitto, kafka, places, client, end } = await startBrokers();
  const connector = program('connector', places);
  try {
    await makeTopics(client);
    // Its session begins with its first connection. Then it is away.
    connector.start();
    await connector.says(/subscribed/);
    await connector.end('SIGINT');
    await fillSession(places.mqttUrl);
    const told = connector.lines.length;
    connector.start();
    await connector.says(/subscribed/, { from: told });
    const start = performance.now();
    const parts = { connector, MQTT: mosquitto, Kafka: kafka };
    const before = Object.values(parts).map(({ pid }) => cpuSeconds(pid));
    const admin = client.admin();
    await admin.connect();
    const written = async () => {
      const offsets = await admin.fetchTopicOffsets('machine.data');
      return offsets.reduce((sum, { high }) => sum + Number(high), 0);
    };
    await eventually(
      async () => {
        if ((await written()) < MESSAGES) throw new Error(`${await written()} of ${MESSAGES} messages are in machine.data.`);
      },
      { withinMs: 120_000 },
    );
    const perSecond = MESSAGES / ((performance.now() - start) / 1_000);
    await admin.disconnect();
    const used = Object.entries(parts).map(
      ([name, { pid }], at) => `${name} ${(cpuSeconds(pid) - (before[at] ?? 0)).toFixed(1)} s`,
    );
    const value = `${Math.round(perSecond).toLocaleString('en')} messages/s (${MESSAGES.toLocaleString('en')} messages; processor time ${used.join(', ')})`;
    return { what: 'Telemetry: connector, MQTT to Kafka', value, bar: '≥ 20,000 messages/s', isMet: perSecond >= 20_000 };
  } finally {
    await connector.end('SIGKILL');
    await end();
  }
}

/** Publishes samples with QoS 1 until all of them are acknowledged. */
async function fillSession(url: string): Promise<void> {
  const publisher = await mqtt.connectAsync(url);
  const open = new Set<Promise<unknown>>();
  for (let at = 0; at < MESSAGES; at++) {
    const sample = {
      machine: `press-${at % 8}`,
      metric: 'vibration',
      sequence: at,
      time: Date.now(),
      values: [1.1, 2.2, 3.3, 4.4, 5.5],
    };
    const sent = publisher.publishAsync('machine/states', JSON.stringify(sample), { qos: 1 });
    open.add(sent);
    sent.then(() => open.delete(sent));
    if (open.size >= UNANSWERED) await Promise.race(open);
  }
  await Promise.all(open);
  await publisher.endAsync();
}

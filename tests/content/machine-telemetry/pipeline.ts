import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Kafka, logLevel } from 'kafkajs';
import { eventually } from '../../support/eventually.ts';
import { Part } from './part.ts';

/** Where the programs of the track are. */
export const COMMON = fileURLToPath(new URL('../../../content/machine-telemetry/common/', import.meta.url));
const BROKER = fileURLToPath(new URL('broker-child.ts', import.meta.url));

/** Where programs run, and where they find their services. */
export type Places = { folder: string; mqttUrl: string; kafkaBrokers: string };

/** A program of the track, as a learner runs it in a folder; `env` is what a learner may set. */
export function program(name: string, { folder, mqttUrl, kafkaBrokers }: Places, env: Record<string, string> = {}): Part {
  const places = { MQTT_URL: mqttUrl, KAFKA_BROKERS: kafkaBrokers, CALCULATIONS: join(COMMON, 'calculations.json') };
  return new Part(join(COMMON, `${name}.ts`), { cwd: folder, env: { ...places, ...env } });
}

/** Waits until the simulator has told of that second of its life: the clock of tests. On a busy machine it may leave one out. */
export async function atSecond(simulator: Part, second: number): Promise<void> {
  await eventually(
    () => {
      const told = simulator.lines.findLast((line) => /^\d+ s: /.test(line)) ?? '0 s: nothing yet';
      if (Number.parseInt(told, 10) < second) throw new Error(`The simulator did not reach ${second} s. It said: ${told}`);
    },
    { withinMs: (second + 60) * 1_000 },
  );
}

/** Makes the topics of the lesson about topics. */
export async function makeTopics(kafka: Kafka): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  const configEntries = [{ name: 'cleanup.policy', value: 'compact' }];
  const topics = [
    { topic: 'machine.data', numPartitions: 5, configEntries },
    { topic: 'machine.out', numPartitions: 3, configEntries },
  ];
  await admin.createTopics({ topics });
  await admin.disconnect();
}

/** Both brokers, each a process of its own on a folder of its own; killed and started again, a broker has the port it had. */
export async function startBrokers(): Promise<{
  folder: string;
  mosquitto: Part;
  kafka: Part;
  places: Places;
  client: Kafka;
  end: () => Promise<void>;
}> {
  const folder = await mkdtemp(join(tmpdir(), 'towpath telemetry '));
  const ports: Record<string, string> = {};
  const broker = (name: string) => new Part(BROKER, { cwd: folder, args: () => [name, join(folder, name), ports[name] ?? '0'] });
  const [mosquitto, kafka] = [broker('mosquitto'), broker('kafka')];
  const end = async () => {
    await Promise.all([mosquitto.end('SIGKILL'), kafka.end('SIGKILL')]);
    await rm(folder, { recursive: true, force: true });
  };
  for (const [name, part] of Object.entries({ mosquitto, kafka })) {
    part.start();
    ports[name] = (await part.says(/^port (\d+)/))[1] ?? '';
  }
  const places = { folder, mqttUrl: `mqtt://127.0.0.1:${ports.mosquitto}`, kafkaBrokers: `127.0.0.1:${ports.kafka}` };
  const client = new Kafka({ clientId: 'test', brokers: [places.kafkaBrokers], logLevel: logLevel.NOTHING });
  return { folder, mosquitto, kafka, places, client, end };
}

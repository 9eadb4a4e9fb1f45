import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kafka, type KafkaConfig, logLevel } from 'kafkajs';
import { startKafka } from '../../../runner/services/kafka/embedded/start-kafka.ts';

/** An embedded broker of a test, and the real kafkajs for it. */
export type TestBroker = {
  dataDir: string;
  port: number;
  /** What it wrote to its log. */
  log: string[];
  kafka: (options?: Partial<KafkaConfig>) => Kafka;
  /** Stops it and starts it again on the same folder, on another port; `between` is done while it is down. */
  restart: (between?: () => Promise<void>) => Promise<void>;
  stop: () => Promise<void>;
};

/** Starts a broker on a folder of its own, which goes with it. */
export async function startBroker(): Promise<TestBroker> {
  const dataDir = await mkdtemp(join(tmpdir(), 'towpath kafka '));
  const log: string[] = [];
  const start = async () => await startKafka({ dataDir, listeners: [{ name: 'HOST', port: 0 }], log: (line) => log.push(line) });
  let running = await start();
  const broker: TestBroker = {
    ...{ dataDir, log, port: portOf(running) },
    kafka: (options) => kafkaOf(broker.port, options),
    restart: async (between) => {
      await running.stop();
      await between?.();
      running = await start();
      broker.port = portOf(running);
    },
    stop: async () => {
      await running.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
  return broker;
}

/** kafkajs for a broker on this machine; it says nothing of what goes wrong, and gives up soon. */
export function kafkaOf(port: number, options: Partial<KafkaConfig> = {}): Kafka {
  return new Kafka({
    ...{
      clientId: 'test',
      brokers: [`127.0.0.1:${port}`],
      logLevel: logLevel.NOTHING,
      retry: { retries: 2, initialRetryTime: 50 },
    },
    ...options,
  });
}

function portOf({ listeners }: { listeners: readonly { port: number }[] }): number {
  return listeners[0]?.port ?? 0;
}

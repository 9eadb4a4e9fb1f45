import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../../runner/lib/ports.ts';
import { kafkaOf } from '../../services/kafka/start-broker.ts';
import { eventually } from '../../support/eventually.ts';
import { runJava, spawnJava } from './java.ts';

/** Some seconds on an idle machine, and much longer on a busy one (ms). */
const START_WITHIN_MS = 120_000;

/** A real Kafka of one node in a folder and on ports of its own. */
export type RealKafka = { port: number; pid: number; stop: () => Promise<void> };

/** Starts a real Kafka from its jars, in memory no more than needed; resolves when it answers. */
export async function startRealKafka(libs: string): Promise<RealKafka> {
  const home = await mkdtemp(join(tmpdir(), 'towpath-real-kafka-'));
  const [port, controller] = [await freePort(), await freePort()];
  const settings = join(home, 'server.properties');
  await writeFile(settings, properties(home, { port, controller }));
  const formatted = await runJava({
    libs,
    main: 'kafka.tools.StorageTool',
    args: ['format', '-t', 'MkU3OEVBNTcwNTJENDM2Qg', '-c', settings],
  });
  if (formatted.status !== 0) throw new Error(`Kafka's folder could not be made: ${formatted.output}${formatted.errors}`);
  const broker = spawnJava({ libs, main: 'kafka.Kafka', args: [settings] });
  let said = '';
  broker.stdout?.on('data', (part: Buffer) => {
    said = `${said}${part}`.slice(-4_000);
  });
  broker.stderr?.on('data', (part: Buffer) => {
    said = `${said}${part}`.slice(-4_000);
  });
  const stop = async () => {
    const ended = broker.exitCode === null && broker.signalCode === null ? once(broker, 'exit') : undefined;
    broker.kill('SIGKILL'); // nobody wants what it keeps
    await ended;
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await eventually(
      async () => {
        if (broker.exitCode !== null) throw new Error(`Kafka ended with ${broker.exitCode}: ${said}`);
        await checkAnswers(port);
      },
      { withinMs: START_WITHIN_MS, everyMs: 300 },
    );
  } catch (error) {
    await stop();
    throw error;
  }
  return { port, pid: broker.pid ?? 0, stop };
}

/** It answers, and has what it keeps groups and transactions in: making that takes it some more seconds. */
async function checkAnswers(port: number): Promise<void> {
  const admin = kafkaOf(port, { retry: { retries: 0 } }).admin();
  await admin.connect();
  try {
    await admin.describeCluster();
  } finally {
    await admin.disconnect();
  }
}

function properties(home: string, { port, controller }: { port: number; controller: number }): string {
  return [
    'process.roles=broker,controller',
    'node.id=1',
    `controller.quorum.voters=1@127.0.0.1:${controller}`,
    'controller.listener.names=CONTROLLER',
    'listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    `listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}`,
    `advertised.listeners=PLAINTEXT://127.0.0.1:${port}`,
    `log.dirs=${join(home, 'logs')}`,
    'num.network.threads=1',
    'num.io.threads=2',
    'log.cleaner.threads=1',
    'log.cleaner.dedupe.buffer.size=2097152',
    'log.retention.check.interval.ms=1000',
    'offsets.topic.num.partitions=1',
    'offsets.topic.replication.factor=1',
    'transaction.state.log.num.partitions=1',
    'transaction.state.log.replication.factor=1',
    'transaction.state.log.min.isr=1',
    'group.initial.rebalance.delay.ms=0',
    'group.coordinator.rebalance.protocols=classic,consumer',
    'group.consumer.min.heartbeat.interval.ms=1000',
    'group.consumer.heartbeat.interval.ms=1000',
    '',
  ].join('\n');
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../../../support/eventually.ts';
import { startBroker, type TestBroker } from '../start-broker.ts';
import type { Step } from './scenario.ts';
import { startLine } from './start-line.ts';

/** What a command line wrote and how it ended. */
export type Answer = { command: string; stdout: string; stderr: string; exitCode: number };

/** Carries the steps out one after the other, on one new broker, with the tools that stand first on `path`. */
export async function* play(steps: readonly Step[], environment: Record<string, string>): AsyncGenerator<Answer> {
  const broker = await startBroker();
  const folder = await mkdtemp(join(tmpdir(), 'towpath tools '));
  const leaving = new Map<string, () => Promise<void>>();
  try {
    for (const step of steps) {
      if (typeof step === 'string') yield await run(step, { broker, folder, environment });
      else if ('join' in step) leaving.set(step.join, await joinGroup(broker, { groupId: step.join, topic: step.topic }));
      else await leaving.get(step.leave)?.();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
    await broker.stop();
  }
}

type Place = { broker: TestBroker; folder: string; environment: Record<string, string> };

/** Runs a line, with the broker's own address instead of the stack's name for it. */
async function run(command: string, { broker, folder, environment }: Place): Promise<Answer> {
  const line = command.replaceAll('kafka:9092', `127.0.0.1:${broker.port}`);
  return { command, ...(await startLine(line, { cwd: folder, env: environment }).ended) };
}

/** A member that reads a topic to its end and stays; resolves when the group has committed everything. */
async function joinGroup(
  broker: TestBroker,
  { groupId, topic }: { groupId: string; topic: string },
): Promise<() => Promise<void>> {
  const kafka = broker.kafka();
  const consumer = kafka.consumer({ groupId, sessionTimeout: 60_000 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({ autoCommitThreshold: 1, eachMessage: async () => undefined });
  const admin = kafka.admin();
  await admin.connect();
  await eventually(
    async () => {
      const ends = await admin.fetchTopicOffsets(topic);
      const [committed] = await admin.fetchOffsets({ groupId, topics: [topic] });
      for (const { partition, offset } of ends) {
        const at = committed?.partitions.find((row) => row.partition === partition)?.offset;
        if (at !== offset && offset !== '0') throw new Error(`${groupId} is at ${at} of ${offset} in ${topic}-${partition}.`);
      }
    },
    { withinMs: 30_000 },
  );
  await admin.disconnect();
  return async () => await consumer.disconnect();
}

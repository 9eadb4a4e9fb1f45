import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { installJava, kafkaLibs } from '../conformance/kafka/java.ts';
import { startRealKafka } from '../conformance/kafka/real-broker.ts';

/** A broker in a process of its own; `startMs` is until its first answer. */
export type KafkaServer = { name: string; pid: number; port: number; startMs: number; stop: () => Promise<void> };

const COMPILE_CACHE = fileURLToPath(new URL('../../node_modules/.cache/compile', import.meta.url));

/** The embedded broker, with compiled code kept as the runner keeps it. */
export async function embeddedKafka(): Promise<KafkaServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'towpath-kafka-bench-'));
  const env = { ...process.env, NODE_COMPILE_CACHE: COMPILE_CACHE };
  const child = spawn(process.execPath, [fileURLToPath(new URL('kafka-child.ts', import.meta.url)), dataDir], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env,
  });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const { port, ms } = JSON.parse(line) as { port: number; ms: number };
  const stop = async () => {
    const ended = once(child, 'exit');
    child.kill();
    await ended;
    await rm(dataDir, { recursive: true, force: true });
  };
  return { name: 'embedded', pid: child.pid ?? 0, port, startMs: ms, stop };
}

/** A real Kafka 3.9 from its jars; undefined where there is no Java. */
export async function realKafka(): Promise<KafkaServer | undefined> {
  if (installJava() !== undefined) return undefined;
  const libs = await kafkaLibs('3.9.1');
  const start = performance.now();
  const { pid, port, stop } = await startRealKafka(libs);
  return { name: 'Kafka 3.9.1', pid, port, startMs: performance.now() - start, stop };
}

/** Measures on the embedded broker and, where that can be, on a real one after it. */
export async function onBoth<Result>(
  measure: (server: KafkaServer) => Promise<Result>,
): Promise<{ embedded: Result; real: Result | undefined }> {
  const on = async (server: KafkaServer) => await measure(server).finally(server.stop);
  const embedded = await on(await embeddedKafka());
  const real = await realKafka();
  return { embedded, real: real && (await on(real)) };
}

/** Processor time of a process so far (s), of all its threads. */
export function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Whether kcat is there to measure with. */
export function hasKcat(): boolean {
  return spawnSync('kcat', ['-V']).status === 0;
}

/** Runs kcat to its end. @returns how long it took (ms). */
export async function kcat({ port }: Pick<KafkaServer, 'port'>, args: readonly string[]): Promise<number> {
  const start = performance.now();
  const child = spawn('kcat', ['-b', `127.0.0.1:${port}`, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
  const [status] = (await once(child, 'exit')) as [number | null];
  if (status !== 0) throw new Error(`kcat ${args.join(' ')} ended with ${status}.`);
  return performance.now() - start;
}

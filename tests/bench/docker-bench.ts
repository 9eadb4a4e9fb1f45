import { rmSync } from 'node:fs';
import { runNode } from '../stages/run-command.ts';
import { noDockerEngine, startDockerEngine, type TestEngine } from '../support/docker-engine.ts';
import { RunnerClient } from '../support/runner-client.ts';
import { startRunner } from '../support/start-runner.ts';
import type { Bench } from './bench.ts';

/** A runner on the Docker stack, on an engine of its own. `readyMs`: from starting the runner to the last service being healthy. */
export type DockerBench = Bench & { engine: TestEngine; readyMs: number };

/** Nothing is pulled or built meanwhile (ms). */
const READY_MS = 300_000;

/**
 * Starts an engine with the images that are built from packages: never a developer's own, whose stack would be in the way.
 * @returns the engine, or why there is none
 */
export async function benchEngine(): Promise<TestEngine | string> {
  const reason = noDockerEngine();
  if (reason) return reason;
  let engine: TestEngine;
  try {
    engine = await startDockerEngine();
  } catch (error) {
    return (error as Error).message.split('\n')[0] ?? 'it does not start';
  }
  // Runners and the harness of lessons find it by this.
  Object.assign(process.env, engine.env);
  const { status, output } = await runNode('docker/offline/build.ts');
  if (status === 0) return engine;
  await engine.stop();
  return `its images could not be built: ${output.trim().split('\n').at(-1)}`;
}

/** Gives `work` a runner whose Docker stack is ready, and takes both away afterwards. */
export async function withDockerRunner<Result>(
  engine: TestEngine,
  work: (bench: DockerBench) => Promise<Result>,
): Promise<Result> {
  await engine.clear();
  const start = performance.now();
  const runner = await startRunner({ args: ['--stack', 'docker', '--offline'], env: engine.env });
  try {
    const { client, welcome } = await RunnerClient.connect(runner);
    await client.untilReady(welcome.stack, READY_MS);
    const readyMs = performance.now() - start;
    const result = await work({ runner, client, stack: welcome.stack, engine, readyMs });
    client.close();
    return result;
  } finally {
    await runner.stop();
    rmSync(runner.dataDir, { recursive: true, force: true });
    await engine.clear();
  }
}

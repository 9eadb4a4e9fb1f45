import { noDockerEngine, sharedEngine, startDockerEngine, type TestEngine } from '../support/docker-engine.ts';
import { findBrowser, NO_BROWSER } from '../support/find-browser.ts';
import { lessonsResult } from './lessons-result.ts';
import { nodeTests } from './node-tests.ts';
import { runNode } from './run-command.ts';
import { addUp, nothing, type Stage, type StageResult } from './stage.ts';

/** A part of the stage, as it is named in the output. */
type Part = { name: string; run: () => Promise<StageResult> };

/** Without what it keeps between runs, building the images takes minutes (ms). */
const BUILD_MS = 30 * 60_000;
/** Real engines take their time to start (ms). */
const FILE_MS = 900_000;

/** Everything that needs real engines in containers: on an engine of the tests' own, with images built from packages. */
export const dockerStage: Stage = {
  name: 'docker',
  run: async (files) => {
    const reason = noDockerEngine();
    if (reason) return { ...nothing, skips: [`the Docker stack: ${reason}`] };
    let engine: TestEngine;
    try {
      engine = await startDockerEngine();
    } catch (error) {
      return { ...nothing, skips: [`the Docker stack: ${(error as Error).message}`] };
    }
    const before = { ...process.env };
    // Test files, and the runners they start, find the engine by their environment.
    Object.assign(process.env, sharedEngine(engine), engine.env);
    try {
      return await runParts(engine, files);
    } finally {
      for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
      Object.assign(process.env, before);
      await engine.stop();
    }
  },
};

/** One after the other, as a stack takes the machine, and each on an engine without containers. Says how long each took. */
async function runParts(engine: TestEngine, files: readonly string[]): Promise<StageResult> {
  const results: StageResult[] = [];
  for (const { name, run } of [images, ...partsFor(files)]) {
    const start = performance.now();
    await engine.restart();
    await engine.clear();
    const result = await run();
    results.push({ ...result, output: `Docker, ${name}:\n${result.output}` });
    const { passed, failed, skips } = result;
    const counts = result === built ? '' : `${passed} passed, ${failed} failed, `;
    const isEmpty = result !== built && passed + failed + skips.length === 0;
    if (!isEmpty) console.log(`  docker: ${name}: ${counts}${seconds(performance.now() - start)}`);
    // Nothing runs without images, and each failure would say so.
    if (name === images.name && result.failed > 0) break;
  }
  return addUp(results);
}

const built: StageResult = { ...nothing };

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

const images: Part = {
  name: 'images built from packages',
  run: async () => {
    const { status, output } = await runNode('docker/offline/build.ts', [], { timeoutMs: BUILD_MS });
    if (status !== 0) return { ...nothing, failed: 1, output };
    for (const line of output.split('\n').filter((each) => each.includes('built in'))) console.log(`    ${line}`);
    return built;
  },
};

/** With names of files asked for, only tests in such files. */
function partsFor(files: readonly string[]): Part[] {
  const ended = (file: string, ms: number) => console.log(`    ${file} ${seconds(ms)}`);
  const tests = (pattern: string) => () => nodeTests({ pattern, files, concurrency: 1, fileTimeoutMs: FILE_MS, ended });
  const all: Part[] = [
    { name: 'the stack and its faults', run: tests('tests/docker/**/*.docker.test.ts') },
    { name: 'conformance', run: tests('tests/conformance/**/*.docker.test.ts') },
    ...(files.length === 0 ? [lessons] : []),
  ];
  const browser = tests('tests/docker/**/*.docker.e2e.ts');
  const skip = async () => ({ ...nothing, skips: [`the browser test on Docker: ${NO_BROWSER}`] });
  return [...all, { name: 'a lesson in the browser', run: findBrowser() ? browser : skip }];
}

const lessons: Part = {
  name: 'lessons',
  run: async () => lessonsResult(await runNode('tests/lessons/main.ts', ['--stack', 'docker', '--offline'])),
};

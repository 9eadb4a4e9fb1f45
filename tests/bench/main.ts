import { rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { TestEngine } from '../support/docker-engine.ts';
import { RunnerClient } from '../support/runner-client.ts';
import { startRunner } from '../support/start-runner.ts';
import type { Bench } from './bench.ts';
import { benchEngine, type DockerBench, withDockerRunner } from './docker-bench.ts';
import { readyStack } from './ready-stack.ts';
import type { Row } from './row.ts';
import { buildTime } from './rows/build-time.ts';
import { devSave } from './rows/dev-save.ts';
import { firstOutput } from './rows/first-output.ts';
import { firstOutputDocker } from './rows/first-output-docker.ts';
import { flood } from './rows/flood.ts';
import { freshClone } from './rows/fresh-clone.ts';
import { influxdbSpeed } from './rows/influxdb-speed.ts';
import { kafkaMemory } from './rows/kafka-memory.ts';
import { kafkaSpeed } from './rows/kafka-speed.ts';
import { kafkaStart } from './rows/kafka-start.ts';
import { lessonsProven, lessonsProvenDocker } from './rows/lessons-proven.ts';
import { pageStaysSmooth } from './rows/page-stays-smooth.ts';
import { pageWeight } from './rows/page-weight.ts';
import { reconnect } from './rows/reconnect.ts';
import { sampleToDashboard } from './rows/sample-to-dashboard.ts';
import { serviceMemory } from './rows/service-memory.ts';
import { stackReady } from './rows/stack-ready.ts';
import { composeReady, stackReadyDocker } from './rows/stack-ready-docker.ts';
import { telemetryConnector } from './rows/telemetry-connector.ts';
import { telemetryPipeline } from './rows/telemetry-pipeline.ts';
import { verifyTime } from './rows/verify-time.ts';
import { saveRows } from './save-rows.ts';

const USAGE = `npm run bench                      measures what the design promises and prints it beside its bar
npm run bench -- --fresh-clone     also a clone with an empty npm cache, to a verified lesson
npm run bench -- --only flood      the row of that name, or rows whose name contains the word; may be repeated
npm run bench -- --save            everything, and writes tests/bench/latest.md
npm run bench -- --strict          exit status 1 when a bar is missed`;

type Measure<Given> = (given: Given) => Promise<Row | Row[]>;

/** Rows that share a runner on the embedded stack. In this order: verify and flood change its state. */
const EMBEDDED: Record<string, Measure<Bench>> = {
  'page-weight': pageWeight,
  'stack-ready': stackReady,
  'service-memory': serviceMemory,
  'first-output': firstOutput,
  flood,
  reconnect,
  verify: verifyTime,
  'kafka-memory': kafkaMemory,
};
/** Rows that share a runner on the Docker stack. */
const ON_DOCKER: Record<string, Measure<DockerBench>> = {
  'docker-stack-ready': stackReadyDocker,
  'docker-service-memory': serviceMemory,
  'docker-first-output': firstOutputDocker,
};
/** Rows that need an engine and bring their own stack. */
const WITH_ENGINE: Record<string, Measure<TestEngine>> = {
  'docker-compose-ready': composeReady,
  'docker-lessons-proven': lessonsProvenDocker,
};
const ALONE: Record<string, Measure<void>> = {
  'kafka-start': kafkaStart,
  'kafka-speed': kafkaSpeed,
  'influxdb-speed': influxdbSpeed,
  'telemetry-pipeline': telemetryPipeline,
  'telemetry-connector': telemetryConnector,
  'sample-to-dashboard': sampleToDashboard,
  'page-stays-smooth': pageStaysSmooth,
  'lessons-proven': lessonsProven,
  'build-500': buildTime,
  'dev-save': devSave,
};

type Wanted = (name: string) => boolean;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', multiple: true, default: [] },
      'fresh-clone': { type: 'boolean', default: false },
      save: { type: 'boolean', default: false },
      strict: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  // A part of the rows is not what was measured last.
  const only = values.save ? [] : values.only;
  const isWanted = wants(only);
  const rows = await embeddedRows(isWanted);
  for (const [name, measure] of chosen(ALONE, isWanted)) rows.push(...(await measured(name, () => measure())));
  const docker = await dockerRows(isWanted);
  rows.push(...docker.rows);
  if (values['fresh-clone'] || values.save) rows.push(...(await measured('fresh-clone', freshClone)));
  if (values.save) saveRows(rows, docker.version);
  const missed = rows.filter(({ isMet }) => isMet === false).length;
  console.log(`\n${rows.filter(({ isMet }) => isMet).length} bars reached, ${missed} missed.`);
  return rows.length === 0 || (values.strict && missed > 0) ? 1 : 0;
}

/** A row's whole name means that row and not `docker-…`, which would start an engine; a part means all that have it. */
function wants(only: readonly string[]): Wanted {
  const names = [EMBEDDED, ALONE, ON_DOCKER, WITH_ENGINE].flatMap((rows) => Object.keys(rows));
  return (name) => only.length === 0 || only.some((part) => (names.includes(part) ? name === part : name.includes(part)));
}

const chosen = <Given>(rows: Record<string, Measure<Given>>, isWanted: Wanted): [string, Measure<Given>][] =>
  Object.entries(rows).filter(([name]) => isWanted(name));

async function embeddedRows(isWanted: Wanted): Promise<Row[]> {
  const wanted = chosen(EMBEDDED, isWanted);
  if (wanted.length === 0) return [];
  const runner = await startRunner();
  try {
    const { client, welcome } = await RunnerClient.connect(runner);
    const stack = await readyStack(client, welcome);
    const rows: Row[] = [];
    for (const [name, measure] of wanted) rows.push(...(await measured(name, () => measure({ runner, client, stack }))));
    client.close();
    return rows;
  } finally {
    await runner.stop();
    rmSync(runner.dataDir, { recursive: true, force: true });
  }
}

/** The rows of the Docker stack, each saying why when there is no engine. */
async function dockerRows(isWanted: Wanted): Promise<{ rows: Row[]; version?: string }> {
  const shared = chosen(ON_DOCKER, isWanted);
  const own = chosen(WITH_ENGINE, isWanted);
  const names = [...shared, ...own].map(([name]) => name);
  if (names.length === 0) return { rows: [] };
  const engine = await benchEngine();
  const rows: Row[] = [];
  if (typeof engine === 'string') {
    const none = { value: `no engine: ${engine}`, bar: '', isMet: undefined };
    for (const name of names) rows.push(...(await measured(name, async () => ({ what: name, ...none }))));
    return { rows };
  }
  try {
    const { Version } = await engine.docker.version();
    const measureShared = async (bench: DockerBench) => {
      for (const [name, measure] of shared) rows.push(...(await measured(name, () => measure(bench))));
    };
    // A stack that does not start is one row that could not be measured.
    const onDocker = async (): Promise<Row[]> => {
      await withDockerRunner(engine, measureShared);
      return [];
    };
    if (shared.length > 0) rows.push(...(await measured('docker-stack', onDocker)));
    for (const [name, measure] of own) rows.push(...(await measured(name, () => measure(engine))));
    return { rows, version: Version };
  } finally {
    await engine.stop();
  }
}

/** Measures and prints a row at once; one that cannot be measured is a row too, and missed. */
async function measured(name: string, measure: () => Promise<Row | Row[]>): Promise<Row[]> {
  let rows: Row[];
  try {
    rows = [await measure()].flat();
  } catch (error) {
    rows = [{ what: name, value: `could not be measured: ${(error as Error).message}`, bar: '', isMet: false }];
  }
  for (const { what, value, bar, isMet, reference } of rows) {
    const mark = isMet === undefined ? '·' : isMet ? '✓' : '✗';
    console.log(`${mark} ${what}\n    ${value}${bar && `   bar ${bar}`}${reference ? `   beside it: ${reference}` : ''}`);
  }
  return rows;
}

process.exitCode = await main();

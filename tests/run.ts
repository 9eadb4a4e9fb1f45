import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { nearest } from '#contract/nearest.ts';
import { ROOT } from './stages/run-command.ts';
import type { Stage, StageResult } from './stages/stage.ts';
import { type Lane, STAGE_GROUPS } from './stages/stages.ts';

const USAGE = `npm test                              everything
npm test -- --only unit               one stage; may be repeated
npm test -- --only unit -- protocol   only test files with "protocol" in their path
Stages: ${names().join(', ')}. With CI=true or TOWPATH_NO_SKIP=1 a skipped test is a failure.`;

/** A stage that has run. */
type Row = StageResult & { name: string; ms: number };

/** Runs the stages of `npm test`; the last line says what came of them. */
async function main(): Promise<number> {
  const { only, files, help } = readArguments();
  if (help) {
    console.log(USAGE);
    return 0;
  }
  // Type stripping again for each of many short processes takes longer than most tests.
  process.env.NODE_COMPILE_CACHE ??= join(ROOT, 'node_modules', '.cache', 'compile');
  const rows: Row[] = [];
  for (const group of STAGE_GROUPS) {
    const lanes = group.map((lane) => lane.filter(({ name }) => only.length === 0 || only.includes(name)));
    rows.push(...(await Promise.all(lanes.map((lane) => runLane(lane, files)))).flat());
  }
  return summary(rows);
}

function names(): string[] {
  return STAGE_GROUPS.flat(2).map(({ name }) => name);
}

function readArguments(): { only: string[]; files: string[]; help: boolean } {
  const { values, positionals } = parseArgs({
    options: { only: { type: 'string', multiple: true, default: [] }, help: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  for (const name of values.only) {
    if (names().includes(name)) continue;
    const near = nearest(name, names());
    throw new Error(`There is no stage ${name}. ${near ? `Did you mean ${near}?` : `Stages: ${names().join(', ')}.`}`);
  }
  return { only: values.only, files: positionals, help: values.help };
}

const running = new Set<string>();

/** In a terminal, a line that says what runs and is overwritten by what comes next. */
function showRunning(): void {
  if (process.stdout.isTTY) process.stdout.write(`\r\u001b[K${running.size > 0 ? `… ${[...running].join(', ')}` : ''}`);
}

async function runLane(lane: Lane, files: readonly string[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (const stage of lane) rows.push(await runStage(stage, files));
  return rows;
}

async function runStage({ name, run }: Stage, files: readonly string[]): Promise<Row> {
  const start = performance.now();
  running.add(name);
  showRunning();
  const result = await run(files).catch(
    (error: unknown): StageResult => ({ passed: 0, failed: 1, skips: [], output: String((error as Error)?.stack ?? error) }),
  );
  const row = { ...strict(result), name, ms: performance.now() - start };
  running.delete(name);
  if (process.stdout.isTTY) process.stdout.write('\r\u001b[K');
  console.log(`${row.failed > 0 ? '✗' : '✓'} ${name.padEnd(8)} ${seconds(row.ms)}`);
  if (row.failed > 0) console.log(`\n${row.output.trimEnd()}\n`);
  showRunning();
  return row;
}

/** Where nothing may be skipped, what was skipped has failed. */
function strict(result: StageResult): StageResult {
  const isStrict = process.env.CI === 'true' || process.env.TOWPATH_NO_SKIP === '1';
  if (!isStrict || result.skips.length === 0) return result;
  const output = `${result.output}\nSkipped, which is a failure here:\n${result.skips.map((skip) => `  ${skip}`).join('\n')}`;
  return { ...result, failed: result.failed + result.skips.length, skips: [], output };
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`.padStart(8);
}

/** Prints what was skipped, a table, and the plain last line that tools read. Returns the exit status. */
function summary(rows: readonly Row[]): number {
  for (const skip of rows.flatMap(({ skips }) => skips)) console.log(`skipped: ${skip}`);
  console.log(`\n${'stage'.padEnd(10)}  passed  failed  skipped      time`);
  for (const { name, passed, failed, skips, ms } of rows) {
    const counts = [passed, failed, skips.length].map((count, i) => String(count).padStart([8, 8, 9][i] ?? 0)).join('');
    console.log(`${name.padEnd(10)}${counts}  ${seconds(ms)}`);
  }
  const total = (count: (row: Row) => number) => rows.reduce((sum, row) => sum + count(row), 0);
  const passed = total((row) => row.passed);
  const isEmpty = passed === 0 && total((row) => row.failed) === 0;
  if (isEmpty) console.log('\nNothing ran: no stage and no test file is left of what was asked for.');
  const failed = isEmpty ? 1 : total((row) => row.failed);
  const skipped = total((row) => row.skips.length);
  console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  return failed === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`${(error as Error).message}\n\n${USAGE}`);
  process.exitCode = 1;
}

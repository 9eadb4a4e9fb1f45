import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { BROWSER_ARGS } from '../../support/browser-args.ts';
import { eventually } from '../../support/eventually.ts';
import { findBrowser } from '../../support/find-browser.ts';
import { blockOf, edit, openLesson } from '../../support/lesson-driver.ts';
import { openPage } from '../../support/open-page.ts';
import { RunnerClient } from '../../support/runner-client.ts';
import { type StartedRunner, startRunner } from '../../support/start-runner.ts';
import { cpuSeconds } from '../kafka-server.ts';
import { readyStack } from '../ready-stack.ts';
import type { Row } from '../row.ts';

const TRACK = 'machine-telemetry';
/** What leads to the pipeline that runs: lesson and block, in order. */
const BLOCKS = [
  ['what-you-will-build', 'make-events'],
  ['topics-partitions-and-keys', 'create-topics'],
  ['a-simulator', 'simulator'],
  ['from-mqtt-to-kafka', 'connector'],
  ['join-two-streams-with-state', 'processor'],
] as const;
/** The page that is looked at. Its own program does not run: that of the lesson before does. */
const PAGE = `/${TRACK}/windows-that-fit-the-data/`;
const ROWS_BLOCK = 'how-late';
const SECONDS = 20;
const LONGEST_MS = 200;
/** What a block with rows prints, 50 of them every 50 ms: a thousand a second of fifty machines, the newest of each. */
const PRINT_ROWS = `cat > rows.mjs <<'END'
const say = (line) => process.stdout.write(JSON.stringify(line) + '\\n');
say({ columns: [{ name: 'machine' }, { name: 'samples', isNumber: true }, { name: 'mean', isNumber: true }] });
for (let n = 0; ; n++) {
  for (let m = 0; m < 50; m++) say({ row: ['press-' + m, String(n), (n / (m + 1)).toFixed(3)] });
  await new Promise((resolve) => setTimeout(resolve, 50));
}
END
node rows.mjs`;

/** Machine telemetry at 1,000 samples a second on the embedded stack: how long a page that shows it is ever busy, and what all of it costs. */
export async function pageStaysSmooth(): Promise<Row[]> {
  const executablePath = findBrowser();
  const what = `longest task of a page, ${SECONDS} s at 1,000 samples a second`;
  if (!executablePath) return [{ what, value: 'no browser on this machine', bar: `≤ ${LONGEST_MS} ms`, isMet: false }];
  const runner = await startRunner();
  const browser = await chromium.launch({ executablePath, args: BROWSER_ARGS });
  try {
    await startPipeline(runner);
    return await measure(browser, runner, what);
  } finally {
    await browser.close();
    await runner.stop();
    rmSync(runner.dataDir, { recursive: true, force: true });
  }
}

async function startPipeline(runner: StartedRunner): Promise<void> {
  const { client, welcome } = await RunnerClient.connect(runner);
  await readyStack(client, welcome);
  for (const [lesson, block] of BLOCKS) {
    const { status, output } = await client.runBlock(`${TRACK}/${lesson}`, block);
    if (status.state !== 'ok' && status.readyMs === undefined) throw new Error(`${block} is ${status.state}:\n${output}`);
  }
  client.close();
}

async function measure(browser: Browser, runner: StartedRunner, what: string): Promise<Row[]> {
  const { url, cookie } = runner;
  const { page } = await openPage(browser, { url, cookie });
  await openLesson(page, PAGE);
  const rows: Row[] = [];
  const bar = `≤ ${LONGEST_MS} ms`;
  const add = async (shown: string) => {
    const { longest, count } = await tasks(page);
    const value = longest === 0 ? 'none of 50 ms or more' : `${Math.round(longest)} ms (${count} of 50 ms or more)`;
    // Others at work make each task longer: with ten at once, ten times as long.
    const reference = `${loadavg()[0]?.toFixed(1)} at work on ${availableParallelism()} processors in the last minute`;
    rows.push({ what: `${what}: ${shown}`, value, bar, isMet: longest <= LONGEST_MS, reference });
  };
  await openTab(page, 'Pipeline');
  await page.locator('[data-part=machine-out][data-state=live]').waitFor();
  const cost = costOf(runner);
  await add('the picture');
  rows.push(cost());
  await openTab(page, 'Programs');
  await page.getByRole('button', { name: 'Output of processor.ts' }).click();
  await page.locator('.prog-out .xterm-rows').getByText('samples a second').first().waitFor();
  await add('programs and the output of one');
  await openTab(page, 'Pipeline');
  await showRows(page);
  await add('the picture and a table of a thousand rows a second');
  return rows;
}

/** The longest task of the page from now on, for a while (ms). */
async function tasks(page: Page): Promise<{ longest: number; count: number }> {
  return await page.evaluate(async (ms) => {
    const found: number[] = [];
    const observer = new PerformanceObserver((list) => found.push(...list.getEntries().map(({ duration }) => duration)));
    observer.observe({ type: 'longtask' });
    await new Promise((resolve) => setTimeout(resolve, ms));
    found.push(...observer.takeRecords().map(({ duration }) => duration));
    observer.disconnect();
    return { longest: Math.max(0, ...found), count: found.length };
  }, SECONDS * 1_000);
}

async function openTab(page: Page, name: string): Promise<void> {
  const workbench = page.getByRole('complementary', { name: 'Workbench' });
  if (!(await workbench.isVisible())) await page.locator('#wb-toggle').click();
  await workbench.getByRole('tab', { name: new RegExp(`^${name}`) }).click();
}

/** A block of the shell whose output the page takes for rows: what prints rows for good needs Flink, which is not on this stack. */
async function showRows(page: Page): Promise<void> {
  const block = blockOf(page, ROWS_BLOCK);
  await block.evaluate((element) => {
    element.dataset.output = 'rows';
  });
  await (await edit(page, ROWS_BLOCK, PRINT_ROWS)).press('Control+Enter');
  await eventually(async () => {
    const rows = Number(await block.locator('.rb-out').getAttribute('data-rows'));
    if (!(rows > 1_000)) throw new Error(`The table has ${rows} rows.`);
  });
}

/** What the stack and the programs take of a core from now on, until it is asked: all that the runner has started. */
function costOf(runner: StartedRunner): () => Row {
  const cpu = () => startedBy(runner.pid).reduce((sum, pid) => sum + cpuSeconds(pid), 0);
  const own = () => cpuSeconds(runner.pid);
  const began = performance.now();
  const [before, ownBefore] = [cpu(), own()];
  return () => {
    const seconds = (performance.now() - began) / 1_000;
    const share = (cpu() - before) / seconds;
    const percent = (part: number) => `${Math.round(part * 100)} %`;
    return {
      what: 'Telemetry at 1,000 samples a second: stack and programs in a runner, with the picture open',
      value: `${percent(share)} of a core (beside it the runner ${percent((own() - ownBefore) / seconds)})`,
      bar: '≤ 60 %',
      isMet: share <= 0.6,
    };
  };
}

/** All processes below this one. */
function startedBy(pid: number): number[] {
  const parents = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = parentOf(name);
    if (parent !== undefined) parents.set(parent, [...(parents.get(parent) ?? []), Number(name)]);
  }
  const below = (of: number): number[] => (parents.get(of) ?? []).flatMap((child) => [child, ...below(child)]);
  return below(pid);
}

/** Undefined for a process that has ended meanwhile. */
function parentOf(pid: string): number | undefined {
  try {
    return Number(
      readFileSync(join('/proc', pid, 'stat'), 'utf8')
        .split(') ')[1]
        ?.split(' ')[1],
    );
  } catch {
    return undefined;
  }
}

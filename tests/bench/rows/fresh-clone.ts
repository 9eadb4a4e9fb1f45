import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { ROOT } from '../../stages/run-command.ts';
import { eventually } from '../../support/eventually.ts';
import { RunnerClient } from '../../support/runner-client.ts';
import { readyStack } from '../ready-stack.ts';
import { inTime, type Row } from '../row.ts';

/** From `git clone` with an empty npm cache over `npm start` to the first lesson with blocks, run and verified. */
export async function freshClone(): Promise<Row> {
  const folder = mkdtempSync(join(tmpdir(), 'towpath fresh '));
  const clone = join(folder, 'clone');
  const dataDir = join(folder, 'data');
  const start = performance.now();
  spawnSync('git', ['clone', '--quiet', ROOT, clone], { stdio: 'ignore' });
  const child = spawn('npm', ['start', '--silent', '--', '--no-open', '--port', '0', '--data-dir', dataDir], {
    cwd: clone,
    stdio: ['ignore', 'ignore', 'inherit'],
    detached: true,
    env: { ...withoutNpm(), npm_config_cache: join(folder, 'cache') },
  });
  try {
    const address = await eventually(() => readAddress(dataDir), { withinMs: 600_000, everyMs: 100 });
    const readyMs = performance.now() - start;
    const state = await passFirstLesson(address);
    const ms = performance.now() - start;
    return {
      what: 'fresh clone to a verified lesson, cold npm cache',
      value: state === 'passed' ? `${inTime(ms)} (the page answers after ${inTime(readyMs)})` : `the lesson ended ${state}`,
      bar: '≤ 120 s',
      isMet: state === 'passed' && ms <= 120_000,
    };
  } finally {
    if (child.pid && child.exitCode === null) {
      process.kill(-child.pid, 'SIGTERM');
      await new Promise((resolve) => child.once('exit', resolve));
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** What a person's shell has: npm adds its own settings, and this project's programs in front of PATH. */
function withoutNpm(): NodeJS.ProcessEnv {
  const env = Object.entries(process.env).filter(([name]) => !name.startsWith('npm_') && name !== 'NODE_COMPILE_CACHE');
  const path = (process.env.PATH ?? '').split(delimiter).filter((part) => !part.includes('node_modules'));
  return { ...Object.fromEntries(env), PATH: path.join(delimiter) };
}

type Address = { url: string; token: string };

function readAddress(dataDir: string): Address {
  const file = join(dataDir, 'runner.json');
  if (!existsSync(file)) throw new Error('The runner does not answer yet.');
  return JSON.parse(readFileSync(file, 'utf8')) as Address;
}

async function passFirstLesson({ url, token }: Address): Promise<string> {
  const answer = await fetch(`${url}/?token=${token}`, { redirect: 'manual' });
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const { client, welcome } = await RunnerClient.connect({ url, cookie });
  await readyStack(client, welcome);
  const lesson = 'event-enrichment/what-you-will-build';
  const { blocks } = await client.openLesson(lesson);
  for (const { block } of blocks) await client.runBlock(lesson, block);
  const { state } = await client.verify(lesson);
  client.close();
  return state;
}

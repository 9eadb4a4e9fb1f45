import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { eventually } from './eventually.ts';

const PROJECT_DIR = resolve(import.meta.dirname, '../..');

/** As in the script `start` of package.json: the young generation stays small, or a flood of output doubles the memory. */
const NODE_FLAGS = ['--max-semi-space-size=8'];

/** How long a runner may take until it answers, and until it has ended (ms). A first start may build the site. */
const START_MS = 120_000;
const STOP_MS = 30_000;
/** Containers get 10 s to end before they are killed. */
const STOP_DOCKER_MS = 60_000;

export type StartOptions = {
  /** A new temporary directory unless said; it is left for the caller to look at or remove. */
  dataDir?: string;
  /** Options for the runner beside --no-open, --port 0 and --data-dir. */
  args?: string[];
  /** Where the project is; this one unless said. */
  projectDir?: string;
  /** Variables beside those of this process. */
  env?: Record<string, string>;
};

/** A runner in a process of its own. */
export type StartedRunner = {
  url: string;
  token: string;
  /** `name=value`, for a `Cookie` header: opens pages and the socket. */
  cookie: string;
  dataDir: string;
  pid: number;
  child: ChildProcess;
  /** What it wrote to stderr so far: its log. */
  output: () => string;
  /** Ends it with SIGTERM and waits for that. Safe to call twice. */
  stop: () => Promise<void>;
};

/**
 * Starts `runner/main.ts` as a child process and waits until it answers.
 * @throws with what the runner wrote, when it ended instead.
 */
export async function startRunner({
  dataDir,
  args = [],
  env = {},
  projectDir = PROJECT_DIR,
}: StartOptions = {}): Promise<StartedRunner> {
  const dir = dataDir ?? mkdtempSync(join(tmpdir(), 'towpath-'));
  const main = join(projectDir, 'runner/main.ts');
  const child = spawn(process.execPath, [...NODE_FLAGS, main, '--no-open', '--port', '0', '--data-dir', dir, ...args], {
    cwd: projectDir,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // A test that ends early must not leave it behind.
  const endWithUs = () => child.kill('SIGTERM');
  process.once('exit', endWithUs);
  child.once('exit', () => process.off('exit', endWithUs));
  let output = '';
  // Its address with the token goes to stdout: nothing to keep.
  child.stdout.resume();
  child.stderr.on('data', (data: Buffer) => (output += data.toString()));
  const address = await eventually(() => (hasEnded(child) ? undefined : readAddress(dir, child)), { withinMs: START_MS }).catch(
    (cause: unknown) => {
      child.kill('SIGTERM');
      throw new Error(`The runner does not answer:\n${output}`, { cause });
    },
  );
  if (!address) throw new Error(`The runner ended instead of starting (exit ${child.exitCode}):\n${output}`);
  const { url, token, pid } = address;
  const cookie = await readCookie(url, token).catch((error: unknown) => {
    child.kill('SIGTERM');
    throw error;
  });
  return {
    url,
    token,
    pid,
    child,
    dataDir: dir,
    cookie,
    output: () => output,
    // With --offline a page may have been on Docker too.
    stop: () => stop(child, args.includes('docker') || args.includes('--offline') ? STOP_DOCKER_MS : STOP_MS),
  };
}

type Address = { url: string; token: string; pid: number };

function readAddress(dir: string, child: ChildProcess): Address {
  const address = JSON.parse(readFileSync(join(dir, 'runner.json'), 'utf8')) as Address;
  if (address.pid !== child.pid) throw new Error('The runner.json of an earlier runner is still there.');
  return address;
}

/** The cookie that the address with the token hands out. */
async function readCookie(url: string, token: string): Promise<string> {
  const response = await fetch(`${url}/?token=${encodeURIComponent(token)}`, { redirect: 'manual' });
  const cookie = response.headers.getSetCookie()[0]?.split(';')[0];
  if (!cookie) throw new Error(`The runner answered ${response.status} and no cookie to its own token.`);
  return cookie;
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

async function stop(child: ChildProcess, withinMs: number): Promise<void> {
  if (hasEnded(child)) return;
  const exited = new Promise<void>((done) => child.once('exit', () => done()));
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), withinMs);
  await exited;
  clearTimeout(late);
  if (child.signalCode === 'SIGKILL') throw new Error(`The runner did not end within ${withinMs / 1000} s of SIGTERM.`);
}

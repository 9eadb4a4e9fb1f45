import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A broker in a process of its own. */
export type ChildBroker = {
  baseUrl: string;
  /** Sends a request as guest; a body is sent as JSON. */
  ask: (method: string, path: string, body?: unknown) => Promise<{ status: number; json: unknown }>;
  /** What it wrote to its log. */
  log: () => string;
  end: (signal: 'SIGKILL' | 'SIGTERM') => Promise<void>;
};

/** Starts a broker on a folder; resolves when it answers. */
export async function startChildBroker(dataDir: string): Promise<ChildBroker> {
  const program = fileURLToPath(new URL('broker-child.ts', import.meta.url));
  const child = spawn(process.execPath, [program, dataDir], { stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  child.stderr.on('data', (part: Buffer) => {
    log += part.toString();
  });
  const [line] = (await Promise.race([once(child.stdout, 'data'), failed(child, () => log)])) as [Buffer];
  const baseUrl = `http://127.0.0.1:${line.toString().trim()}`;
  return {
    baseUrl,
    ask: (method, path, body) => ask(baseUrl + path, method, body),
    log: () => log,
    end: (signal) => end(child, signal),
  };
}

async function failed(child: ChildProcess, log: () => string): Promise<never> {
  await once(child, 'exit');
  throw new Error(`The broker ended before it answered: ${log()}`);
}

async function ask(url: string, method: string, body: unknown): Promise<{ status: number; json: unknown }> {
  const authorization = `Basic ${Buffer.from('guest:guest').toString('base64')}`;
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await fetch(url, { method, headers: { authorization }, ...sent });
  const text = await response.text();
  return { status: response.status, json: text === '' ? undefined : JSON.parse(text) };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, 'exit');
}

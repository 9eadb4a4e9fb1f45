import { execFile } from 'node:child_process';
import { statfs } from 'node:fs/promises';
import { freemem, totalmem } from 'node:os';
import { promisify } from 'node:util';
import type { PreflightLine, StackStatus } from '#contract/messages/stack.ts';
import { isPortFree, portOwner } from '../lib/ports.ts';
import type { Service } from '../services/define-service.ts';
import type { Preflight } from '../services/stack.ts';

export type PreflightOptions = { stack: StackStatus; services: readonly Service[]; dataDir: string; env: Record<string, string> };

/** What the embedded stack needs, rounded up from what it was measured to take (bytes). */
const NEEDED_MEMORY = 300 * 1024 ** 2;
const NEEDED_DISK = 200 * 1024 ** 2;

/** Is this machine ready for the embedded stack? */
export async function preflight({ stack, services, dataDir, env }: PreflightOptions): Promise<Preflight> {
  const lines = [
    memory(),
    await disk(dataDir),
    node(),
    await program('bash', env),
    await program('curl', env),
    await program('jq', env),
    ...(await ports(stack, services)),
  ];
  return { ready: !lines.some(({ state }) => state === 'missing'), lines };
}

function memory(): PreflightLine {
  // What Linux calls available: free memory and what caches would give back.
  const free = process.availableMemory?.() ?? freemem();
  return {
    state: free >= NEEDED_MEMORY ? 'ok' : 'missing',
    what: 'memory',
    words: `${size(free)} of ${size(totalmem())} available; the embedded stack needs ${size(NEEDED_MEMORY)}`,
  };
}

async function disk(dataDir: string): Promise<PreflightLine> {
  const { bavail, bsize } = await statfs(dataDir);
  const free = bavail * bsize;
  return {
    state: free >= NEEDED_DISK ? 'ok' : 'missing',
    what: 'disk',
    words: `${size(free)} available where outputs are kept; ${size(NEEDED_DISK)} are plenty`,
  };
}

function node(): PreflightLine {
  return { state: 'ok', what: 'node', words: `${process.version}, came with Towpath` };
}

async function program(name: string, env: Record<string, string>): Promise<PreflightLine> {
  try {
    const { stdout } = await promisify(execFile)('bash', ['-c', `${name} --version`], { env });
    return { state: 'ok', what: name, words: versionIn(stdout) };
  } catch {
    return { state: 'missing', what: name, words: `not installed; on Debian and Ubuntu: sudo apt-get install ${name}` };
  }
}

/** `GNU bash, version 5.2.15(1)-release (…)`, `curl 7.88.1 (…) libcurl/…`: up to the first bracket with more than a digit. */
const versionIn = (text: string): string => (text.split('\n')[0] ?? '').replace(/ \(.*$/, '');

async function ports(stack: StackStatus, services: readonly Service[]): Promise<PreflightLine[]> {
  const lines: PreflightLine[] = [];
  for (const service of services) {
    const status = stack.services.find((candidate) => candidate.service === service.id);
    for (const { name, port } of service.ports) {
      const ours = status?.state === 'ready' ? status.endpoints.find((endpoint) => endpoint.name === name) : undefined;
      const who = `${status?.title ?? service.id} ${name}`;
      if (ours?.port === port) lines.push({ state: 'ok', what: `port ${port}`, words: `in use by this stack: ${who}` });
      else if (!ours && (await isPortFree(port))) lines.push({ state: 'ok', what: `port ${port}`, words: `free for ${who}` });
      else {
        const owner = (await portOwner(port)) ?? 'another program';
        lines.push({
          state: 'note',
          what: `port ${port}`,
          words: `taken by ${owner}; ${who} ${ours ? `uses ${ours.port}` : 'will use another one'}`,
        });
      }
    }
  }
  return lines;
}

function size(bytes: number): string {
  return bytes >= 1024 ** 3 ? `${(bytes / 1024 ** 3).toFixed(1)} GiB` : `${Math.round(bytes / 1024 ** 2)} MiB`;
}

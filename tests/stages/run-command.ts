import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { StageResult } from './stage.ts';

/** The project's folder. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** No command of a test run takes this long; one that does is stuck (ms). */
const STUCK_MS = 15 * 60_000;

/** A command's end: exit status (null when a signal ended it) and what it printed on both outputs. */
export type CommandResult = { status: number | null; output: string };

/**
 * Runs a program of ours on the Node that runs this, in the project's folder. `script` is a file there; programs
 * of packages are in `node_modules/.bin`.
 */
export function runNode(
  script: string,
  args: readonly string[] = [],
  { timeoutMs = STUCK_MS }: { timeoutMs?: number } = {},
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, ASTRO_TELEMETRY_DISABLED: '1' },
      timeout: timeoutMs,
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.on('error', reject);
    child.on('close', (status, signal) => {
      if (signal) output += `\n${script} was ended by ${signal}.\n`;
      resolve({ status, output });
    });
  });
}

/** A command as a stage's result: it counts as one. */
export async function passes(script: string, args: readonly string[] = []): Promise<StageResult> {
  const { status, output } = await runNode(script, args);
  const ok = status === 0;
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skips: [], output: `$ ${[script, ...args].join(' ')}\n${output}` };
}

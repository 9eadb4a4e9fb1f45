import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { RunnerError } from '../../runner/errors.ts';
import type { ProgramBench } from './workshop.ts';

/** So many of the last lines are shown of a program that failed. */
const LAST_LINES = 8;

export type RunOptions = { cwd?: string; timeoutMs?: number };

/**
 * Runs a program of this machine to its end.
 * @returns what it wrote to its standard output
 * @throws RunnerError 'docker.failed' with its last lines, or saying that it is not installed
 */
export async function runProgram(
  workshop: ProgramBench,
  [program = '', ...args]: readonly string[],
  { cwd = workshop.cacheDir, timeoutMs = 600_000 }: RunOptions = {},
): Promise<string> {
  const env = { ...workshop.environment, LC_ALL: 'C.UTF-8', DEBIAN_FRONTEND: 'noninteractive' };
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: timeoutMs });
  const ended = new Promise<{ status: number | null; error?: NodeJS.ErrnoException }>((resolve) => {
    child.on('error', (error) => resolve({ status: null, error })).on('close', (status) => resolve({ status }));
  });
  const last: string[] = [];
  const hear = (line: string) => {
    workshop.verbose(line);
    if (line.trim() !== '') last.push(line);
    if (last.length > LAST_LINES) last.shift();
  };
  let output = '';
  createInterface(child.stdout).on('line', (line) => {
    output += `${line}\n`;
    hear(line);
  });
  createInterface(child.stderr).on('line', hear);
  const { status, error } = await ended;
  if (status === 0) return output;
  if (error?.code === 'ENOENT')
    throw new RunnerError('docker.failed', `${program} is not installed.`, { hint: `Install ${program}, then run it again.` });
  throw new RunnerError(
    'docker.failed',
    `${program} failed. The end of what it said:\n${last.join('\n') || (error?.message ?? 'nothing')}`,
    {
      hint: 'Look at the network and at the free disk space, then run it again.',
      cause: error,
    },
  );
}

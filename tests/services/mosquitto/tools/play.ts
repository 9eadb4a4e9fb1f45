import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** What a command line wrote and how it ended. */
export type Answer = { command: string; stdout: string; stderr: string; exitCode: number | null };

const BIN = join(import.meta.dirname, '../../../../runner/services/mosquitto/bin');

/** What the stand-ins find in the environment of a block: themselves first on PATH, and the runner's Node. */
export function standInEnvironment(more: Record<string, string> = {}): Record<string, string> {
  return { PATH: `${BIN}:${process.env.PATH}`, TOWPATH_NODE: process.execPath, LANG: 'C.UTF-8', TZ: 'UTC', ...more };
}

/** Carries the lines out one after the other, with the commands that stand first on `PATH`. */
export async function* play(lines: readonly string[], port: number, env: Record<string, string>): AsyncGenerator<Answer> {
  const cwd = await mkdtemp(join(tmpdir(), 'towpath tools '));
  try {
    for (const command of lines) yield { command, ...(await runLine(command.replaceAll('%PORT%', String(port)), { cwd, env })) };
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
}

/** Runs one line. */
export async function runLine(
  line: string,
  { cwd, env }: { cwd?: string; env: Record<string, string> },
): Promise<Omit<Answer, 'command'>> {
  const child = spawn('bash', ['-c', line], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: 60_000 });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { stdout, stderr, exitCode: await ended };
}

/** Without what is different each time: numbers of messages, times, and how its options are listed. */
export function plain({ command, stdout, stderr, exitCode }: Answer): Answer {
  const shown = stdout
    .replaceAll(/\b(m|Mid: |mid":)\d+/g, '$1#')
    .replaceAll(/"tst":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z\+0000"/g, '"tst":"#"');
  return { command, stdout: shown.includes('Usage:') ? '' : shown, stderr, exitCode };
}

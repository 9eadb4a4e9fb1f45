import { type ChildProcess, spawn } from 'node:child_process';

/** A command line that runs. */
export type RunningLine = {
  child: ChildProcess;
  /** What it has written so far. */
  written: { stdout: string; stderr: string };
  /** Resolves when it has ended, with its exit code; -1 when a signal ended it. */
  ended: Promise<{ stdout: string; stderr: string; exitCode: number }>;
};

/** Runs a line in sh. Its input is what is given; without any it has none. */
export function startLine(
  line: string,
  { cwd, env, input }: { cwd?: string; env: Record<string, string>; input?: 'open' },
): RunningLine {
  const child = spawn('sh', ['-c', line], { cwd, env, stdio: [input ? 'pipe' : 'ignore', 'pipe', 'pipe'] });
  const written = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    written.stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    written.stderr += text;
  });
  const ended = new Promise<Awaited<RunningLine['ended']>>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode) => resolve({ ...written, exitCode: exitCode ?? -1 }));
  });
  return { child, written, ended };
}

import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';

const MAIN = resolve(import.meta.dirname, 'main.ts');

/** How `npm run lessons` ended. */
export type LessonsResult = { status: number | null; stdout: string; stderr: string };

/** `npm run lessons` while it runs. */
export type RunningLessons = { child: ChildProcess; stdout: () => string; ended: Promise<LessonsResult> };

/** Starts `npm run lessons` on a content folder. `env`: variables beside those of this process. */
export function runLessons(contentDir: string, args: readonly string[], env: Record<string, string> = {}): RunningLessons {
  const child = spawn(process.execPath, [MAIN, '--content-dir', contentDir, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const endWithUs = () => child.kill('SIGTERM');
  process.once('exit', endWithUs);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  const ended = new Promise<LessonsResult>((done) => {
    child.once('close', (status) => {
      process.off('exit', endWithUs);
      done({ status, stdout, stderr });
    });
  });
  return { child, stdout: () => stdout, ended };
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { eventually } from '../../support/eventually.ts';

/** A part of the pipeline in a process of its own, which a test may kill and start again. */
export class Part {
  /** What it printed, over all its lives. */
  readonly lines: string[] = [];
  #file: string;
  #options: { cwd: string; env?: Record<string, string>; args?: () => string[] };
  #child: ChildProcess | undefined;

  constructor(file: string, options: { cwd: string; env?: Record<string, string>; args?: () => string[] }) {
    this.#file = file;
    this.#options = options;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  start(): void {
    const { cwd, env, args } = this.#options;
    // kafkajs gives Node a time in the past; Node says so on its error output.
    const flags = ['--disable-warning=TimeoutNegativeWarning'];
    const child = spawn(process.execPath, [...flags, this.#file, ...(args?.() ?? [])], {
      ...{ cwd, env: { ...process.env, ...env } },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) {
      createInterface(stream).on('line', (line) => this.lines.push(line));
    }
    this.#child = child;
  }

  /** Waits for a line; those of before the `from`th do not count. @returns what the expression found in it. */
  async says(what: RegExp, { from = 0, withinMs = 60_000 } = {}): Promise<RegExpExecArray> {
    return await eventually(
      () => {
        for (const line of this.lines.slice(from)) {
          const found = what.exec(line);
          if (found) return found;
        }
        throw new Error(`${this.#file} did not say ${what}. It said:\n${this.lines.slice(-20).join('\n')}`);
      },
      { withinMs },
    );
  }

  /** Ends it with a signal. @returns its exit status; null when the signal ended it. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    child.kill(signal);
    const [status] = (await once(child, 'exit')) as [number | null];
    return status;
  }
}

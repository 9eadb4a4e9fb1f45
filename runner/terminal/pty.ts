import { spawn } from 'node-pty';
import type { Exit, TerminalProgram } from './launch.ts';
import { endMarked, type Program } from './processes.ts';

/** What runs in a pseudo-terminal of its own. */
export type PtyOptions = {
  file: string;
  args: string[];
  cwd: string;
  env: Record<string, string>;
  /** Whether it is told to end with SIGHUP, too, which a program without a handler for it does not survive. */
  hangsUp: boolean;
  /** Marks what it starts: TOWPATH_RUN in the environment. */
  run: string;
  cols: number;
  rows: number;
  onData: (data: string) => void;
  /** Once, after the last `onData`. */
  onExit: (exit: Exit) => void;
};

/** How often a paused program is looked at, to find out whether it has ended (ms). */
const PAUSED_LOOK_MS = 50;

/** How often a program that is being ended is looked for (ms). */
const AGAIN_MS = 20;

/** A program in a pseudo-terminal: the leader of a session and a process group of its own. */
export class Pty implements TerminalProgram {
  #pty: ReturnType<typeof spawn>;
  #ended = Promise.withResolvers<void>();
  #isEnded = false;
  #run: string;
  #hangsUp: boolean;
  #look: NodeJS.Timeout | undefined;

  constructor({ file, args, cwd, env, hangsUp, run, cols, rows, onData, onExit }: PtyOptions) {
    this.#run = run;
    this.#hangsUp = hangsUp;
    this.#pty = spawn(file, args, { name: 'xterm-256color', cwd, env: { ...env, TOWPATH_RUN: run }, cols, rows });
    this.#pty.onData(onData);
    this.#pty.onExit(({ exitCode, signal }) => {
      clearInterval(this.#look);
      onExit({ exitCode, signal: signal ?? 0 });
      // Only now: `onExit` may still end what is left in the session, whose number is not given away meanwhile.
      this.#isEnded = true;
      this.#ended.resolve();
    });
  }

  async end(): Promise<Program[]> {
    const all: Program[] = [];
    do {
      // Once it has ended, its number may be somebody else's session.
      const session = this.#isEnded ? undefined : this.#pty.pid;
      all.push(...(await endMarked('TOWPATH_RUN', this.#run, { session, hangsUp: this.#hangsUp })));
      // Between fork and exec a program carries neither mark nor session; look again until it has ended.
      await Promise.race([this.#ended.promise, new Promise((resolve) => setTimeout(resolve, AGAIN_MS))]);
    } while (!this.#isEnded);
    return all;
  }

  write(data: string): void {
    if (!this.#isEnded) this.#pty.write(data);
  }

  resize(cols: number, rows: number): void {
    if (!this.#isEnded) this.#pty.resize(cols, rows);
  }

  /**
   * Stops or goes on reading. A paused pty would lose its tail when the program ends, because node-pty closes its
   * socket 200 ms after the exit: so while paused we look whether it is gone, and then read on.
   */
  setPaused(paused: boolean): void {
    clearInterval(this.#look);
    if (this.#isEnded) return;
    if (!paused) {
      this.#pty.resume();
      return;
    }
    this.#pty.pause();
    this.#look = setInterval(() => {
      if (!isAlive(this.#pty.pid)) this.setPaused(false);
    }, PAUSED_LOOK_MS);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false; // ESRCH: there is no such process any more.
  }
}

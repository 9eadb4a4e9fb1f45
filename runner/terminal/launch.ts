import type { ServiceId } from '#contract/services.ts';
import type { Program } from './processes.ts';

/** How a program ended. `signal` is the number of the signal that ended it, 0 when none did. */
export type Exit = {
  exitCode: number;
  signal: number;
  /** Why it ended, when that was not its own doing: `Docker ended while it ran.` Its exit status then means nothing. */
  interrupted?: string;
  /** The output says so already, with what to do about it. */
  isShown?: boolean;
  /** What is known of the end beside the signal: `the shell may take no more than 512 MB of memory`. */
  because?: string;
};

/**
 * What runs: a shell to type into, the text of a block in bash, a file of the workspace in Node, or a program of ours on
 * this machine with one argument, whichever stack is in use.
 */
export type Command =
  | { kind: 'shell' }
  | { kind: 'bash'; text: string }
  | { kind: 'node'; file: string }
  | { kind: 'program'; file: string; argument: string; cwd: string; env: Record<string, string> };

/** What is to run in a terminal of its own, and who hears of it. */
export type LaunchOptions = {
  command: Command;
  /** The track in whose files it runs. */
  track: string;
  /** The service in whose container it runs, in place of the shell. */
  in: ServiceId | undefined;
  /** Marks what it starts: TOWPATH_RUN in the environment. */
  run: string;
  cols: number;
  rows: number;
  onData: (data: string) => void;
  /** Once, after the last `onData`. */
  onExit: (exit: Exit) => void;
};

/** A program in a terminal, on this machine or in a container: the leader of a session of its own. */
export type TerminalProgram = {
  /**
   * Ends the program and everything it started, also what has left its process group; resolves with what was still
   * there. Safe when the program has ended.
   * @throws RunnerError 'block.busy' when something cannot be ended
   */
  end: () => Promise<Program[]>;
  write: (data: string) => void;
  resize: (cols: number, rows: number) => void;
  /** Stops or goes on reading; a paused program waits once the terminal is full, and loses nothing. */
  setPaused: (paused: boolean) => void;
};

/** Starts a program where the stack in use has its shell. */
export type Launch = (options: LaunchOptions) => TerminalProgram;

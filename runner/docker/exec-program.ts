import type { Duplex } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { RunnerError } from '../errors.ts';
import { log } from '../lib/log.ts';
import type { Exit, TerminalProgram } from '../terminal/launch.ts';
import type { Program } from '../terminal/processes.ts';
import { endInContainer } from './end-in-container.ts';
import { exitOf, interrupted } from './exec-exit.ts';
import { type ExecPlace, whatIsGone } from './exec-place.ts';
import { type StartedExec, startExec } from './exec-start.ts';

/** What runs in a terminal in a container. */
export type ExecOptions = {
  /** Finds the container. @throws RunnerError when there is none */
  place: () => Promise<ExecPlace>;
  /** What runs: it prints `SESSION_MARK` first. */
  command: (size: { cols: number; rows: number }) => string[];
  /** Whether it is told to end with SIGHUP, too. */
  hangsUp: boolean;
  /** Marks what it starts: TOWPATH_RUN in the environment. */
  run: string;
  cols: number;
  rows: number;
  onData: (data: string) => void;
  /** Once, after the last `onData`. */
  onExit: (exit: Exit) => void;
};

/**
 * The first thing a program prints, from a shell that then becomes it: its number in the container, which is its
 * session. It is kept from the output.
 */
export const SESSION_MARK = String.raw`printf '\033]towpath;%s\007' "$$"`;
// biome-ignore lint/suspicious/noControlCharactersInRegex: what SESSION_MARK prints
const SESSION = /^\x1b\]towpath;(\d+)\x07/;
const SESSION_START = '\x1b]towpath;';

/** How often a program that is being ended is looked for, and for how long altogether (ms). */
const AGAIN_MS = 50;
const GIVE_UP_MS = 15_000;
/** How often a program that is not read for longer is looked at, whether it has ended (ms). */
const PAUSED_LOOK_MS = 500;
/** The engine is waited for this long then (ms). */
const ANSWER_MS = 10_000;
/** So much of the end of the output is kept, for what bash says about its children (characters). */
const TAIL_CHARS = 400;

/** A program in a terminal in a container: an exec of the engine. What it is told before it has started is kept. */
export class ExecProgram implements TerminalProgram {
  #options: ExecOptions;
  #started = Promise.withResolvers<void>();
  #ended = Promise.withResolvers<void>();
  #isEnded = false;
  #isEnding = false;
  #isPaused = false;
  #place: ExecPlace | undefined;
  #program: StartedExec | undefined;
  #session: number | undefined;
  #head: string | undefined = '';
  #tail = '';
  #unwritten = '';
  #size: { cols: number; rows: number };
  #look: NodeJS.Timeout | undefined;

  constructor(options: ExecOptions) {
    this.#options = options;
    this.#size = { cols: options.cols, rows: options.rows };
    void this.#run();
  }

  async end(): Promise<Program[]> {
    this.#isEnding = true;
    const found: Program[] = [];
    const started = performance.now();
    // Once it has ended, its number may be somebody else's session. Now, and not after the wait: an end that is just being
    // told (`onExit`) is over by then.
    const hadEnded = this.#isEnded;
    await Promise.race([this.#started.promise, this.#ended.promise]);
    do {
      if (!this.#place) return found;
      const session = hadEnded ? undefined : this.#session;
      const { run, hangsUp } = this.#options;
      found.push(...(await endInContainer(this.#place, { mark: `TOWPATH_RUN=${run}`, session, hangsUp })));
      if (this.#isEnded) return found;
      // The engine answers before the program has begun, and hears of its end late: look again until it has ended.
      await Promise.race([this.#ended.promise, new Promise((resolve) => setTimeout(resolve, AGAIN_MS))]);
    } while (!this.#isEnded && performance.now() - started < GIVE_UP_MS);
    if (!this.#isEnded)
      throw new RunnerError('block.busy', 'The program cannot be ended.', { hint: 'Reset the service it runs in.' });
    return found;
  }

  write(data: string): void {
    if (this.#isEnded) return;
    if (this.#program) this.#program.stream.write(data);
    else this.#unwritten += data;
  }

  resize(cols: number, rows: number): void {
    this.#size = { cols, rows };
    if (this.#program && !this.#isEnded)
      this.#program.exec.resize({ w: cols, h: rows }).catch((error: unknown) => log.debug({ err: error }, 'resizing a terminal'));
  }

  /** Stops or goes on reading the connection: the engine then waits for us, and the program for the engine. */
  setPaused(paused: boolean): void {
    clearInterval(this.#look);
    this.#isPaused = paused;
    const stream = this.#program?.stream;
    if (!stream || this.#isEnded) return;
    if (!paused) {
      stream.resume();
      return;
    }
    stream.pause();
    this.#look = setInterval(() => void this.#readOnWhenEnded(), PAUSED_LOOK_MS);
  }

  async #run(): Promise<void> {
    const exit = await this.#toEnd();
    clearInterval(this.#look);
    this.#program?.stream.destroy();
    this.#options.onExit(exit);
    // Only now: `onExit` may still end what is left in the session.
    this.#isEnded = true;
    this.#ended.resolve();
  }

  async #toEnd(): Promise<Exit> {
    let place: ExecPlace | undefined;
    try {
      place = await this.#options.place();
      if (this.#isEnding) return { exitCode: 0, signal: 15 };
      const { exec, stream } = await this.#start(place);
      await this.#read(stream);
      return await exitOf(place, exec, this.#tail);
    } catch (error) {
      return this.#notStarted(error, place);
    }
  }

  async #start(place: ExecPlace): Promise<StartedExec> {
    const { run, command } = this.#options;
    const { cols, rows } = this.#size;
    const started = await startExec(place, { command: command({ cols, rows }), run });
    this.#place = place;
    this.#program = started;
    this.#started.resolve();
    if (this.#unwritten) started.stream.write(this.#unwritten);
    this.#unwritten = '';
    if (this.#size.cols !== cols || this.#size.rows !== rows) this.resize(this.#size.cols, this.#size.rows);
    return started;
  }

  /** Reads until the terminal is closed, or the connection breaks: which of them, `exitOf` finds out. */
  async #read(stream: Duplex): Promise<void> {
    const decoder = new StringDecoder('utf8');
    stream.on('data', (data: Buffer) => this.#hear(decoder.write(data)));
    if (this.#isPaused) this.setPaused(true);
    await new Promise<void>((resolve) => {
      stream.once('end', resolve);
      stream.once('close', resolve);
      stream.on('error', () => resolve());
    });
    this.#hear(decoder.end());
    if (this.#head) this.#pass(this.#head);
    this.#head = undefined;
  }

  #hear(data: string): void {
    if (this.#head === undefined) {
      this.#pass(data);
      return;
    }
    this.#head += data;
    const found = SESSION.exec(this.#head);
    // What is no session number is what the engine says when it cannot start the program.
    const isBegun = found ? true : !SESSION_START.startsWith(this.#head.slice(0, SESSION_START.length));
    if (!isBegun) return;
    this.#session = found ? Number(found[1]) : undefined;
    const rest = this.#head.slice(found?.[0].length ?? 0);
    this.#head = undefined;
    this.#pass(rest);
  }

  #pass(data: string): void {
    if (!data) return;
    this.#tail = (this.#tail + data).slice(-TAIL_CHARS);
    this.#options.onData(data);
  }

  /** A program that has ended while nobody reads is read to its end: that much the engine keeps at most. */
  async #readOnWhenEnded(): Promise<void> {
    try {
      if (
        (await this.#program?.exec.inspect({ abortSignal: AbortSignal.timeout(ANSWER_MS) }))?.Running === false &&
        this.#isPaused
      )
        this.setPaused(false);
    } catch (error) {
      log.debug({ err: error }, 'looking whether a program has ended'); // The connection will say so, too.
      this.setPaused(false);
    }
  }

  #notStarted(error: unknown, place: ExecPlace | undefined): Exit {
    if (error instanceof RunnerError) {
      this.#pass(`${[error.message, error.hint].filter(Boolean).join(' ')}\r\n`);
      return { exitCode: 0, signal: 0, interrupted: error.message, isShown: true };
    }
    const gone = whatIsGone(error);
    if (gone && place) return interrupted(place, gone);
    log.error({ err: error, in: place?.name }, 'starting a program in a container');
    return { exitCode: 0, signal: 0, interrupted: 'Docker could not start it.' };
  }
}

import { randomUUID } from 'node:crypto';
import { constants } from 'node:os';
import { findLanguage } from '#contract/languages.ts';
import type { BlockFault, BlockStatus } from '#contract/messages/block.ts';
import type { Block } from '#contract/read-fence.ts';
import { rowsLineText } from '#contract/rows.ts';
import { diskError } from '../errors.ts';
import { log } from '../lib/log.ts';
import type { Command, Exit, Launch, TerminalProgram } from '../terminal/launch.ts';
import { Output } from '../terminal/output.ts';
import { ReplayLog } from '../terminal/replay-log.ts';
import type { BlockRecord, KeptRun } from './block-record.ts';
import { faultLine } from './fault-line.ts';
import { LineRate } from './line-rate.ts';
import { ExpectWatch, unseen } from './watch-output.ts';

export type BlockRunOptions = {
  block: Block;
  /** What runs, with the lesson's text or the learner's. */
  command: Command;
  edited: boolean;
  /** In whose files it runs. */
  track: string;
  launch: Launch;
  cols: number;
  rows: number;
  record: BlockRecord;
  changed: () => void;
};

/** What a run says of its block. */
export type RunStatus = Pick<BlockStatus, keyof BlockStatus & keyof KeptRun>;

/**
 * One run of a block: a program in a terminal of its own, with its output kept.
 */
export class BlockRun {
  readonly run = randomUUID();
  readonly output: Output;
  #options: BlockRunOptions;
  #program: TerminalProgram;
  #expect: ExpectWatch;
  #startedAt = Date.now();
  #startedMs = performance.now();
  #kept: KeptRun;
  #stopping: 'stopped' | 'seen' | undefined;
  #lines = new LineRate();
  #ready = Promise.withResolvers<void>();
  #ended = Promise.withResolvers<void>();

  constructor(options: BlockRunOptions) {
    const { block, edited, record } = options;
    this.#options = options;
    const isRows = findLanguage(block.language)?.output === 'rows';
    this.#expect = new ExpectWatch(edited ? undefined : block.attributes.expect, isRows ? rowsLineText : undefined);
    const { background, expect } = block.attributes;
    // What goes on in the background waits for no page: one that does not draw meanwhile hears of the newest.
    this.output = new Output(new ReplayLog(), background ? undefined : (paused) => this.#program.setPaused(paused));
    const isReady = background && (edited || expect === undefined);
    this.#kept = { state: 'running', run: this.run, edited, startedAt: this.#startedAt, ...(isReady && { readyMs: 0 }) };
    if (isReady) this.#ready.resolve();
    record.begin(this.run, this.#kept);
    this.#program = this.#launch();
  }

  get isRunning(): boolean {
    return this.#kept.state === 'running';
  }

  /** Resolves when the run has ended, and its output is kept. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  /** Resolves when a run in the background is ready, or has ended. */
  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  /** How many lines it shows per second lately. */
  get linesPerSecond(): number {
    return this.isRunning ? this.#lines.perSecond(performance.now(), performance.now() - this.#startedMs) : 0;
  }

  status(): RunStatus {
    return this.#kept;
  }

  /** Ends the run with everything it started. @throws RunnerError 'block.busy' when something cannot be ended */
  async stop(why: 'stopped' | 'seen' = 'stopped'): Promise<void> {
    this.#stopping ??= why;
    await this.#program.end();
  }

  write(data: string): void {
    this.#program.write(data);
  }

  resize(cols: number, rows: number): void {
    this.#program.resize(cols, rows);
  }

  #launch(): TerminalProgram {
    const { block, command, track, launch, cols, rows } = this.#options;
    return launch({
      command,
      track,
      in: block.attributes.in,
      run: this.run,
      cols,
      rows,
      onData: (data) => this.#hear(data),
      onExit: (exit) => void this.#end(exit),
    });
  }

  #hear(data: string): void {
    this.output.append(data);
    this.#lines.add(data, performance.now());
    this.#options.record.append(this.run, data, this.output.log);
    this.#expect.add(data, () => this.#seen());
  }

  /** What the block expects was shown: the end of one that follows; one in the background is ready. */
  #seen(): void {
    const { follow, background } = this.#options.block.attributes;
    if (follow) void this.stop('seen').catch((error: unknown) => log.error({ err: error }, 'ending a block'));
    if (!background || !this.isRunning) return;
    this.#kept = { ...this.#kept, readyMs: Math.round(performance.now() - this.#startedMs) };
    this.#options.changed();
    this.#ready.resolve();
  }

  async #end(exit: Exit): Promise<void> {
    const ms = Math.round(performance.now() - this.#startedMs);
    const left = await this.#program.end().catch((error: unknown) => {
      log.error({ err: error }, 'looking for programs that a block left running');
      return [];
    });
    if (left.length > 0 && !this.#stopping)
      this.#hear(
        `\r\n\x1b[2mTowpath ended what this block left running: ${left.map(({ command }) => command).join(', ')}.\x1b[0m\r\n`,
      );
    this.output.flush();
    this.#expect.look();
    this.#kept = { ...this.#kept, ...this.#judge(exit), ms };
    const fault = this.#kept.state === 'failed' ? this.#fault() : undefined;
    if (fault) this.#kept = { ...this.#kept, fault };
    this.#keep();
    this.#options.changed();
    this.#ready.resolve();
    this.#ended.resolve();
  }

  /** Writes how it ended. A disk that takes nothing more is said under the output, and changes nothing else. */
  #keep(): void {
    const { record } = this.#options;
    try {
      record.finish(this.run, this.output.log);
      record.write(this.#kept);
    } catch (error) {
      log.error({ err: error }, 'the output of a block is not kept');
      const words = diskError(error)?.message ?? 'This could not be kept in the data directory.';
      this.output.append(`\r\n\x1b[2m${words} It is gone when the runner ends.\x1b[0m\r\n`);
      this.output.flush();
    }
  }

  #fault(): BlockFault | undefined {
    const { command } = this.#options;
    return command.kind === 'node' ? faultLine(this.output.log.text(), command.file) : undefined;
  }

  /** How the run is to be called, from its exit status and what it showed. */
  #judge({ exitCode: status, signal, interrupted, because }: Exit): Pick<KeptRun, 'state' | 'exitCode' | 'reason'> {
    const { attributes } = this.#options.block;
    const exitCode = signal ? 128 + signal : status;
    if (interrupted !== undefined) return { state: 'interrupted', reason: interrupted };
    if (this.#stopping === 'seen') return { state: 'ok', exitCode: 0 };
    if (this.#stopping) return { state: 'stopped', exitCode };
    if (exitCode !== (this.#kept.edited ? 0 : (attributes.exit ?? 0))) {
      return { state: 'failed', exitCode, ...reasonOf(signal, because) };
    }
    if (!this.#kept.edited && attributes.expect !== undefined && !this.#expect.seen) {
      return { state: 'failed', exitCode, reason: unseen(attributes.expect) };
    }
    return { state: 'ok', exitCode };
  }
}

function reasonOf(signal: number, because: string | undefined): { reason?: string } {
  const words = [signal ? `was ended by ${signalName(signal)}` : '', because ?? ''].filter(Boolean).join(': ');
  return words ? { reason: words } : {};
}

const signalName = (number: number): string =>
  Object.entries(constants.signals).find(([, value]) => value === number)?.[0] ?? `signal ${number}`;

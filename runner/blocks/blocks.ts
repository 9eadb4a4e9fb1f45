import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { onlyStack } from '#contract/block.ts';
import type { StackId } from '#contract/ids.ts';
import type { BlockStatus } from '#contract/messages/block.ts';
import type { ServiceState, ServiceStatus } from '#contract/messages/stack.ts';
import type { Block } from '#contract/read-fence.ts';
import { SERVICE_TITLES, type ServiceId } from '#contract/services.ts';
import { RunnerError } from '../errors.ts';
import type { Lesson } from '../lessons/lesson.ts';
import { argumentBytes } from '../terminal/bash.ts';
import type { Command, Launch } from '../terminal/launch.ts';
import { Output } from '../terminal/output.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { BlockRecord } from './block-record.ts';
import { BlockRun, type RunStatus } from './block-run.ts';
import { newestLine } from './newest-line.ts';
import { unseen } from './watch-output.ts';

/** The longest text that can be an argument of a command (bytes, with its end): MAX_ARG_STRLEN in execve(2). */
const MAX_ARGUMENT_BYTES = 128 * 1024;

/** How long what nobody looks at may take to show what it expects (ms): real engines take their time. */
const EXPECT_MS: Readonly<Record<StackId, number>> = { embedded: 120_000, docker: 300_000 };

export type BlocksOptions = {
  stack: StackId;
  /** Instead of EXPECT_MS. */
  expectMs?: number;
  /** Where outputs are kept. */
  dir: string;
  launch: Launch;
  /** What runs for a block with this text. @throws RunnerError when a service that runs its language is not ready */
  command: (lesson: Lesson, block: Block, text: string) => Command;
  /** The first service of a lesson that lost its data after a moment (ms since 1970). */
  emptiedSince: (lesson: Lesson, startedAt: number) => ServiceId | undefined;
  /** The learner's files: those of the lesson are put in place, and blocks that are files have their text there. */
  workspace: Pick<Workspace, 'prepare' | 'file' | 'save'>;
  services: () => ServiceStatus[];
  /** How the shell is that blocks without `in=` run in. */
  shell: () => ServiceState;
  /** Resolves when a service has changed its state. */
  settled: () => Promise<void>;
  /** A block's status changed. */
  changed: (lesson: string, status: BlockStatus) => void;
};

type Known = { record: BlockRecord; run: BlockRun | undefined; kept: Output | undefined; waiting: Waiting | undefined };
/** A run that was asked for and has not begun. `service`: the one it waits for, when it does. */
type Waiting = { service: BlockStatus['waitingFor']; isCancelled: boolean; cancelled: PromiseWithResolvers<void> };

/** The blocks of all lessons on one stack: their runs and what is kept of them. */
export class Blocks {
  #options: BlocksOptions;
  #known = new Map<string, Known>();
  #closed = false;

  constructor(options: BlocksOptions) {
    this.#options = options;
  }

  /** How many blocks run or wait for a service, in all lessons. */
  get busy(): number {
    return [...this.#known.values()].filter(({ run, waiting }) => waiting || run?.isRunning).length;
  }

  /** The state of a block, from memory or disk. A run that never ended was interrupted by the runner's own end. */
  status(lesson: Lesson, block: Block): BlockStatus {
    const known = this.#of(lesson, block);
    const run = known.run?.status() ?? this.#restored(known);
    const text = this.#ownText(known, lesson, block);
    const log = this.#outputOf(known, run.run)?.log;
    const emptied = run.startedAt === undefined ? undefined : this.#options.emptiedSince(lesson, run.startedAt);
    return {
      ...run,
      state: known.waiting?.service ? 'waiting' : run.state,
      block: block.id,
      stack: this.#options.stack,
      ...(text !== undefined && { text }),
      ...(emptied && { emptied: SERVICE_TITLES[emptied] }),
      ...(known.waiting?.service && { waitingFor: known.waiting.service }),
      firstSeq: log?.firstSeq ?? 0,
      nextSeq: log?.nextSeq ?? 0,
      linesGone: log?.linesGone ?? 0,
    };
  }

  /** The output of the latest run, to be read; undefined when there was none. */
  output(lesson: Lesson, block: Block): Output | undefined {
    const known = this.#of(lesson, block);
    return this.#outputOf(known, known.run?.run ?? this.#restored(known).run);
  }

  /** The running run of a block, for key strokes; undefined when none runs. */
  running(lesson: Lesson, block: Block): BlockRun | undefined {
    const { run } = this.#of(lesson, block);
    return run?.isRunning ? run : undefined;
  }

  /**
   * Runs a block; resolves with the run when it has started, after waiting for services of the lesson that are
   * starting, or with nothing when it was stopped before. `keepsEdit`: what the learner wrote is kept, and not run.
   * @throws RunnerError 'block.busy' | 'block.unsupported'
   */
  async start(
    lesson: Lesson,
    block: Block,
    { text, keepsEdit = false, cols, rows }: { text?: string | undefined; keepsEdit?: boolean; cols: number; rows: number },
  ): Promise<BlockRun | undefined> {
    const known = this.#of(lesson, block);
    this.#refuse(known, block);
    const isFile = block.attributes.file !== undefined;
    // A file is what the learner left there.
    const runs = (isFile && keepsEdit ? this.#ownText(known, lesson, block) : text) ?? block.text;
    const edited = runs !== block.text;
    if (!isFile && !keepsEdit) known.record.keepText(edited ? runs : undefined);
    // From here on the block is busy: a second request may come before this one goes on.
    const waiting: Waiting = { service: undefined, isCancelled: false, cancelled: Promise.withResolvers() };
    known.waiting = waiting;
    let command: Command | undefined;
    try {
      if (isFile && !keepsEdit) await this.#options.workspace.save(lesson, { block, text: runs });
      await this.#wait(lesson, block, waiting);
      if (!waiting.isCancelled) await this.#options.workspace.prepare(lesson);
      if (!waiting.isCancelled) command = this.#command(lesson, block, runs);
    } finally {
      known.waiting = undefined;
      // What begins now tells its own state; in between, a page would show the run before.
      if (waiting.service && !command) this.#options.changed(lesson.id, this.status(lesson, block));
    }
    // Asked here and not where the waiting ended: a Stop may have come in between.
    if (waiting.isCancelled || !command) return undefined;
    const changed = () => this.#options.changed(lesson.id, this.status(lesson, block));
    known.kept = undefined;
    const run = new BlockRun({
      block,
      command,
      edited,
      track: lesson.track,
      launch: this.#options.launch,
      cols,
      rows,
      record: known.record,
      changed,
    });
    known.run = run;
    changed();
    return run;
  }

  /**
   * Runs a block as the lesson has it, one that is a file as the learner left it, and waits for its end, or until it is
   * stopped. One in the background begins anew, and is waited for until it is ready. Of one that goes on and does not show
   * what it expects in time, that is the `reason`. @throws what `start` throws
   */
  async runToEnd(lesson: Lesson, block: Block, size: { cols: number; rows: number }): Promise<BlockStatus> {
    const { background } = block.attributes;
    const before = background ? this.running(lesson, block) : undefined;
    await before?.stop();
    await before?.ended;
    const run = await this.start(lesson, block, { ...size, keepsEdit: true });
    const tooLate = run && (await this.#tooLate(run, block));
    const status = this.status(lesson, block);
    return run ? { ...status, ...(tooLate && { reason: tooLate }) } : { ...status, state: 'stopped' };
  }

  /** Waits for a run; the words for one that goes on without what it expects. One in the background goes on, to be looked at. */
  async #tooLate(run: BlockRun, { attributes }: Block): Promise<string | undefined> {
    const { background, follow, expect } = attributes;
    const done = background ? run.ready : run.ended;
    if (expect === undefined || !(background || follow)) return void (await done);
    const expectMs = this.#options.expectMs ?? EXPECT_MS[this.#options.stack];
    const late = Promise.withResolvers<string>();
    const timer = setTimeout(() => late.resolve(`${unseen(expect)} within ${Math.round(expectMs / 1000)} s`), expectMs);
    const words = await Promise.race([done.then(() => undefined), late.promise]);
    clearTimeout(timer);
    if (words === undefined || background) return words;
    await run.stop();
    await run.ended;
    return words;
  }

  /** The newest line that a block showed, and how many it shows per second. */
  pace(lesson: Lesson, block: Block): { newest: string; perSecond: number } {
    const output = this.output(lesson, block);
    return {
      newest: output ? newestLine(output.log) : '',
      perSecond: this.running(lesson, block)?.linesPerSecond ?? 0,
    };
  }

  /** @throws RunnerError 'block.not-running' */
  async stop(lesson: Lesson, block: Block): Promise<void> {
    const known = this.#of(lesson, block);
    if (known.waiting) cancel(known.waiting);
    else if (known.run?.isRunning) await known.run.stop();
    else throw new RunnerError('block.not-running', `The block ${block.id} is not running.`);
  }

  /** Forgets the block's latest run. @throws RunnerError 'block.busy' */
  clear(lesson: Lesson, block: Block): void {
    const known = this.#of(lesson, block);
    if (known.waiting || known.run?.isRunning)
      throw new RunnerError('block.busy', `The block ${block.id} is running.`, { hint: 'Stop it first.' });
    known.run = undefined;
    known.kept = undefined;
    known.record.clear();
    this.#options.changed(lesson.id, this.status(lesson, block));
  }

  /** Ends all runs, with what they started; none begins any more. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.stopAll();
  }

  /** Ends all runs, with what they started; with `track`, those of its lessons. */
  async stopAll(track?: string): Promise<void> {
    const of = this.#knownOf(track);
    for (const { waiting } of of) if (waiting) cancel(waiting);
    await Promise.all(of.map(async ({ run }) => run?.isRunning && (await run.stop())));
  }

  /** Ends the runs of a track and forgets all of them, with what the learner wrote. */
  async forget(track: string): Promise<void> {
    await this.stopAll(track);
    await Promise.all(this.#knownOf(track).map(({ run }) => run?.ended)); // They write how they ended.
    for (const key of [...this.#known.keys()]) if (key.startsWith(`${track}/`)) this.#known.delete(key);
    rmSync(join(this.#options.dir, track), { recursive: true, force: true });
  }

  #knownOf(track: string | undefined): Known[] {
    const isOf = (key: string) => track === undefined || key.startsWith(`${track}/`);
    return [...this.#known].filter(([key]) => isOf(key)).map(([, known]) => known);
  }

  #of(lesson: Lesson, block: Block): Known {
    const key = `${lesson.id}/${block.id}`;
    const known = this.#known.get(key) ?? {
      record: new BlockRecord(join(this.#options.dir, lesson.id, block.id)),
      run: undefined,
      kept: undefined,
      waiting: undefined,
    };
    this.#known.set(key, known);
    return known;
  }

  #outputOf(known: Known, run: string | null): Output | undefined {
    if (known.run) return known.run.output;
    if (run === null) return undefined;
    known.kept ??= new Output(known.record.readLog(run));
    return known.kept;
  }

  /** The learner's text of a block; undefined when there is none, or it is the lesson's. */
  #ownText(known: Known, lesson: Lesson, block: Block): string | undefined {
    const text = block.attributes.file === undefined ? known.record.text() : this.#options.workspace.file(lesson, block).text;
    return text === block.text ? undefined : text;
  }

  #restored(known: Known): RunStatus {
    const kept = known.record.read();
    if (kept?.state !== 'running') return kept ?? { state: 'idle', run: null, edited: false };
    return { ...kept, state: 'interrupted' };
  }

  #refuse(known: Known, block: Block): void {
    const { attributes, id } = block;
    if (!attributes.run) throw new RunnerError('block.unsupported', `The block ${id} is a file; there is nothing to run.`);
    if (known.waiting || known.run?.isRunning)
      throw new RunnerError('block.busy', `The block ${id} is running already.`, {
        hint: 'It may run in another tab. Stop it, or wait until it has ended.',
      });
    if (attributes.stack && attributes.stack !== this.#options.stack) {
      throw new RunnerError(
        'block.unsupported',
        `The block ${id} runs on the ${attributes.stack === 'docker' ? 'Docker' : 'embedded'} stack only.`,
        { hint: 'Read on; the lesson can be passed without it.' },
      );
    }
    if (attributes.in && this.#options.stack === 'embedded' && onlyStack(block) === 'docker') {
      throw new RunnerError(
        'block.unsupported',
        `The block ${id} runs in ${SERVICE_TITLES[attributes.in]}, on the Docker stack.`,
        {
          hint: 'Switch to the Docker stack at the top of the page.',
        },
      );
    }
  }

  /** @throws RunnerError 'block.unsupported' for a text that is too long, and what `command` of the options throws */
  #command(lesson: Lesson, block: Block, text: string): Command {
    const command = this.#options.command(lesson, block, text);
    const bytes = argumentBytes(command);
    if (bytes <= MAX_ARGUMENT_BYTES) return command;
    throw new RunnerError(
      'block.unsupported',
      `The text of ${block.id} is too long to run: ${bytes.toLocaleString('en-US')} bytes, ${MAX_ARGUMENT_BYTES.toLocaleString('en-US')} are allowed.`,
      { hint: 'Put a part of it into a file and run that.' },
    );
  }

  /** Waits while something the block needs is on its way up or down, or until the learner or the runner stops that. */
  async #wait(lesson: Lesson, block: Block, waiting: Waiting): Promise<void> {
    const unsettled = () => this.#unsettled(lesson, block);
    for (let service = unsettled(); service && !waiting.isCancelled; service = unsettled()) {
      if (waiting.service !== service) {
        waiting.service = service;
        this.#options.changed(lesson.id, this.status(lesson, block));
      }
      await Promise.race([this.#options.settled(), waiting.cancelled.promise]);
    }
    if (this.#closed) waiting.isCancelled = true;
  }

  /** A service of the lesson, or the shell, that is starting or stopping. */
  #unsettled(lesson: Lesson, block: Block): BlockStatus['waitingFor'] {
    const isOnItsWay = (state: ServiceState) => state === 'starting' || state === 'stopping';
    const needed: readonly string[] = [...lesson.fields.services, block.attributes.in ?? ''];
    const found = this.#options.services().find(({ service, state }) => isOnItsWay(state) && needed.includes(service));
    return found?.service ?? (isOnItsWay(this.#options.shell()) ? 'shell' : undefined);
  }
}

function cancel(waiting: Waiting): void {
  waiting.isCancelled = true;
  waiting.cancelled.resolve();
}

import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StackId } from '#contract/ids.ts';
import type { ProgramStatus } from '#contract/messages/program.ts';
import type { StackStatus } from '#contract/messages/stack.ts';
import type { VerifyStatus } from '#contract/messages/verify.ts';
import { unseen } from '../../runner/blocks/watch-output.ts';
import type { Lesson } from '../../runner/lessons/lesson.ts';
import { missingServices } from '../../runner/lessons/missing-services.ts';
import { clearStack } from '../support/clear-stack.ts';
import { RequestRefused, RunnerClient } from '../support/runner-client.ts';
import { type StartedRunner, startRunner } from '../support/start-runner.ts';

/** How a block ended for a learner. `problem` says what is not as the lesson declares it; `exit` is its exit status, where it had one. */
export type BlockOutcome = { block: string; problem?: string; output: string; ms: number; exit: number | null };

/** Where lessons are proven. */
export type GroundOptions = {
  contentDir: string;
  stack: StackId;
  offline: boolean;
  /** How long a block may go on (seconds), instead of BLOCK_MS. */
  within?: number;
};

/** A program that has ended with an error, how, and what it showed. */
export type EndedProgram = { block: string; how: string; output: string };

/** Until the stack is ready: images may have to be pulled or built first (ms). */
const READY_MS: Record<StackId, number> = { embedded: 30_000, docker: 1_800_000 };
/** For one block: what is instant in a process of ours may be a restart of a real engine (ms). */
const BLOCK_MS: Record<StackId, number> = { embedded: 120_000, docker: 300_000 };

/**
 * A runner with a data directory of its own, which can be put back to where it was. Snapshots are copies of the data
 * directory, taken while no runner uses it. On Docker the stack of this machine is used, without what it held before;
 * real engines keep their data elsewhere, so there are no snapshots.
 */
export class ProvingGround {
  #home = mkdtempSync(join(tmpdir(), 'towpath-lessons-'));
  #options: GroundOptions;
  #runner: StartedRunner | undefined;
  #launch: Promise<StartedRunner> | undefined;
  #client: RunnerClient | undefined;
  #stack: StackStatus | undefined;
  #programs: readonly ProgramStatus[] = [];
  #snapshots = 0;
  #closed = false;
  #halted = false;

  constructor(options: GroundOptions) {
    this.#options = options;
    mkdirSync(join(this.#home, 'data'));
  }

  get stack(): StackId {
    return this.#options.stack;
  }

  /** Where the runner keeps its data. */
  get dataDir(): string {
    return join(this.#home, 'data');
  }

  /** Starts a runner where none runs. */
  async start(): Promise<void> {
    this.#refuseWhenEnded();
    if (this.#runner) return;
    const { contentDir, stack, offline } = this.#options;
    const args = ['--content-dir', contentDir, '--stack', stack, ...(offline ? ['--offline'] : [])];
    this.#launch = startRunner({ dataDir: this.dataDir, args });
    this.#runner = await this.#launch;
    this.#refuseWhenEnded();
    const { client, welcome } = await RunnerClient.connect(this.#runner);
    this.#client = client;
    this.#stack = welcome.stack;
    this.#programs = welcome.programs;
    client.on('program.list', ({ programs }) => {
      this.#programs = programs;
    });
    client.on('stack.state', ({ status }) => {
      this.#stack = status;
    });
    await untilReady(client, welcome.stack);
  }

  /** Ends the runner, also one that is still starting; its data stays. */
  async stop(): Promise<void> {
    this.#client?.close();
    this.#client = undefined;
    const launched = this.#launch;
    // One that did not start has been told of where it was started.
    const runner = await launched?.catch(() => undefined);
    await runner?.stop();
    if (this.#launch === launched) this.#launch = undefined;
    this.#runner = undefined;
  }

  /** Ends the runner under whoever uses the ground just now: what they do fails, until `resume`. */
  async halt(): Promise<void> {
    this.#halted = true;
    await this.stop();
  }

  /** Lets the ground be used again. */
  resume(): void {
    this.#halted = false;
  }

  /** Where a service of the stack listens because another program, such as a runner that is open, has its usual port. */
  movedPorts(): { port: number; usual: number }[] {
    const endpoints = this.#stack?.services.flatMap((service) => service.endpoints) ?? [];
    return endpoints.flatMap(({ port, usualPort }) => (usualPort === undefined ? [] : { port, usual: usualPort }));
  }

  /** Why a lesson cannot be proven on this stack, once a runner has started: a service of it has no form here. Undefined when it can. */
  whyNotHere(lesson: Lesson): string | undefined {
    const missing = missingServices(lesson, this.#stack?.services ?? []);
    if (missing.length === 0) return undefined;
    const services = new Intl.ListFormat('en').format(missing);
    return `not on the ${this.stack === 'docker' ? 'Docker' : this.stack} stack, which has no ${services}`;
  }

  /** Keeps the state as it is, for `restore`. The runner is ended for it. */
  async snapshot(): Promise<string> {
    await this.stop();
    this.#refuseWhenEnded();
    const dir = join(this.#home, `snapshot-${this.#snapshots++}`);
    cpSync(this.dataDir, dir, { recursive: true, force: true });
    return dir;
  }

  /** Goes back to a snapshot and starts a runner there. */
  async restore(snapshot: string): Promise<void> {
    await this.stop();
    this.#refuseWhenEnded();
    rmSync(this.dataDir, { recursive: true, force: true });
    cpSync(snapshot, this.dataDir, { recursive: true });
    await this.start();
  }

  /** Removes a snapshot that nobody goes back to any more. */
  forget(snapshot: string): void {
    rmSync(snapshot, { recursive: true, force: true });
  }

  /** Starts the programs of earlier lessons that a lesson needs and that do not run. @throws RequestRefused for one that does not become ready */
  async startPrograms(lesson: string): Promise<void> {
    await this.#connected().request({ type: 'program.start', lesson });
  }

  /** Runs a block as a click on Run does; one in the background until it is ready, ended first when it runs. */
  async run(lesson: Pick<Lesson, 'id' | 'blocks'>, block: string): Promise<BlockOutcome> {
    const { within } = this.#options;
    const withinMs = within === undefined ? BLOCK_MS[this.stack] : within * 1000;
    const started = performance.now();
    try {
      const { status, output, isLate } = await this.#connected().runBlock(lesson.id, block, { withinMs });
      const isReady = status.state === 'running' && status.readyMs !== undefined;
      const problem =
        status.state === 'ok' || isReady
          ? undefined
          : isLate
            ? tooLate(lesson, { block, withinMs })
            : (status.reason ?? `${status.state}, exit status ${status.exitCode}`);
      return { block, output, ms: status.ms ?? 0, exit: status.exitCode ?? null, ...(problem && { problem }) };
    } catch (error) {
      if (!(error instanceof RequestRefused)) throw error;
      return { block, output: '', ms: performance.now() - started, exit: null, problem: `was refused: ${error.message}` };
    }
  }

  /** The programs of a lesson, and those of earlier ones that it needs, that have ended with an error. */
  async endedPrograms(lesson: string): Promise<EndedProgram[]> {
    const client = this.#connected();
    const { programs: needed } = await client.openLesson(lesson);
    const isOurs = ({ lesson: of, status }: ProgramStatus) =>
      of === lesson || needed.some((place) => place.lesson === of && place.block === status.block);
    const ended = this.#programs.filter((program) => program.status.state === 'failed' && isOurs(program));
    return await Promise.all(
      ended.map(async (program) => {
        const { block, reason, exitCode } = program.status;
        return { block, how: reason ?? `exit ${exitCode}`, output: await client.readProgram(program) };
      }),
    );
  }

  /** Verifies as a click on Verify does; `once` does not wait for what settles late. */
  verify(lesson: string, options: { once?: boolean } = {}): Promise<VerifyStatus> {
    return this.#connected().verify(lesson, options);
  }

  /** The log of the runner that runs. */
  runnerOutput(): string {
    return this.#runner?.output() ?? '';
  }

  /** Ends the runner and removes everything. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.stop();
    if (this.stack === 'docker') await clearStack();
    rmSync(this.#home, { recursive: true, force: true });
  }

  #refuseWhenEnded(): void {
    if (this.#closed) throw new Error('The proving ground is closed.');
    if (this.#halted) throw new Error('The proving ground is halted.');
  }

  #connected(): RunnerClient {
    this.#refuseWhenEnded();
    if (!this.#client) throw new Error('The proving ground has no runner; start it first.');
    return this.#client;
  }
}

/** Why a block that was stopped for it took too long: what it was to show, where it goes on until then. */
function tooLate({ blocks }: Pick<Lesson, 'blocks'>, { block, withinMs }: { block: string; withinMs: number }): string {
  const { expect, follow, background } = blocks.find(({ id }) => id === block)?.attributes ?? {};
  const isAwaited = expect !== undefined && (follow || background);
  return `${isAwaited ? unseen(expect) : 'had not ended'} within ${withinMs / 1000} s, and was stopped`;
}

/** A stack that fails as a whole, such as one without Docker, is not waited for. */
async function untilReady(client: RunnerClient, status: StackStatus): Promise<void> {
  const failed = Promise.withResolvers<never>();
  const look = ({ state, detail, hint }: StackStatus) => {
    if (state === 'failed') failed.reject(new Error([detail ?? 'The stack failed.', hint].filter(Boolean).join(' ')));
  };
  const forget = client.on('stack.state', (message) => look(message.status));
  look(status);
  await Promise.race([client.untilReady(status, READY_MS[status.stack]), failed.promise]).finally(forget);
}

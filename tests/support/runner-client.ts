import WebSocket from 'ws';
import type { ClientMessage } from '#contract/client-message.ts';
import type { ErrorBody } from '#contract/error.ts';
import { ACK_CHARS } from '#contract/limits.ts';
import type { BlockStatus } from '#contract/messages/block.ts';
import type { ProgramStatus } from '#contract/messages/program.ts';
import type { StackStatus } from '#contract/messages/stack.ts';
import type { VerifyStatus } from '#contract/messages/verify.ts';
import type { RunnerMessage, RunnerMessageOf } from '#contract/runner-message.ts';
import { PROTOCOL_VERSION } from '#contract/version.ts';

type WithoutId<Message> = Message extends { id: number } ? Omit<Message, 'id'> : never;
/** A request without its number; the client numbers them. */
export type Request = WithoutId<ClientMessage>;

type Listener = (message: RunnerMessage) => void;

/** How a run of a block ended, with everything it showed. `isLate`: it was stopped because it took too long. */
export type RunResult = { status: BlockStatus; output: string; isLate: boolean };

export type RunOptions = {
  /** The learner's own text instead of the lesson's. */
  text?: string;
  /** A run that takes longer is stopped (ms); 120,000 unless said. */
  withinMs?: number;
};

/** The runner refused a request. */
export class RequestRefused extends Error {
  readonly body: ErrorBody;
  constructor(body: ErrorBody) {
    super([body.message, body.hint].filter(Boolean).join(' '));
    this.name = 'RequestRefused';
    this.body = body;
  }
}

const ENDED: readonly BlockStatus['state'][] = ['ok', 'failed', 'stopped', 'interrupted'];
/** What a run is waited for: its end, or that it is ready, when it goes on in the background. */
const isDone = ({ state, readyMs }: BlockStatus): boolean =>
  ENDED.includes(state) || (state === 'running' && readyMs !== undefined);
const SIZE = { cols: 120, rows: 30 };

/** The page's side of the contract without a page: one connection to a runner. */
export class RunnerClient {
  readonly socket: WebSocket;
  #nextId = 0;
  #waiting = new Map<number, { resolve: (reply: RunnerMessage) => void; reject: (error: Error) => void }>();
  #listeners = new Set<Listener>();

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data) => this.#hear(JSON.parse(String(data)) as RunnerMessage));
    socket.on('close', (code, reason) => this.#refuseAll(new Error(`The connection was closed: ${code} ${String(reason)}`)));
  }

  /**
   * Connects and says hello.
   * @throws when the runner does not accept the connection, with the HTTP status in the message.
   */
  static async connect({ url, cookie }: { url: string; cookie: string }): Promise<{
    client: RunnerClient;
    welcome: RunnerMessageOf<'session.welcome'>;
  }> {
    const { origin, host } = new URL(url);
    const socket = new WebSocket(`ws://${host}/ws`, { headers: { cookie }, origin });
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    const client = new RunnerClient(socket);
    const welcome = await client.request({ type: 'session.hello', version: PROTOCOL_VERSION });
    return { client, welcome: welcome as RunnerMessageOf<'session.welcome'> };
  }

  /**
   * Sends a request and resolves with its reply.
   * @throws RequestRefused with the runner's error.
   */
  request(message: Request): Promise<RunnerMessage> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.send({ ...message, id } as ClientMessage);
    });
  }

  /** Sends a message that has no reply. */
  send(message: ClientMessage): void {
    this.socket.send(JSON.stringify(message));
  }

  /** Calls `listener` with every message of a type; the function it returns ends that. */
  on<Type extends RunnerMessage['type']>(type: Type, listener: (message: RunnerMessageOf<Type>) => void): () => void {
    const each: Listener = (message) => {
      if (message.type === type) listener(message as RunnerMessageOf<Type>);
    };
    this.#listeners.add(each);
    return () => this.#listeners.delete(each);
  }

  /** Shows a lesson, as a page does when it is opened; with `seen`, one that comes back and has some output already. */
  async openLesson(
    lesson: string,
    seen?: Record<string, { run: string; seq: number }>,
  ): Promise<RunnerMessageOf<'lesson.state'>> {
    return (await this.request({ type: 'lesson.open', lesson, ...(seen && { seen }) })) as RunnerMessageOf<'lesson.state'>;
  }

  /**
   * Runs a block of an open lesson as a click on Run does, and resolves when it has ended and all output is here; one in
   * the background when it is ready. One that runs is ended first.
   * @throws RequestRefused when the runner does not start it.
   */
  async runBlock(lesson: string, block: string, { text, withinMs = 120_000 }: RunOptions = {}): Promise<RunResult> {
    const { hashes, blocks } = await this.openLesson(lesson);
    const known = blocks.find((status) => status.block === block);
    if (known?.state === 'running' && known.readyMs !== undefined) await this.stopBlock(lesson, block);
    const before = known?.run ?? null;
    const run = this.#follow(lesson, block, before);
    let isLate = false;
    const late = setTimeout(() => {
      isLate = true;
      this.request({ type: 'block.stop', lesson, block }).catch(run.fail);
    }, withinMs);
    try {
      await this.request({
        type: 'block.run',
        lesson,
        block,
        hash: hashes[block] ?? '',
        ...(text !== undefined && { text }),
        ...SIZE,
      });
      return { ...(await run.result), isLate };
    } finally {
      clearTimeout(late);
      run.forget();
    }
  }

  /** What is kept of the output of a program's latest run. @throws RequestRefused */
  async readProgram({ lesson, status }: ProgramStatus): Promise<string> {
    const { block, run, firstSeq, nextSeq } = status;
    if (run === null || nextSeq === firstSeq) return '';
    const { promise, resolve } = Promise.withResolvers<void>();
    let output = '';
    const forget = this.on('program.data', (message) => {
      if (message.lesson !== lesson || message.block !== block || message.run !== run) return;
      output += message.data;
      this.send({ type: 'program.ack', lesson, block, run, chars: message.data.length });
      if (message.seq + message.data.length >= nextSeq) resolve();
    });
    try {
      await this.request({ type: 'program.attach', lesson, block });
      await promise;
      await this.request({ type: 'program.detach', lesson, block });
    } finally {
      forget();
    }
    return output;
  }

  /** Stops a block that runs and resolves when it has ended. @throws RequestRefused */
  async stopBlock(lesson: string, block: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const forget = this.on('block.state', ({ lesson: of, status }) => {
      if (of === lesson && status.block === block && ENDED.includes(status.state)) resolve();
    });
    try {
      await this.request({ type: 'block.stop', lesson, block });
      await promise;
    } finally {
      forget();
    }
  }

  /**
   * Verifies a lesson and resolves with all rows.
   * @throws RequestRefused
   */
  async verify(lesson: string, options: { once?: boolean; checks?: string[] } = {}): Promise<VerifyStatus> {
    let latest: VerifyStatus | undefined;
    await this.openLesson(lesson);
    const forget = this.on('verify.state', (message) => {
      if (message.lesson === lesson) latest = message.status;
    });
    try {
      await this.request({ type: 'verify.start', lesson, ...options });
    } finally {
      forget();
    }
    if (!latest) throw new Error(`Verify of ${lesson} ended without a state.`);
    return latest;
  }

  /**
   * Waits until every service that the stack can run is ready. `status` is the state known now, from the welcome.
   * @throws when one has failed, or the stack is not ready within `withinMs`.
   */
  async untilReady(status: StackStatus, withinMs = 60_000): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const look = ({ services }: StackStatus) => {
      const wanted = services.filter(({ available }) => available);
      const failed = wanted.find(({ state }) => state === 'failed');
      if (failed) reject(new Error(`${failed.title} failed: ${failed.detail ?? 'no reason given'}`));
      if (wanted.every(({ state }) => state === 'ready')) resolve();
    };
    const forget = this.on('stack.state', (message) => look(message.status));
    const late = setTimeout(() => reject(new Error(`The stack was not ready within ${withinMs / 1000} s.`)), withinMs);
    look(status);
    await promise.finally(() => {
      clearTimeout(late);
      forget();
    });
  }

  /** Ends the connection; what runs goes on. */
  close(): void {
    this.socket.close();
  }

  /** Gathers the output of the next run of a block, acknowledging it as a page does, until the run has ended. */
  #follow(lesson: string, block: string, before: string | null) {
    let status: BlockStatus | undefined;
    let output = '';
    let unacknowledged = 0;
    const { promise: result, resolve, reject } = Promise.withResolvers<Omit<RunResult, 'isLate'>>();
    const settle = () => {
      if (status && isDone(status) && output.length >= status.nextSeq - status.firstSeq) resolve({ status, output });
    };
    const forgetState = this.on('block.state', (message) => {
      if (message.lesson !== lesson || message.status.block !== block || message.status.run === before) return;
      status = message.status;
      settle();
    });
    const forgetData = this.on('block.data', (message) => {
      if (message.lesson !== lesson || message.block !== block || message.run === before) return;
      output += message.data;
      unacknowledged += message.data.length;
      if (unacknowledged >= ACK_CHARS) {
        this.send({ type: 'block.ack', lesson, block, run: message.run, chars: unacknowledged });
        unacknowledged = 0;
      }
      settle();
    });
    const closed = () => reject(new Error(`The connection was closed while ${block} ran.`));
    this.socket.once('close', closed);
    const forget = () => {
      forgetState();
      forgetData();
      this.socket.off('close', closed);
    };
    result.catch(() => undefined); // Whoever awaits it hears of it; a refused request has said more already.
    return { result, forget, fail: reject };
  }

  #hear(message: RunnerMessage): void {
    for (const listener of [...this.#listeners]) listener(message);
    if (!('id' in message) || message.id === undefined) return;
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.type === 'request.failed') waiting?.reject(new RequestRefused(message.error));
    else waiting?.resolve(message);
  }

  #refuseAll(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

import { PassThrough } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type Docker from 'dockerode';
import * as z from 'zod';
import { RunnerError } from '../errors.ts';
import { JsonPeer } from '../lib/json-peer.ts';
import { log } from '../lib/log.ts';
import type { Address } from '../services/stack.ts';
import { explain } from '../shell/explain.ts';
import { nearHost } from '../shell/near-host.ts';
import { newProxySecret } from '../shell/proxy.ts';
import { dockerFault } from './docker-fault.ts';
import { endInContainer } from './end-in-container.ts';
import { type Containers, LEARNER, WORKSPACE } from './exec-place.ts';
import { GATE_DIR, GATE_MAIN, gateArchive } from './gate-files.ts';
import type { GateMethods } from './gate-methods.ts';

export type GateOptions = {
  containers: Containers & {
    /** Hears at once, and whenever it changes, which container is the running shell. Returns how to end that. */
    onShell: (hear: (container: string | undefined) => void) => () => void;
  };
  /** Is an address of a service of the stack? @throws RunnerError when the service is not ready */
  resolve: (address: Address) => boolean;
  /** Carries out what a block asks for with `towpath`. */
  control: (command: { name: string; service: string | undefined }) => Promise<{ status: number; text: string }>;
  /** Marks every program of this data directory: a gate that is left behind is ended with them. */
  mark: string;
  /** Called for a container before anything runs in it. */
  meet: (container: { docker: Docker; container: string }) => Promise<void>;
  /** The gate is open, for the first time or again. */
  opened: () => void;
};

/** A gate that answers: in which container, and what blocks there find in `http_proxy`. */
export type OpenGate = { docker: Docker; container: string; proxyUrl: string };

/** How long the gate may take to begin or to answer (ms). */
const ANSWER_MS = 20_000;
/** How long it rests before it is started again: longer each time it does not begin (ms). */
const FIRST_REST_MS = 100;
const LONGEST_REST_MS = 5_000;
/** The longest line from the gate: what a check reads of a file, as JSON (characters). */
const MAX_LINE_CHARS = 16 * 1024 ** 2;

const addressSchema = z.object({ hostname: z.string(), port: z.number() });
const commandSchema = z.object({ name: z.string(), service: z.string().optional() });
const listeningSchema = z.object({ url: z.string().regex(/^http:\/\/towpath:[\w-]+@127\.0\.0\.1:\d+$/) });

type Link = OpenGate & { peer: JsonPeer; end: () => void };
type Shell = { container: string; link: PromiseWithResolvers<Link>; gone: AbortController };

/**
 * The runner's side of the gate (gate-main.ts): puts it into each new container of the shell, starts it, starts it again
 * when it has ended, and asks it.
 */
export class Gate {
  #options: GateOptions;
  #secret = newProxySecret();
  /** The same again after a new start: shells that are open have it in their environment. */
  #port = 0;
  #shell: Shell | undefined;
  #filled = new Set<string>();
  /** Marks the gate alone among the programs of this data directory. */
  #ownMark: string;
  #unsubscribe: () => void;

  constructor(options: GateOptions) {
    this.#options = options;
    this.#ownMark = `TOWPATH_GATE=${options.mark}`;
    this.#unsubscribe = options.containers.onShell((container) => this.#hear(container));
  }

  /** @throws RunnerError when the shell does not run, or cannot be used */
  async ready(): Promise<OpenGate> {
    return await this.#link();
  }

  /**
   * Asks the gate; again, when it ended in the middle. One that does not answer is replaced by a new one. What it answers
   * is for the caller to parse.
   * @throws RunnerError as `ready`, and what the gate threw, with its code
   */
  async ask<Method extends keyof GateMethods>(method: Method, params: Parameters<GateMethods[Method]>[0]): Promise<unknown> {
    for (let tries = 1; ; tries++) {
      const { peer, end } = await this.#link();
      try {
        return await inTime(peer.ask(method, params), end);
      } catch (error) {
        if (codeOf(error) !== PEER_GONE || tries > 2) throw error;
        await pause(0); // Its end is being heard of elsewhere, too.
      }
    }
  }

  close(): void {
    this.#unsubscribe();
    this.#hear(undefined);
  }

  async #link(): Promise<Link> {
    const container = await this.#options.containers.containerOf('shell');
    if (this.#shell?.container !== container) this.#hear(container);
    return await inTime(this.#shell?.link.promise ?? Promise.reject(noAnswer()));
  }

  #hear(container: string | undefined): void {
    if (this.#shell && this.#shell.container === container) return;
    this.#shell?.gone.abort();
    this.#shell = undefined;
    if (container === undefined) return;
    this.#shell = { container, link: newLink(), gone: new AbortController() };
    void this.#keepOpen(this.#shell);
  }

  /** Opens the gate, and again whenever it ends, until the container is gone. */
  async #keepOpen(shell: Shell): Promise<void> {
    const { container, gone } = shell;
    for (let restMs = FIRST_REST_MS; !gone.signal.aborted; restMs = Math.min(restMs * 2, LONGEST_REST_MS)) {
      try {
        const link = await this.#open(container);
        restMs = FIRST_REST_MS;
        gone.signal.addEventListener('abort', link.end, { once: true });
        if (gone.signal.aborted) link.end();
        shell.link.resolve(link);
        this.#options.opened();
        await link.peer.closed;
        if (!gone.signal.aborted) log.warn('the gate ended, and is started again');
      } catch (error) {
        // Whoever asks the gate for something is told; while the shell itself is away this is no news.
        if (!gone.signal.aborted) log.info({ err: error }, 'the gate could not be opened');
        const isEnded = codeOf(error) === PEER_GONE;
        shell.link.reject(isEnded ? noAnswer() : dockerFault(error, 'The shell could not be prepared'));
      }
      if (gone.signal.aborted) shell.link.reject(noAnswer());
      else shell.link = newLink();
      await pause(restMs, undefined, { signal: gone.signal }).catch(() => undefined);
    }
  }

  async #open(container: string): Promise<Link> {
    const { containers, meet } = this.#options;
    const engine = containers.engine();
    if (!engine) throw noAnswer();
    const { docker } = engine;
    await meet({ docker, container });
    if (this.#filled.has(container)) {
      // One that hangs holds the port.
      await endInContainer(
        { docker, container, name: 'the shell', user: LEARNER, env: [] },
        { mark: this.#ownMark, session: undefined },
      );
    } else {
      await docker.getContainer(container).putArchive(await gateArchive(), { path: '/' });
      this.#filled.add(container);
    }
    const { peer, end } = await this.#start(docker, container);
    try {
      const { url } = listeningSchema.parse(await inTime(peer.ask('listen', { secret: this.#secret, port: this.#port })));
      this.#port = Number(new URL(url).port);
      return { docker, container, proxyUrl: url, peer, end };
    } catch (error) {
      end();
      throw error;
    }
  }

  async #start(docker: Docker, container: string): Promise<Pick<Link, 'peer' | 'end'>> {
    const exec = await docker.getContainer(container).exec({
      Cmd: ['sh', '-c', `exec node ${GATE_DIR}/${GATE_MAIN} ${WORKSPACE} "$http_proxy"`],
      Env: [`TOWPATH_RUNNER=${this.#options.mark}`, this.#ownMark],
      User: LEARNER,
      WorkingDir: '/',
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
    });
    const stream = await exec.start({ hijack: true, stdin: true });
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    docker.modem.demuxStream(stream, stdout, stderr);
    stderr.on('data', (data: Buffer) => log.warn({ said: String(data).slice(0, 2_000) }, 'the gate'));
    for (const event of ['end', 'close', 'error']) stream.on(event, () => stdout.end());
    const answer = (method: string, params: unknown): Promise<unknown> => this.#answer(method, params);
    const peer = new JsonPeer({ input: stdout, output: stream, answer, maxChars: MAX_LINE_CHARS });
    const end = (): void => {
      peer.close();
      stream.destroy();
    };
    void peer.closed.then(() => stream.destroy());
    return { peer, end };
  }

  /** What blocks want to know. The learner's programs can reach the gate: whatever comes is parsed. */
  async #answer(method: string, params: unknown): Promise<unknown> {
    const { resolve, control } = this.#options;
    if (method === 'control') {
      const { name, service } = commandSchema.parse(params);
      return await control({ name, service });
    }
    const address = addressSchema.parse(params);
    if (method === 'meant') return nearHost(address.hostname) ?? '';
    try {
      return resolve(address);
    } catch (error) {
      throw new Error(explain(error));
    }
  }
}

/** What `JsonPeer` says of a program that has ended. */
const PEER_GONE = 'EPEERGONE';

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

/** Nobody may be waiting for it when it fails. */
function newLink(): PromiseWithResolvers<Link> {
  const link = Promise.withResolvers<Link>();
  link.promise.catch(() => undefined);
  return link;
}

const noAnswer = (): RunnerError =>
  new RunnerError('docker.failed', 'The shell does not answer.', { hint: 'Wait a moment, then run it again.' });

/**
 * @param onLate called when it takes longer
 * @throws RunnerError 'docker.failed' when it takes longer than a container that works
 */
async function inTime<Value>(work: Promise<Value>, onLate?: () => void): Promise<Value> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.reject(noAnswer());
    onLate?.();
  }, ANSWER_MS);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

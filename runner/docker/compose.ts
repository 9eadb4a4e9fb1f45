import { type ChildProcess, spawn } from 'node:child_process';
import { RunnerError } from '../errors.ts';
import type { ComposeProject } from './compose-file.ts';
import { PROJECT } from './compose-file.ts';
import { BuildError, engineGone, errorWords } from './docker-fault.ts';
import type { Engine } from './engine.ts';
import { findCompose } from './find-compose.ts';

/** Making and starting containers takes a second or two, on a busy machine ten (ms). */
const UP_MS = 180_000;
/** What is kept of its words, for a message (characters). */
const KEPT_WORDS = 4_000;

export type ComposeOptions = {
  project: ComposeProject;
  environment: Record<string, string>;
  engine: () => Engine | undefined;
  /** Variables of the ports, as chosen. */
  ports: () => Record<string, string>;
};

type Batch = { names: Set<string>; done: Promise<Map<string, unknown>> };

/** Docker Compose for one project: makes and starts containers, and builds images. One call at a time. */
export class Compose {
  #options: ComposeOptions;
  #command: [string, ...string[]] | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #batch: Batch | undefined;
  #children = new Set<ChildProcess>();

  constructor(options: ComposeOptions) {
    this.#options = options;
  }

  /** Looks for the program. @throws DockerFault 'compose' when it is not installed */
  async find(): Promise<void> {
    this.#command ??= (await findCompose(this.#options.environment)).command;
  }

  /**
   * Makes and starts a container, and nothing that it needs. Those that are asked for while another call runs share the
   * next one.
   * @throws DockerFault
   */
  async up(name: string): Promise<void> {
    const batch = this.#batch ?? this.#nextBatch();
    batch.names.add(name);
    const error = (await batch.done).get(name);
    if (error) throw error;
  }

  /** Builds the image of a container. `onLine` hears every line of the output. @throws BuildError with what was said last */
  async build(name: string, { onLine, signal }: { onLine: (line: string) => void; signal: AbortSignal }): Promise<void> {
    try {
      await this.#run(['build', name], { onLine, signal });
    } catch (error) {
      if (signal.aborted || error instanceof RunnerError) throw error;
      throw new BuildError(errorWords(error), { cause: error });
    }
  }

  /** Ends what runs: the engine is gone, or the runner ends. */
  end(): void {
    for (const child of this.#children) killAll(child);
  }

  #nextBatch(): Batch {
    const names = new Set<string>();
    const done = this.#last.then(() => {
      this.#batch = undefined;
      return this.#upAll([...names]);
    });
    this.#last = done;
    this.#batch = { names, done };
    return this.#batch;
  }

  /** What went wrong, per container. */
  async #upAll(names: string[]): Promise<Map<string, unknown>> {
    try {
      await this.#run(['up', '-d', '--no-deps', '--no-build', ...names], { signal: AbortSignal.timeout(UP_MS) });
      return new Map();
    } catch (error) {
      if (names.length === 1) return new Map(names.map((name) => [name, error]));
      // One of them fails; the others need not.
      const results = new Map<string, unknown>();
      for (const name of names) for (const [failed, why] of await this.#upAll([name])) results.set(failed, why);
      return results;
    }
  }

  async #run(words: string[], { onLine, signal }: { onLine?: (line: string) => void; signal: AbortSignal }): Promise<void> {
    await this.find();
    const engine = this.#options.engine();
    if (!engine || !this.#command) throw engineGone();
    const { project, environment, ports } = this.#options;
    const [program, ...first] = this.#command;
    const files = project.files.flatMap((file) => ['-f', file]);
    const profiles = project.profiles.flatMap((profile) => ['--profile', profile]);
    // Detached: Ctrl-C in the runner's terminal must not reach it, and what it starts itself is in its group.
    const child = spawn(program, [...first, '-p', PROJECT, ...files, ...profiles, ...words], {
      env: {
        ...withoutContext(environment),
        ...ports(),
        DOCKER_HOST: `unix://${engine.socketPath}`,
        COMPOSE_IGNORE_ORPHANS: '1',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    this.#children.add(child);
    try {
      await ended(child, { onLine, signal });
    } catch (error) {
      if (!this.#options.engine()) throw engineGone(error);
      throw error;
    } finally {
      this.#children.delete(child);
    }
  }
}

/** The learner's variables without those that would choose another engine, files or project. */
function withoutContext(environment: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !/^(?:DOCKER_(?:CONTEXT|TLS|CERT)|COMPOSE_)/.test(name)),
  );
}

/** Ends Compose with what it started: `docker build` would go on, and hold its output open. */
function killAll(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // All of them have ended.
  }
}

/** Resolves when a program ended with status 0. @throws Error with its last words */
function ended(
  child: ChildProcess,
  { onLine, signal }: { onLine: ((line: string) => void) | undefined; signal: AbortSignal },
): Promise<void> {
  return new Promise((resolve, reject) => {
    let words = '';
    let rest = '';
    const hear = (data: Buffer): void => {
      words = (words + data.toString()).slice(-KEPT_WORDS);
      const lines = (rest + data.toString()).slice(-KEPT_WORDS).split(/\r?\n/);
      rest = lines.pop() ?? '';
      for (const line of lines) onLine?.(line);
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    const abort = (): void => killAll(child);
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    child.once('error', reject);
    child.once('close', (code, killed) => {
      signal.removeEventListener('abort', abort);
      if (code === 0) resolve();
      else if (signal.aborted) reject(signal.reason);
      else reject(new Error(words.trim() || `Compose ended (${killed ?? `exit ${code}`}).`));
    });
  });
}

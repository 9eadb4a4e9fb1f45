import type { RunnerError } from '../errors.ts';
import { log } from '../lib/log.ts';
import { LABEL, PROJECT } from './compose-file.ts';
import { listContainers } from './containers.ts';
import type { Engine } from './engine.ts';
import { type EngineEvent, EngineLink } from './engine-link.ts';
import { LogFollowers } from './log-followers.ts';
import { memoryUse } from './memory-use.ts';
import { StackView } from './stack-view.ts';

export type StackWatchOptions = {
  environment: Record<string, string>;
  /** The engine was asked for its containers. */
  onLook: () => void;
  /** The engine that was there is gone. */
  onGone: (why: RunnerError) => void;
  /** An image came. */
  onImage: () => void;
  /** A line of a container's log, and when it was written. */
  onLine: (container: string, text: string, at: string) => void;
  /** What containers take, by id (bytes). */
  onMemory: (used: ReadonlyMap<string, number>) => void;
};

/** So often an answer that may be stale is asked for again. */
const MAX_STALE = 4;
/** A list is not this much behind (ms). */
const STALE_MS = 3_000;
const MEMORY_EVERY_MS = 2_000;
/** Events may be lost: so often the engine is asked anyway (ms). */
const LOOK_EVERY_MS = 2_000;

/** What happens in the engine: containers of ours, their logs and memory, the shell, and the engine's own end. */
export class StackWatch {
  readonly view = new StackView();
  readonly link: EngineLink;
  #options: StackWatchOptions;
  #logs: LogFollowers;
  #looking: Promise<void> | undefined;
  #again = false;
  #timers: NodeJS.Timeout[] = [];
  #measuring = false;
  #oom = new Set<string>();
  #stopped = new Set<string>();
  /** When a container died. */
  #died = new Map<string, number>();
  #shell: string | undefined;
  #shellHearers = new Set<(container: string | undefined) => void>();

  constructor(options: StackWatchOptions) {
    this.#options = options;
    this.#logs = new LogFollowers({ onLine: options.onLine });
    this.link = new EngineLink({
      environment: options.environment,
      onEvent: (event) => this.#hear(event),
      onGone: (why) => this.#gone(why),
    });
  }

  /** The engine, with what runs in it known. @throws RunnerError 'docker.unavailable' */
  async connect(): Promise<Engine> {
    const engine = await this.link.connect();
    if (this.#timers.length === 0) {
      this.#timers = [
        setInterval(() => void this.look(), LOOK_EVERY_MS).unref(),
        setInterval(() => void this.#measure(), MEMORY_EVERY_MS).unref(),
      ];
    }
    await this.look();
    return engine;
  }

  /** Asks the engine for its containers: after this call, not with one that was on its way. Never fails. */
  look(): Promise<void> {
    this.#again = true;
    this.#looking ??= this.#lookOnce().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  /** The kernel has ended a program of this container for its memory. */
  sawOom(id: string): boolean {
    return this.#oom.has(id);
  }

  /** Somebody asked the container to end, and it was not us. */
  wasStopped(id: string): boolean {
    return this.#stopped.has(id);
  }

  onShell(hear: (container: string | undefined) => void): () => void {
    this.#shellHearers.add(hear);
    hear(this.#shell);
    return () => this.#shellHearers.delete(hear);
  }

  close(): void {
    this.link.close();
    this.#end();
  }

  #gone(why: RunnerError): void {
    this.#end();
    this.view.clear();
    this.#options.onGone(why);
  }

  #end(): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#timers = [];
    this.#logs.close();
    this.#died.clear();
    this.#tellShell(undefined);
  }

  async #lookOnce(): Promise<void> {
    for (let tries = 1; this.#again; tries++) {
      this.#again = false;
      const { engine } = this.link;
      if (!engine) return;
      try {
        const containers = await listContainers(engine.docker);
        if (this.link.engine !== engine) return;
        // Something happened while it answered: what it said may be from before.
        if (this.#again && tries < MAX_STALE) continue;
        this.view.set(containers.map((view) => (this.#hasJustDied(view.id) ? { ...view, isRunning: false } : view)));
      } catch (error) {
        log.debug({ err: error }, 'asking the engine for its containers');
        this.link.suspect();
        return;
      }
      for (const { id, name, isRunning } of this.view.all()) if (isRunning) this.#logs.follow(engine.docker, id, name);
      const shell = this.view.get('shell');
      this.#tellShell(shell?.isRunning ? shell.id : undefined);
      this.#options.onLook();
    }
  }

  /** The engine's list of containers hears of a death a moment later than we do. */
  #hasJustDied(id: string): boolean {
    return Date.now() - (this.#died.get(id) ?? 0) < STALE_MS;
  }

  #tellShell(container: string | undefined): void {
    if (container === this.#shell) return;
    this.#shell = container;
    for (const hear of this.#shellHearers) hear(container);
  }

  #hear({ Type, Action, Actor }: EngineEvent): void {
    if (Type === 'image') {
      this.#options.onImage();
      return;
    }
    const { Attributes: about, ID: id } = Actor;
    const isOurs =
      Type === 'container' ? about['com.docker.compose.project'] === PROJECT && LABEL in about : about.name === PROJECT;
    if (!isOurs) return;
    if (Type === 'container') this.#hearContainer(Action, id, about);
    void this.look();
  }

  #hearContainer(action: string, id: string, about: Record<string, string>): void {
    const { engine } = this.link;
    switch (action) {
      case 'oom':
        this.#oom.add(id);
        break;
      case 'kill':
        // SIGKILL alone is nobody's way to stop a service; before it comes the signal that asks.
        if (about.signal !== '9') this.#stopped.add(id);
        break;
      case 'start':
        this.#oom.delete(id);
        this.#stopped.delete(id);
        this.#died.delete(id);
        if (engine) this.#logs.follow(engine.docker, id, about['com.docker.compose.service'] ?? '');
        break;
      case 'die':
        this.#died.set(id, Date.now());
        if (id === this.#shell) this.#tellShell(undefined);
        break;
      case 'destroy':
        this.#died.delete(id);
        this.#logs.forget(id);
        break;
    }
  }

  async #measure(): Promise<void> {
    const { engine } = this.link;
    if (!engine || this.#measuring) return;
    this.#measuring = true;
    try {
      const running = this.view.all().filter(({ isRunning }) => isRunning);
      const used = await Promise.all(
        // One that ended meanwhile takes nothing.
        running.map(async ({ id }) => [id, (await memoryUse(engine.docker, id).catch(() => undefined)) ?? 0] as const),
      );
      if (this.link.engine === engine) this.#options.onMemory(new Map(used));
    } finally {
      this.#measuring = false;
    }
  }
}

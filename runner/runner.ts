import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClientMessageOf } from '#contract/client-message.ts';
import type { StackId } from '#contract/ids.ts';
import type { RunnerMessage, RunnerMessageOf } from '#contract/runner-message.ts';
import type { ServiceId } from '#contract/services.ts';
import type { Blocks } from './blocks/blocks.ts';
import type { Programs } from './blocks/programs.ts';
import { type Config, PROJECT_DIR } from './config.ts';
import type { Lesson } from './lessons/lesson.ts';
import { Lessons } from './lessons/lessons.ts';
import { log } from './lib/log.ts';
import { Pipelines } from './pipeline/pipelines.ts';
import type { Progress } from './progress/progress.ts';
import type { Service } from './services/define-service.ts';
import { embeddedParts } from './services/embedded-parts.ts';
import { SERVICES } from './services/registry.ts';
import type { Preflight, Stack } from './services/stack.ts';
import { control } from './shell/control.ts';
import { programEnvironment } from './shell/environment.ts';
import { endMarked } from './terminal/processes.ts';
import type { Terminals } from './terminal/terminals.ts';
import { sharedService } from './tracks/shared-service.ts';
import type { Tracks } from './tracks/tracks.ts';
import type { Verify } from './verify/verify.ts';
import type { DataDir } from './workspace/data-dir.ts';
import type { Workspace } from './workspace/workspace.ts';
import { World } from './world.ts';

/** Somebody who hears of what happens: everything that concerns all, and what concerns the lesson it shows. */
type Subscriber = { hear: (message: RunnerMessage) => void; shows?: () => string | undefined };

/** Everything the runner is made of, and who hears of what happens in it. */
export class Runner {
  readonly version = (JSON.parse(readFileSync(join(PROJECT_DIR, 'package.json'), 'utf8')) as { version: string }).version;
  /** Changes with every start. */
  readonly start = randomUUID();
  readonly lessons: Lessons;
  readonly pipelines: Pipelines;
  #config: Config;
  #dataDir: DataDir;
  #worlds = new Map<StackId, Promise<World>>();
  #world!: World;
  #selecting: Promise<unknown> = Promise.resolve();
  #leaving: Promise<unknown> = Promise.resolve();
  #subscribers = new Set<Subscriber>();

  /** Puts the parts together. No service runs yet. */
  static async create(config: Config, dataDir: DataDir): Promise<Runner> {
    // Programs of a runner that was killed: nobody sees their output any more.
    const orphans = await endMarked('TOWPATH_RUNNER', dataDir.id).catch((error: unknown) => {
      log.error({ err: error }, 'programs that an earlier runner left behind');
      return [];
    });
    if (orphans.length > 0) log.warn({ programs: orphans }, 'ended programs that an earlier runner left behind');
    const runner = new Runner(config, dataDir);
    runner.#world = await runner.#worldOf(config.stack);
    return runner;
  }

  private constructor(config: Config, dataDir: DataDir) {
    this.#config = config;
    this.#dataDir = dataDir;
    this.lessons = new Lessons(config.contentDir);
    this.pipelines = new Pipelines({
      contentDir: config.contentDir,
      services: SERVICES,
      stack: () => this.stack,
      program: (track, file) => this.programs.ofFile(track, file),
    });
    this.lessons.watch(() => this.#lessonsChanged());
  }

  get stack(): Stack {
    return this.#world.stack;
  }

  get workspace(): Workspace {
    return this.#world.workspace;
  }

  get progress(): Progress {
    return this.#world.progress;
  }

  get verify(): Verify {
    return this.#world.verify;
  }

  get terminals(): Terminals {
    return this.#world.terminals;
  }

  get tracks(): Tracks {
    return this.#world.tracks;
  }

  get blocks(): Blocks {
    return this.#world.blocks;
  }

  get programs(): Programs {
    return this.#world.programs;
  }

  /** Resets one service of the stack in use, or all; pages hear what that took along. */
  async reset(service?: ServiceId): Promise<void> {
    await this.#world.reset(service);
    this.#lessonsChanged();
  }

  /**
   * Uses the other stack from now on. Runs and shells of this one end and its services stop; those of the other one
   * start, and say in their state when they cannot. Resolves when the other one is in use, not when it is ready.
   */
  async select(id: StackId): Promise<void> {
    const turn = this.#selecting.then(async () => {
      if (this.stack.id === id) return;
      const before = this.#world;
      this.#world = await this.#worldOf(id);
      // One after the other: who goes there and back again must not meet a stack that is still being left.
      const leave = () => before.leave().catch((error: unknown) => log.error({ err: error }, 'leaving a stack'));
      this.#leaving = this.#leaving.then(leave);
      const after = this.#leaving.then(() => this.stack.id === id);
      const started = this.stack.start(undefined, { after });
      started.catch((error: unknown) => log.warn({ err: error }, 'starting the other stack')); // Its state says it.
      this.#world.stackChanged();
      this.publish({ type: 'progress.state', progress: this.progress.state() });
      this.publish({ type: 'terminal.list', terminals: this.terminals.list() });
      this.publish({ type: 'program.list', programs: this.programs.list() });
      this.publish({ type: 'track.state', status: this.tracks.status() });
    });
    this.#selecting = turn.catch(() => undefined);
    await turn;
  }

  /** Is this machine ready for a stack, whichever is in use? */
  async preflight(id: StackId): Promise<Preflight> {
    const isInUse = this.stack.id === id;
    const freed = isInUse ? [] : this.stack.status().services.flatMap(({ endpoints }) => endpoints.map(({ port }) => port));
    return await (await this.#worldOf(id)).stack.preflight(freed);
  }

  /** Returns how to end the subscription. */
  subscribe(subscriber: Subscriber): () => void {
    this.#subscribers.add(subscriber);
    return () => this.#subscribers.delete(subscriber);
  }

  /** Tells everybody, or those who show a lesson. */
  publish(message: RunnerMessage, lesson?: string): void {
    for (const { hear, shows } of this.#subscribers) {
      if (lesson !== undefined && shows?.() !== lesson) continue;
      try {
        hear(message);
      } catch (error) {
        // What one of them makes of it must not keep it from the others, or from the one who says it.
        log.error({ err: error, type: message.type }, 'telling what happened');
      }
    }
  }

  /** What a page that shows a lesson needs to know. */
  lessonState(lesson: Lesson): Omit<RunnerMessageOf<'lesson.state'>, 'id'> {
    return {
      type: 'lesson.state',
      lesson: lesson.id,
      hashes: Object.fromEntries(lesson.blocks.map(({ id, hash }) => [id, hash])),
      blocks: lesson.blocks.filter(({ attributes }) => attributes.run).map((block) => this.blocks.status(lesson, block)),
      files: this.workspace.files(lesson),
      verify: this.verify.status(lesson),
      programs: this.programs.neededBy(lesson),
    };
  }

  /** A page opened the lesson; with `works` something is run or verified in it. */
  visit(lesson: Lesson, works = false): void {
    try {
      if (works) this.progress.work(lesson);
      else this.progress.visit(lesson);
    } catch (error) {
      log.warn({ err: error }, 'where the learner is could not be kept'); // A full disk must not close the lesson.
    }
  }

  /** Opens a shell in the files of a lesson's track, or of the first track. @throws RunnerError 'track.busy' | 'terminal.too-many' */
  openTerminal({
    name,
    cols,
    rows,
    lesson,
  }: Omit<ClientMessageOf<'terminal.open'>, 'type' | 'id'> & { lesson: string | undefined }): ReturnType<Terminals['open']> {
    const track = (lesson ?? this.lessons.list()[0]?.id ?? 'shell').split('/')[0] ?? 'shell';
    this.tracks.refuseDuringReset(track);
    return this.terminals.open({ name, cols, rows, track });
  }

  /** Ends everything: runs, shells, services. Nothing is left running. */
  async close(): Promise<void> {
    this.lessons.close();
    this.pipelines.close();
    for (const end of await Promise.allSettled([...this.#worlds.values()].map(async (world) => (await world).close()))) {
      if (end.status === 'rejected') log.error({ err: end.reason }, 'ending a stack');
    }
  }

  /** The world of a stack; made when it is asked for first. */
  #worldOf(id: StackId): Promise<World> {
    const known = this.#worlds.get(id);
    if (known) return known;
    const made = this.#makeWorld(id);
    this.#worlds.set(id, made);
    made.catch(() => this.#worlds.delete(id)); // The next one who asks tries again.
    return made;
  }

  async #makeWorld(id: StackId): Promise<World> {
    const dir = join(this.#dataDir.path, id);
    let world: World | undefined;
    // Docker's client is loaded for the Docker stack only: it costs 34 MB.
    const makeParts = id === 'docker' ? (await import('./docker/docker-parts.ts')).dockerParts : embeddedParts;
    const parts = await makeParts({
      config: this.#config,
      dataDir: this.#dataDir,
      dir,
      services: this.#neededServices(),
      control: async (command) => {
        if (!world) return { status: 503, text: 'The runner is starting.\n' };
        const { contentDir } = this.#config;
        return await control(world.stack, command, (service) => sharedService(service, { lessons: this.lessons, contentDir }));
      },
      changed: () => world?.stackChanged(),
      filesBack: () => world?.filesBack(),
    });
    const made = new World({
      parts,
      dir,
      lessons: this.lessons,
      languages: { services: SERVICES, env: programEnvironment(this.#config.environment, this.#dataDir.id) },
      publish: (message, lesson) => {
        if (this.#world === made) this.publish(message, lesson);
      },
      tellLessons: () => {
        if (this.#world === made) this.#lessonsChanged();
      },
    });
    world = made;
    return made;
  }

  /** The services that the lessons here name. */
  #neededServices(): readonly Service[] {
    const named = new Set<string>(
      this.lessons.list().flatMap(({ id }) => {
        try {
          return this.lessons.get(id).fields.services;
        } catch (error) {
          log.debug({ err: error }, 'a lesson has a mistake'); // The site says it, with file and line.
          return [];
        }
      }),
    );
    return SERVICES.filter(({ id }) => named.has(id));
  }

  #lessonsChanged(): void {
    this.pipelines.contentChanged();
    const shown = new Set([...this.#subscribers].map(({ shows }) => shows?.()).filter((id) => id !== undefined));
    for (const id of shown) {
      try {
        this.publish(this.lessonState(this.lessons.get(id)), id);
      } catch (error) {
        log.debug({ err: error }, 'a lesson has a mistake');
      }
    }
    this.publish({ type: 'progress.state', progress: this.progress.state() });
    this.publish({ type: 'program.list', programs: this.programs.list() });
  }
}

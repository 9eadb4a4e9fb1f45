import { join } from 'node:path';
import type { BlockStatus } from '#contract/messages/block.ts';
import type { RunnerMessage } from '#contract/runner-message.ts';
import type { ServiceId } from '#contract/services.ts';
import { type BlockCommandOptions, blockCommands } from './blocks/block-command.ts';
import { Blocks } from './blocks/blocks.ts';
import { Programs } from './blocks/programs.ts';
import type { Lessons } from './lessons/lessons.ts';
import { log } from './lib/log.ts';
import type { Parts } from './parts.ts';
import { Progress } from './progress/progress.ts';
import { Emptied } from './services/emptied.ts';
import { resolveUrl } from './services/resolve-url.ts';
import type { Stack } from './services/stack.ts';
import { Terminals } from './terminal/terminals.ts';
import { Tracks } from './tracks/tracks.ts';
import { Verify } from './verify/verify.ts';
import { Workspace } from './workspace/workspace.ts';

export type WorldOptions = {
  parts: Parts;
  /** The stack's own part of the data directory. */
  dir: string;
  lessons: Lessons;
  /** What runs a service's language, beside the stack's own shell. */
  languages: Pick<BlockCommandOptions, 'services' | 'env'>;
  /** Tells everybody, or those who show a lesson; nobody, while the world is not the one in use. */
  publish: (message: RunnerMessage, lesson?: string) => void;
  /** Tells pages anew what they know of their lessons. */
  tellLessons: () => void;
};

/** One stack with all that is kept beside it: files, outputs, progress, shells. There are two, and one is in use. */
export class World {
  readonly stack: Stack;
  readonly workspace: Workspace;
  readonly progress: Progress;
  readonly verify: Verify;
  readonly terminals: Terminals;
  readonly blocks: Blocks;
  readonly programs: Programs;
  readonly tracks: Tracks;
  #parts: Parts;
  #emptied: Emptied;
  #publish: WorldOptions['publish'];
  #settled: PromiseWithResolvers<void> = Promise.withResolvers();

  constructor({ parts, dir, lessons, languages, publish, tellLessons }: WorldOptions) {
    this.#parts = parts;
    this.#publish = publish;
    this.stack = parts.stack;
    this.workspace = new Workspace(dir, {
      filesOf: parts.files,
      changed: (lesson, status) => publish({ type: 'file.state', lesson: lesson.id, status }, lesson.id),
    });
    this.progress = new Progress(dir, lessons);
    const emptied = new Emptied(dir);
    this.#emptied = emptied;
    this.blocks = new Blocks({
      stack: parts.stack.id,
      dir: join(dir, 'outputs'),
      launch: parts.launch,
      command: blockCommands({ stack: parts.stack, dir, ...languages }),
      workspace: this.workspace,
      services: () => this.stack.status().services,
      emptiedSince: ({ fields }, startedAt) => emptied.since(fields.services, startedAt),
      shell: () => this.stack.shell(),
      settled: () => this.#settled.promise,
      changed: (lesson, status: BlockStatus) => {
        publish({ type: 'block.state', lesson, status }, lesson);
        if (this.programs.has({ lesson, block: status.block })) publish({ type: 'program.list', programs: this.programs.list() });
      },
    });
    this.programs = new Programs({ lessons, blocks: this.blocks });
    this.verify = new Verify({
      dir: join(dir, 'verified'),
      context: (lesson) => ({ resolve: (url) => resolveUrl(this.stack, url), files: this.workspace.filesOf(lesson.track) }),
      ended: (lesson) => this.programs.failed(lesson),
      row: (lesson, row) => publish({ type: 'verify.row', lesson, row }, lesson),
      changed: (lesson, status) => publish({ type: 'verify.state', lesson, status }, lesson),
      passed: (lesson) => {
        this.progress.pass(lesson);
        publish({ type: 'progress.state', progress: this.progress.state() });
      },
    });
    this.terminals = new Terminals({
      launch: parts.launch,
      changed: () => publish({ type: 'terminal.list', terminals: this.terminals.list() }),
    });
    this.tracks = new Tracks({
      stack: parts.stack,
      reset: (service) => this.reset(service),
      lessons,
      blocks: this.blocks,
      programs: this.programs,
      verify: this.verify,
      workspace: this.workspace,
      progress: this.progress,
      changed: (status) => publish({ type: 'track.state', status }),
      brought: (lesson) => {
        this.progress.bring(lesson);
        publish({ type: 'progress.state', progress: this.progress.state() });
      },
      forgotten: tellLessons,
    });
  }

  /** Resets one service or all. What blocks made in them is gone, also those of other tracks. */
  async reset(service?: ServiceId): Promise<void> {
    const began = Date.now(); // a block that waits for the service runs after that
    try {
      await this.stack.reset(service);
    } finally {
      // A service that does not start again afterwards has lost its data all the same.
      const all = this.stack.status().services.filter(({ available }) => available);
      this.#emptied.note(service ? [service] : all.map((one) => one.service), began);
    }
  }

  /** A service has changed its state: pages hear of it, and blocks that wait for one look again. */
  stackChanged(): void {
    this.#publish({ type: 'stack.state', status: this.stack.status() });
    this.#settled.resolve();
    this.#settled = Promise.withResolvers();
  }

  /** The learner's files can be reached again: what was saved meanwhile is written. */
  filesBack(): void {
    this.workspace.catchUp().catch((error: unknown) => log.error({ err: error }, 'writing files that were saved'));
  }

  /** The other stack is used from now on: ends runs and shells, then the services; what they hold on disk stays. */
  async leave(): Promise<void> {
    this.verify.close();
    this.tracks.stop();
    await this.#endPrograms(() => this.blocks.stopAll());
    await this.stack.leave();
  }

  /** Ends everything: runs, shells, services. Nothing is left running. */
  async close(): Promise<void> {
    this.verify.close();
    this.tracks.stop();
    await this.#endPrograms(() => this.blocks.close());
    await this.#parts.close();
  }

  async #endPrograms(endRuns: () => Promise<void>): Promise<void> {
    for (const end of await Promise.allSettled([endRuns(), this.terminals.close()])) {
      if (end.status === 'rejected') log.error({ err: end.reason }, 'ending');
    }
  }
}

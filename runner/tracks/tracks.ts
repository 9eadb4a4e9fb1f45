import type { TrackStatus } from '#contract/messages/track.ts';
import { suggest } from '#contract/nearest.ts';
import type { ServiceId } from '#contract/services.ts';
import { RunnerError, toErrorBody } from '../errors.ts';
import { type Lesson, requiredBlocks } from '../lessons/lesson.ts';
import type { Lessons } from '../lessons/lessons.ts';
import { missingServices } from '../lessons/missing-services.ts';
import type { Progress } from '../progress/progress.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { type BringParts, bring } from './bring.ts';

export type TracksOptions = BringParts & {
  lessons: Lessons;
  workspace: Workspace;
  progress: Progress;
  changed: (status: TrackStatus) => void;
  /** A lesson was done for the learner. */
  brought: (lesson: Lesson) => void;
  /** Resets a service. */
  reset: (service: ServiceId) => Promise<void>;
  /** Everything that pages know of their lessons is other now. */
  forgotten: () => void;
};

/** Orders that concern a whole track on one stack: bring the learner to a lesson, reset. One is carried out at a time. */
export class Tracks {
  #options: TracksOptions;
  #status: TrackStatus | undefined;
  #running: AbortController | undefined;
  /** The track that is being reset, by itself or before `bring`. */
  #resetting: string | undefined;

  constructor(options: TracksOptions) {
    this.#options = options;
  }

  /** The running or latest order; undefined when there was none since the runner's start. */
  status(): TrackStatus | undefined {
    return this.#status;
  }

  /**
   * Begins to bring the stack to where a lesson starts: the blocks of the lessons before it run, but for lessons of the
   * other stack. `fresh`: from a track that was reset.
   * @throws RunnerError 'track.busy' | 'lesson.invalid' when a lesson before it has a mistake
   */
  bring(to: Lesson, { fresh }: { fresh: boolean }): void {
    const all = this.#lessonsOf(to.track);
    const { stack } = this.#options;
    const { services } = stack.status();
    const earlier = all.slice(
      0,
      all.findIndex(({ id }) => id === to.id),
    );
    const before = earlier.filter((lesson) => missingServices(lesson, services).length === 0);
    const of = before.reduce((sum, lesson) => sum + requiredBlocks(lesson, stack.id).length, 0);
    this.#begin({ track: to.track, order: 'bring', to: to.id, done: 0, of }, async (signal) => {
      if (fresh) await this.#reset(all);
      signal.throwIfAborted();
      const reached = (at: NonNullable<TrackStatus['at']>, done: number) => this.#tell({ at, done });
      const { brought, progress } = this.#options;
      await bring(this.#options, { lessons: before, signal, reached, brought });
      progress.work(to);
    });
  }

  /**
   * Begins to reset a track: runs of its lessons end, the services that they name lose their data, and what is kept of
   * the learner goes: files, edits, outputs, results, ticks.
   * @throws RunnerError 'track.busy' | 'track.unknown' with the nearest right name | 'lesson.invalid'
   */
  reset(track: string): void {
    const lessons = this.#lessonsOf(track);
    this.#begin({ track, order: 'reset', done: 0, of: 0 }, () => this.#reset(lessons));
  }

  /**
   * Has `bring` end, with the block that runs; its status says when it did. A reset that has begun is carried out.
   * Nothing happens when nothing is being done.
   */
  stop(): void {
    this.#running?.abort();
  }

  /**
   * Asked before anything writes into a track's files: what began during a reset would leave some behind.
   * @throws RunnerError 'track.busy'
   */
  refuseDuringReset(track: string): void {
    if (this.#resetting !== track) return;
    throw new RunnerError('track.busy', 'This track is being reset.', { hint: 'Wait until that has ended, then do it again.' });
  }

  #begin(order: Omit<TrackStatus, 'state' | 'beganMs'>, work: (signal: AbortSignal) => Promise<void>): void {
    if (this.#running)
      throw new RunnerError('track.busy', 'Something is being done with a track already.', {
        hint: 'Wait until it has ended, or stop it.',
      });
    const abort = new AbortController();
    this.#running = abort;
    const beganMs = Math.max(Date.now(), (this.#status?.beganMs ?? 0) + 1);
    this.#status = { ...order, beganMs, state: 'running' };
    this.#options.changed(this.#status);
    const end = (last: Partial<TrackStatus>) => {
      this.#running = undefined;
      this.#tell(last);
    };
    work(abort.signal).then(
      () => end({ state: 'done', at: undefined }),
      (error: unknown) => end(abort.signal.aborted ? { state: 'stopped' } : { state: 'failed', error: toErrorBody(error) }),
    );
  }

  #tell(news: Partial<TrackStatus>): void {
    if (!this.#status) return;
    this.#status = { ...this.#status, ...news };
    this.#options.changed(this.#status);
  }

  async #reset(lessons: readonly Lesson[]): Promise<void> {
    const track = lessons[0]?.track ?? '';
    this.#resetting = track;
    try {
      await this.#clear(track, new Set(lessons.flatMap(({ fields }) => fields.services)));
    } finally {
      this.#resetting = undefined;
    }
  }

  /** The services first: what fails there leaves the learner's own as it was. */
  async #clear(track: string, services: ReadonlySet<string>): Promise<void> {
    const { stack, reset, blocks, verify, workspace, progress, forgotten } = this.#options;
    await blocks.stopAll(track);
    const named = stack.status().services.filter(({ service, available }) => available && services.has(service));
    for (const { service } of named) await reset(service);
    await blocks.forget(track);
    await workspace.empty(track);
    verify.forget(track);
    progress.forget(track);
    forgotten();
  }

  /** @throws RunnerError 'track.unknown' | 'lesson.invalid' */
  #lessonsOf(track: string): Lesson[] {
    const { lessons } = this.#options;
    const all = lessons.list().map(({ id }) => ({ id, of: id.split('/')[0] ?? '' }));
    const found = all.filter(({ of }) => of === track);
    if (found.length > 0) return found.map(({ id }) => lessons.get(id));
    throw new RunnerError('track.unknown', `There is no track ${track} with lessons.`, {
      hint: suggest(track, [...new Set(all.map(({ of }) => of))]),
    });
  }
}

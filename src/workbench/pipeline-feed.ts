import type { OtherThing, PartFigures } from '#contract/messages/pipeline.ts';
import type { RunnerMessageOf } from '#contract/runner-message.ts';
import type { PartState } from '../tracks/pipeline-picture.ts';
import type { RequestError } from './request-error.ts';
import type { RunnerState } from './runner-state.ts';

type Picture = Pick<RunnerMessageOf<'pipeline.picture'>, 'nodes' | 'edges'>;

/** Who goes from one tab to the other looks on: only after this long the runner is told that nobody does (ms). */
const LEAVE_MS = 2_000;

/**
 * What the runner tells of the track's picture, for both tabs that show it. The runner looks at the services only while
 * somebody looks at a tab: not on a hidden page, not while paused.
 */
export class PipelineFeed {
  /** The parts and lines; undefined until the runner has told them. */
  picture: Picture | undefined;
  readonly figures = new Map<string, PartFigures>();
  /** What else is in the services of the track, and can be looked into. */
  others: readonly OtherThing[] = [];
  /** How far this page's lesson is with each part. */
  readonly lesson: ReadonlyMap<string, PartState>;
  /** Why there is no picture. */
  problem: string | undefined;
  /** The part that was chosen last, or what else. */
  chosen: string | undefined;
  readonly track: string;
  readonly #state: RunnerState;
  readonly #watchers = new Set<() => void>();
  #isWanted = false;
  #leaving: ReturnType<typeof setTimeout> | undefined;
  #isPaused = false;
  #isAsked = false;

  constructor(state: RunnerState) {
    this.#state = state;
    const panel = document.querySelector<HTMLElement>('#wb');
    this.track = panel?.dataset.track ?? '';
    const parts = (names: string | undefined, how: PartState) =>
      (names?.split(' ') ?? []).filter(Boolean).map((id): [string, PartState] => [id, how]);
    this.lesson = new Map([...parts(panel?.dataset.later, 'none'), ...parts(panel?.dataset.here, 'here')]);
    state.client.on('pipeline.picture', (message) => this.#take(message));
    state.client.on('pipeline.frame', ({ track, parts: seen, others }) => {
      if (track !== this.track || this.#isPaused) return;
      this.others = others;
      this.figures.clear();
      for (const one of seen) this.figures.set(one.part, one);
      this.#tell();
    });
    document.addEventListener('visibilitychange', () => this.#settle());
    state.watch(['connection'], () => {
      this.#isAsked = false;
      this.#settle();
      this.#tell();
    });
  }

  get isConnected(): boolean {
    return this.#state.connection === 'connected';
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** Calls `draw` whenever something changed. */
  watch(draw: () => void): void {
    this.#watchers.add(draw);
  }

  /** Somebody looks, or looks no more. */
  look(isWanted: boolean): void {
    clearTimeout(this.#leaving);
    const settle = () => {
      this.#isWanted = isWanted;
      this.#settle();
    };
    if (isWanted) settle();
    else this.#leaving = setTimeout(settle, LEAVE_MS);
  }

  /** Holds the figures as they are, or goes on. */
  pause(isPaused: boolean): void {
    this.#isPaused = isPaused;
    this.#settle();
    this.#tell();
  }

  #settle(): void {
    const isActive = this.#isWanted && !this.#isPaused && this.isConnected && document.visibilityState === 'visible';
    if (isActive === this.#isAsked) return;
    this.#isAsked = isActive;
    const { client } = this.#state;
    if (!isActive) {
      if (this.isConnected) client.request<'pipeline.unwatch'>({ type: 'pipeline.unwatch' }).catch(() => undefined); // gone: it looks no more
      return;
    }
    client.request<'pipeline.watch'>({ type: 'pipeline.watch', track: this.track }).catch((error: RequestError) => {
      if (error.code === 'gone') return;
      this.problem = error.sentence;
      this.#tell();
    });
  }

  #take({ track, nodes, edges }: RunnerMessageOf<'pipeline.picture'>): void {
    if (track !== this.track) return;
    this.problem = undefined;
    this.picture = { nodes, edges };
    this.#tell();
  }

  #tell(): void {
    for (const draw of this.#watchers) draw();
  }
}

const feeds = new WeakMap<RunnerState, PipelineFeed>();

/** The page's one feed. */
export function pipelineFeed(state: RunnerState): PipelineFeed {
  const known = feeds.get(state) ?? new PipelineFeed(state);
  feeds.set(state, known);
  return known;
}

import { isDeepStrictEqual } from 'node:util';
import { LOOK_EVERY_MS } from '#contract/limits.ts';
import type { OtherThing, PartFigures } from '#contract/messages/pipeline.ts';
import type { RunnerMessage } from '#contract/runner-message.ts';
import type { TrackFields } from '#contract/track.ts';
import { log } from '../lib/log.ts';
import { type LookOptions, lookAtParts } from './look-at-parts.ts';
import { lookForOthers } from './look-for-others.ts';
import { Rates } from './rates.ts';

/** Somebody who looks at a track's picture. */
export type Viewer = (message: RunnerMessage) => void;

export type WatchedOptions = {
  track: string;
  read: () => TrackFields;
  /** The stack in use now, and what can be looked at. */
  now: () => Pick<LookOptions, 'stack' | 'services' | 'program'>;
};

/**
 * A track's picture while somebody looks at it: one look after the other, a second of rest between them, however many
 * look. Everybody hears of what changed; who comes later gets what is known at once.
 */
export class WatchedTrack {
  readonly #options: WatchedOptions;
  readonly #viewers = new Set<Viewer>();
  readonly #rates = new Rates();
  #fields: TrackFields;
  #stack: string | undefined;
  #seen: { parts: PartFigures[]; others: OtherThing[] } | undefined;
  #ended: AbortController | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** @throws RunnerError 'track.unknown' */
  constructor(options: WatchedOptions) {
    this.#options = options;
    this.#fields = options.read();
  }

  /** The parts and lines of the picture. */
  get picture(): { nodes: TrackFields['nodes']; edges: TrackFields['edges'] } {
    return { nodes: this.#fields.nodes, edges: this.#fields.edges };
  }

  get isWatched(): boolean {
    return this.#viewers.size > 0;
  }

  add(viewer: Viewer): void {
    this.#viewers.add(viewer);
    if (this.#seen) viewer({ type: 'pipeline.frame', track: this.#options.track, ...this.#seen });
    if (this.#ended) return;
    this.#ended = new AbortController();
    void this.#look(this.#ended.signal);
  }

  remove(viewer: Viewer): void {
    this.#viewers.delete(viewer);
    if (!this.isWatched) this.close();
  }

  /** Its author changed it, perhaps. A mistake in it leaves it as it was; `npm run dev` says so. */
  readAgain(): void {
    try {
      const fields = this.#options.read();
      if (isDeepStrictEqual(fields, this.#fields)) return;
      this.#fields = fields;
    } catch (error) {
      log.debug({ err: error }, 'a track.yaml has a mistake');
      return;
    }
    this.#tell({ type: 'pipeline.picture', track: this.#options.track, ...this.picture });
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#ended?.abort();
    this.#ended = undefined;
    this.#seen = undefined;
    this.#rates.clear();
  }

  async #look(signal: AbortSignal): Promise<void> {
    try {
      const { stack, services, program } = this.#options.now();
      if (this.#stack !== stack.id) this.#rates.clear();
      this.#stack = stack.id;
      const [parts, others] = await Promise.all([
        lookAtParts(this.#fields.nodes, { stack, services, program, rates: this.#rates, signal }),
        lookForOthers(this.#fields, { stack, services, signal }),
      ]);
      if (signal.aborted) return;
      const seen = { parts, others };
      if (!isDeepStrictEqual(seen, this.#seen)) this.#tell({ type: 'pipeline.frame', track: this.#options.track, ...seen });
      this.#seen = seen;
    } catch (error) {
      if (signal.aborted) return;
      log.error({ err: error, track: this.#options.track }, 'looking at a picture'); // Goes on: the next look may see.
    }
    this.#timer = setTimeout(() => void this.#look(signal), LOOK_EVERY_MS).unref();
  }

  #tell(message: RunnerMessage): void {
    for (const viewer of this.#viewers) viewer(message);
  }
}

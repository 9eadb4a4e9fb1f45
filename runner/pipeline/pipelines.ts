import type { PeekMessages } from '#contract/messages/pipeline.ts';
import { suggest } from '#contract/nearest.ts';
import { OBSERVED, readShows } from '#contract/observed.ts';
import type { TrackNode } from '#contract/track.ts';
import { RunnerError } from '../errors.ts';
import type { Service } from '../services/define-service.ts';
import { resolveUrl } from '../services/resolve-url.ts';
import type { Stack } from '../services/stack.ts';
import { otherNode } from './look-for-others.ts';
import type { SeenProgram } from './program-figures.ts';
import { readTrack } from './read-track.ts';
import { type Viewer, WatchedTrack } from './watched-track.ts';
import { withinTime } from './within-time.ts';

/** A peek that has not ended by then is given up (ms). */
const PEEK_MS = 5_000;

export type PipelinesOptions = {
  contentDir: string;
  services: readonly Service[];
  /** The stack in use now. */
  stack: () => Stack;
  /** What is known of a program of a track, by its file. */
  program: (track: string, file: string) => SeenProgram | undefined;
};

/** The live pictures of the tracks: who looks at which, and peeking into one part. */
export class Pipelines {
  readonly #options: PipelinesOptions;
  readonly #watched = new Map<string, WatchedTrack>();

  constructor(options: PipelinesOptions) {
    this.#options = options;
  }

  /**
   * Looks at a track's picture for somebody until `end`. `show` hears the frames, not before it was given the picture.
   * @throws RunnerError 'track.unknown'
   */
  watch(track: string, viewer: Viewer): { picture: WatchedTrack['picture']; begin: () => void; end: () => void } {
    const known = this.#watched.get(track);
    const watched = known ?? this.#makeWatched(track);
    return {
      picture: watched.picture,
      begin: () => {
        this.#watched.set(track, watched);
        watched.add(viewer);
      },
      end: () => {
        watched.remove(viewer);
        if (!watched.isWatched && this.#watched.get(track) === watched) this.#watched.delete(track);
      },
    };
  }

  /**
   * The newest messages of a part, or of something else that is in a service of the track.
   * @throws RunnerError 'track.unknown' | 'part.unknown' | 'service.stopped' | 'service.starting' | 'service.failed'
   */
  async peek(track: string, part: string, { mayMark }: { mayMark: boolean }): Promise<Omit<PeekMessages, 'id'>> {
    const fields = readTrack(this.#options.contentDir, track);
    const { nodes } = fields;
    const node = nodes.find(({ id }) => id === part) ?? otherNode(part, fields);
    if (!node)
      throw new RunnerError('part.unknown', `The picture has no part ${part}.`, {
        hint: suggest(
          part,
          nodes.map(({ id }) => id),
        ),
      });
    const stack = this.#options.stack();
    const observer = await this.#observerOf(node);
    const signal = AbortSignal.timeout(PEEK_MS);
    const context = { resolve: (url: string) => resolveUrl(stack, url), signal, mayMark };
    try {
      const peeked = await withinTime(observer.peek(readShows(node.shows ?? ''), context), signal);
      return { type: 'peek.messages', part, ...peeked };
    } catch (cause) {
      if (cause instanceof RunnerError || !signal.aborted) throw cause;
      const hint = 'Look at its log in Services, then try again.';
      throw new RunnerError('service.failed', `${node.label} could not be read in time.`, { hint, cause });
    }
  }

  /** Files below `content/` changed. */
  contentChanged(): void {
    for (const watched of this.#watched.values()) watched.readAgain();
  }

  close(): void {
    for (const watched of this.#watched.values()) watched.close();
    this.#watched.clear();
  }

  #makeWatched(track: string): WatchedTrack {
    const { contentDir, services, stack, program } = this.#options;
    const read = () => readTrack(contentDir, track);
    return new WatchedTrack({ track, read, now: () => ({ stack: stack(), services, program: (file) => program(track, file) }) });
  }

  async #observerOf({ label, service, shows }: Pick<TrackNode, 'label' | 'service' | 'shows'>) {
    const observer = shows ? await this.#options.services.find(({ id }) => id === service)?.observer?.() : undefined;
    if (observer) return observer;
    throw new RunnerError('part.unknown', `There is nothing to look at in ${label}.`, {
      hint: `Parts that can be looked at show something of ${Object.keys(OBSERVED).join(', ')}.`,
    });
  }
}

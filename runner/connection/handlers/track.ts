import type { HandlersOf } from './handlers.ts';

/** `track.*`: what concerns a whole track. */
export const trackHandlers: HandlersOf<'track.bring' | 'track.reset' | 'track.stop'> = {
  'track.bring': ({ lesson, fresh }, { runner }) => runner.tracks.bring(runner.lessons.get(lesson), { fresh }),
  'track.reset': ({ track }, { runner }) => runner.tracks.reset(track),
  'track.stop': (_, { runner }) => runner.tracks.stop(),
};

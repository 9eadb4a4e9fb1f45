import type { HandlersOf } from './handlers.ts';

/** `verify.*`: looking at the running stack. */
export const verifyHandlers: HandlersOf<'verify.start' | 'verify.stop'> = {
  'verify.start': async ({ lesson, checks, once }, { runner }) => {
    await runner.verify.start(runner.lessons.get(lesson), { checks, once });
  },
  'verify.stop': ({ lesson }, { runner }) => runner.verify.stop(runner.lessons.get(lesson)),
};

import { refuseElsewhere } from '../../verify/refuse-elsewhere.ts';
import type { HandlersOf } from './handlers.ts';

/** `verify.*`: looking at the running stack. */
export const verifyHandlers: HandlersOf<'verify.start' | 'verify.stop'> = {
  'verify.start': async ({ lesson, checks, once }, { runner }) => {
    const found = runner.lessons.get(lesson);
    runner.visit(found, true);
    refuseElsewhere(found, runner.stack.status());
    await runner.verify.start(found, { checks, once });
  },
  'verify.stop': ({ lesson }, { runner }) => runner.verify.stop(runner.lessons.get(lesson)),
};

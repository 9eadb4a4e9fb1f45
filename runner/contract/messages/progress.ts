import * as z from 'zod';
import { lessonId } from '../ids.ts';

/**
 * Lesson → when it was passed last. `changed`: its blocks or checks are others since. `brought`: the learner did not pass
 * it; its blocks were run on the way to a later lesson, and its checks held then.
 */
export const progress = z.strictObject({
  lessons: z.record(
    lessonId,
    z.strictObject({ passedAt: z.number(), changed: z.boolean(), brought: z.literal(true).optional() }),
  ),
  /** The lesson to continue with: the last that was worked in, or opened with all before it passed or brought. */
  last: lessonId.optional(),
});
export type Progress = z.infer<typeof progress>;

/** Progress changed. */
export const progressChanged = z.strictObject({ type: z.literal('progress.state'), progress });

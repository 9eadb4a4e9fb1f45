import * as z from 'zod';
import { lessonId } from '../ids.ts';

/** Lesson → when it was passed last. `changed`: its blocks or checks are others since. */
export const progress = z.strictObject({
  lessons: z.record(lessonId, z.strictObject({ passedAt: z.number(), changed: z.boolean() })),
  /** The lesson to continue with: the last that was worked in, or opened with all before it passed. */
  last: lessonId.optional(),
});
export type Progress = z.infer<typeof progress>;

/** Progress changed. */
export const progressChanged = z.strictObject({ type: z.literal('progress.state'), progress });

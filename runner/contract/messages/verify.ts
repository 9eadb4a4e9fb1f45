import * as z from 'zod';
import { lessonId, requestId, slug } from '../ids.ts';

/** How a check ended. `error`: it could not be judged, for instance because the service did not answer. */
export const outcome = z.enum(['passed', 'failed', 'error']);

/** One row of Verify. A row without an outcome is still pending or being checked. */
export const verifyRow = z.strictObject({
  check: slug,
  title: z.string(),
  phase: z.enum(['pending', 'checking']).optional(),
  outcome: outcome.optional(),
  expected: z.string().optional(),
  actual: z.string().optional(),
  hint: z.string().optional(),
  /** The block that would mend it. */
  fix: slug.optional(),
  /** How long the check looked (ms). */
  ms: z.number().optional(),
});
export type VerifyRow = z.infer<typeof verifyRow>;

export const verifyState = z.enum(['idle', 'running', 'passed', 'failed']);

/** The latest Verify of a lesson. */
export const verifyStatus = z.strictObject({
  state: verifyState,
  /** True when all checks of the lesson were looked at, not only one panel's. */
  whole: z.boolean(),
  rows: z.array(verifyRow),
  ms: z.number().optional(),
});
export type VerifyStatus = z.infer<typeof verifyStatus>;

/** Look at the running stack. Without `checks` all of the lesson's. `once`: do not wait for what settles late. */
export const verifyStart = z.strictObject({
  type: z.literal('verify.start'),
  id: requestId,
  lesson: lessonId,
  checks: z.array(slug).max(50).optional(),
  once: z.boolean().optional(),
});
export const verifyStop = z.strictObject({ type: z.literal('verify.stop'), id: requestId, lesson: lessonId });

/** One row changed. */
export const verifyRowChanged = z.strictObject({ type: z.literal('verify.row'), lesson: lessonId, row: verifyRow });
/** Verify started (all rows pending) or ended; the reply to `verify.start` is `request.done` after the end. */
export const verifyChanged = z.strictObject({ type: z.literal('verify.state'), lesson: lessonId, status: verifyStatus });

import * as z from 'zod';
import { errorBody } from '../error.ts';
import { lessonId, requestId, slug } from '../ids.ts';

/** What is done, or was done last, with a whole track on the stack in use. */
export const trackStatus = z.strictObject({
  track: slug,
  /** `bring`: to where a lesson starts. `reset`: to where the track starts. */
  order: z.enum(['bring', 'reset']),
  /** When it began (ms since 1970); no two orders have the same. */
  beganMs: z.int().min(0),
  /** The lesson at whose start `bring` ends. */
  to: lessonId.optional(),
  state: z.enum(['running', 'done', 'stopped', 'failed']),
  /** What runs now, or what it ended at; without a block its checks are awaited, without anything services start. */
  at: z.strictObject({ lesson: lessonId, block: slug.optional() }).optional(),
  /** Blocks that have run, and all that are to run. */
  done: z.int().min(0),
  of: z.int().min(0),
  /** Why it failed. */
  error: errorBody.optional(),
});
export type TrackStatus = z.infer<typeof trackStatus>;

/**
 * Bring the stack to where a lesson starts: run what the earlier lessons of its track require. `fresh`: reset the track
 * first. The reply comes when it has begun; how it goes on is `track.state`.
 */
export const trackBring = z.strictObject({ type: z.literal('track.bring'), id: requestId, lesson: lessonId, fresh: z.boolean() });
/** Reset the services of a track's lessons; its files, edits, outputs and ticks go. The reply comes when it has begun. */
export const trackReset = z.strictObject({ type: z.literal('track.reset'), id: requestId, track: slug });
/** End what is being done with a track, with the block that runs. */
export const trackStop = z.strictObject({ type: z.literal('track.stop'), id: requestId });

/** An order for a track began, went on or ended; without a status the stack in use has had none. */
export const trackChanged = z.strictObject({ type: z.literal('track.state'), status: trackStatus.optional() });

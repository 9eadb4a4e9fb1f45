import * as z from 'zod';

/** A folder-like word: lower case letters, digits and single hyphens. */
export const slug = z
  .string()
  .max(80)
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'lower case letters, digits and hyphens, such as create-queue');

/** `<track>/<lesson>` without the number of the lesson's folder: `event-enrichment/a-queue-to-receive-events`. */
export const lessonId = z
  .string()
  .max(161)
  .regex(/^[a-z0-9-]+\/[a-z0-9-]+$/, 'a track and a lesson, such as event-enrichment/a-queue-to-receive-events');

/** The id of one run of a block, made by the runner. */
export const runId = z
  .string()
  .max(40)
  .regex(/^[a-z0-9-]+$/);

/** Repeated in the reply to a request; chosen by the page. */
export const requestId = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

/** A position in an output: how many UTF-16 characters came before it. */
export const seq = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

/** Which form of the services is meant. */
export const stackId = z.enum(['embedded', 'docker']);
export type StackId = z.infer<typeof stackId>;

import * as z from 'zod';
import { checkSchema } from './checks/checks.ts';
import { slug } from './ids.ts';
import { serviceId } from './services.ts';

/** A lesson's folder: its place in the track, then its name, `04-a-queue-to-receive-events`. */
export const LESSON_FOLDER = /^\d\d-([a-z0-9]+(?:-[a-z0-9]+)*)$/;

/** A step of a source guide: `S0-04` is step 4 of the first one. */
export const stepId = z.string().regex(/^S[0-4]-\d{2}$/, 'a guide step, such as S0-04');

/** What an author writes at the top of `index.mdx`. */
export const lessonFields = z.strictObject({
  title: z.string().min(1).max(80).describe('What the lesson is called, in the sidebar too.'),
  summary: z.string().min(1).max(200).describe('One sentence: what the learner can do afterwards.'),
  minutes: z
    .int()
    .min(1)
    .max(12, 'a lesson takes 12 minutes at most, a longer one is two')
    .describe('How long it takes, 12 at most.'),
  services: z.array(serviceId).describe('The services its blocks and checks need.'),
  programs: z.array(slug).default([]).describe('Blocks with `background` of earlier lessons of its track that must be running.'),
  covers: z.array(stepId).default([]).describe('Steps of the source guides it teaches.'),
  adds: z.array(z.string()).default([]).describe("Parts of the track's picture that this lesson adds."),
  holds: z.string().max(200).optional().describe('One line for the passed lesson: what holds now, and what is still missing.'),
  checks: z.array(checkSchema).default([]).describe('What Verify looks at, in order.'),
  draft: z.boolean().optional().describe('Not on the site yet.'),
});
export type LessonFields = z.infer<typeof lessonFields>;

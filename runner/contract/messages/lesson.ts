import * as z from 'zod';
import { lessonId, requestId, runId, seq, slug } from '../ids.ts';
import { blockStatus } from './block.ts';
import { fileStatus } from './file.ts';
import { programPlace } from './program.ts';
import { verifyStatus } from './verify.ts';

/**
 * Show a lesson: from now on this connection hears of its blocks, files and Verify. `seen` says up to where a page
 * that comes back has each output; without it the whole kept output is sent.
 */
export const lessonOpen = z.strictObject({
  type: z.literal('lesson.open'),
  id: requestId,
  lesson: lessonId,
  seen: z.record(slug, z.strictObject({ run: runId, seq })).optional(),
});

/** The answer to `lesson.open`; sent again when the lesson's files or the stack changed. Output follows as `block.data`. */
export const lessonState = z.strictObject({
  type: z.literal('lesson.state'),
  id: requestId.optional(),
  lesson: lessonId,
  /** Block → `hashText` of its text as the lesson has it now; another one than the page's means the page is old. */
  hashes: z.record(slug, z.string()),
  blocks: z.array(blockStatus),
  files: z.array(fileStatus),
  verify: verifyStatus,
  /** What must be running for this lesson, in the order it is started. */
  programs: z.array(programPlace),
});

import * as z from 'zod';
import { fileName } from '../block.ts';
import { lessonId, requestId, slug } from '../ids.ts';
import { MAX_TEXT_CHARS } from '../limits.ts';

/** A file block: its text in the workspace. */
export const fileStatus = z.strictObject({
  block: slug,
  file: fileName,
  /** True when it differs from the lesson's text. */
  edited: z.boolean(),
  text: z.string(),
});
export type FileStatus = z.infer<typeof fileStatus>;

/** Keep the learner's text of a file block. */
export const fileSave = z.strictObject({
  type: z.literal('file.save'),
  id: requestId,
  lesson: lessonId,
  block: slug,
  text: z.string().max(MAX_TEXT_CHARS),
});
/** Put the lesson's text back. */
export const fileReset = z.strictObject({ type: z.literal('file.reset'), id: requestId, lesson: lessonId, block: slug });
/** A file block changed. */
export const fileChanged = z.strictObject({ type: z.literal('file.state'), lesson: lessonId, status: fileStatus });

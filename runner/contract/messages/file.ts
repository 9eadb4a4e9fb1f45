import * as z from 'zod';
import { fileName } from '../block.ts';
import { lessonId, requestId, slug } from '../ids.ts';
import { MAX_TEXT_CHARS } from '../limits.ts';

/** What somebody wrote into a file outside of the page; without a text when it is too long, or none. */
export const outsideText = z.strictObject({ text: z.string().max(MAX_TEXT_CHARS).optional() });
export type OutsideText = z.infer<typeof outsideText>;

/** A file block: its text in the workspace. */
export const fileStatus = z.strictObject({
  block: slug,
  file: fileName,
  /** True when it differs from the lesson's text. */
  edited: z.boolean(),
  text: z.string(),
  /** The file has something else in it now: which one stays is for the learner to say. */
  outside: outsideText.optional(),
});
export type FileStatus = z.infer<typeof fileStatus>;

/** Keep the learner's text of a file block. `overwrite`: also when the file was changed outside of the page. */
export const fileSave = z.strictObject({
  type: z.literal('file.save'),
  id: requestId,
  lesson: lessonId,
  block: slug,
  text: z.string().max(MAX_TEXT_CHARS),
  overwrite: z.literal(true).optional(),
});
/** Put the lesson's text back. */
export const fileReset = z.strictObject({ type: z.literal('file.reset'), id: requestId, lesson: lessonId, block: slug });
/** A file block changed. */
export const fileChanged = z.strictObject({ type: z.literal('file.state'), lesson: lessonId, status: fileStatus });

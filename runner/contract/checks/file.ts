import * as z from 'zod';
import { fileName } from '../block.ts';
import { checkBase } from './base.ts';

/** A file of the workspace is there, is not empty and, with `contains`, has this text in it. */
export const fileExists = z.strictObject({
  ...checkBase,
  check: z
    .literal('file.exists')
    .describe('A file of the workspace is there, is not empty and, with `contains`, has this text in it.'),
  /** A file is there when the block that writes it has ended; waiting long brings nothing. */
  within: checkBase.within.unwrap().default(0.5),
  file: fileName.describe('Its name in the workspace: event.json.'),
  contains: z.string().optional().describe('A text that is in it.'),
});

export const fileChecks = [fileExists] as const;

/** What the check proves, when the lesson does not say it. */
export const fileTitles = { 'file.exists': (c: z.infer<typeof fileExists>) => `${c.file} is in your workspace` };

import * as z from 'zod';
import { slug, stackId } from './ids.ts';

/** What one block showed when the lesson was recorded. */
export const recordedBlock = z.strictObject({
  /** `hashText` of the block's text at that time: with another text on the page the output is out of date. */
  hash: z.string(),
  /** Plain text: no colours, no carriage returns; times, ids and ports are made the same in every recording. */
  output: z.string(),
  /** The exit status it ended with; null for one that was stopped because it had shown what it should. */
  exit: z.int().nullable(),
});
export type RecordedBlock = z.infer<typeof recordedBlock>;

/** `content/<track>/NN-<lesson>/recorded.json`, which `npm run lessons -- --record` writes and the page shows when no runner is there. */
export const recordedOutputs = z.strictObject({
  /** The day of the recording; it stays while nothing else changed. */
  date: z.iso.date(),
  stack: stackId,
  blocks: z.record(slug, recordedBlock),
});
export type RecordedOutputs = z.infer<typeof recordedOutputs>;

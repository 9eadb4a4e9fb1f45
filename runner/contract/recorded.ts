import * as z from 'zod';
import { hashText } from './hash.ts';
import { slug, stackId } from './ids.ts';
import type { Block } from './read-fence.ts';

/** What one block showed when the lesson was recorded. */
export const recordedBlock = z.strictObject({
  /** `recordedHashes` of the lesson at that time: with another one now, the output is out of date. */
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

/**
 * Of each block, a fingerprint of what its output is made of: its text, what its fence says, and all files, those of the
 * lesson's blocks and the `files` it begins with (each its path and a fingerprint).
 */
export function recordedHashes(blocks: readonly Block[], files: readonly string[]): Record<string, string> {
  const written = blocks.flatMap(({ attributes, text }) => (attributes.file ? [[attributes.file, text]] : []));
  return Object.fromEntries(
    blocks.map(({ id, text, attributes }) => [id, hashText(JSON.stringify([text, attributes, written, files]))]),
  );
}

/** The part of a recording that is of the lesson as it is now. */
export function currentOutputs(recorded: RecordedOutputs, hashes: Readonly<Record<string, string>>): RecordedOutputs {
  const current = Object.entries(recorded.blocks).filter(([id, { hash }]) => hash === hashes[id]);
  return { ...recorded, blocks: Object.fromEntries(current) };
}

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RecordedBlock, type RecordedOutputs, recordedOutputs } from '#contract/recorded.ts';
import { writeAtomic } from '../../../runner/lib/atomic-file.ts';

/** Where the outputs of a lesson are kept: beside it. */
export const recordedPath = (lessonDir: string): string => join(lessonDir, 'recorded.json');

/** What is recorded of a lesson; undefined when there is nothing, or nothing that can be read. */
export function readRecordedFile(lessonDir: string): RecordedOutputs | undefined {
  const file = recordedPath(lessonDir);
  if (!existsSync(file)) return undefined;
  try {
    return recordedOutputs.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // A damaged one is written anew; the tests say which are damaged.
    return undefined;
  }
}

/** What writing a recording changed: the blocks, by what became of them. */
export type RecordedChange = { added: string[]; changed: string[]; removed: string[] };

/** Writes a lesson's recording; its day stays, and so does the whole file, while no block has changed. */
export function writeRecordedFile(
  lessonDir: string,
  blocks: ReadonlyMap<string, RecordedBlock>,
  today = new Date().toISOString().slice(0, 10),
): RecordedChange {
  const earlier = readRecordedFile(lessonDir);
  const before = earlier?.blocks ?? {};
  const change: RecordedChange = {
    added: [...blocks.keys()].filter((id) => !before[id]),
    changed: [...blocks].flatMap(([id, block]) => (before[id] && !isSame(before[id], block) ? [id] : [])),
    removed: Object.keys(before).filter((id) => !blocks.has(id)),
  };
  const isNew = Object.values(change).some((ids) => ids.length > 0);
  const recorded: RecordedOutputs = {
    date: earlier && !isNew ? earlier.date : today,
    stack: 'embedded',
    blocks: Object.fromEntries(blocks),
  };
  const text = `${JSON.stringify(recorded, null, 2)}\n`;
  const file = recordedPath(lessonDir);
  // Not even its time changes: a page that is open would be loaded again.
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) writeAtomic(file, text);
  return change;
}

const isSame = (a: RecordedBlock, b: RecordedBlock): boolean => a.hash === b.hash && a.exit === b.exit && a.output === b.output;

import { join } from 'node:path';
import { replaceFile } from './files.ts';
import type { ProducerStates } from './producer-states.ts';

/** Keeps where a log starts, and its producers as of an offset, in the partition's folder; `loadLog` reads it. */
export async function writeCheckpoint(
  folder: string,
  { logStartOffset, endOffset, producers }: { logStartOffset: number; endOffset: number; producers: ProducerStates },
): Promise<void> {
  await replaceFile(join(folder, 'checkpoint'), JSON.stringify({ logStartOffset, endOffset, ...producers.snapshot() }));
}

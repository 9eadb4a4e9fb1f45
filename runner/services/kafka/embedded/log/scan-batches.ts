import { type BatchHeader, batchBytes, HEADER_BYTES, isIntact, magicOf, OVERHEAD_BYTES, readHeader } from '../records/batch.ts';

/** What one read of a scan gets, at least. */
const CHUNK_BYTES = 256 * 1_024;

/** A batch of a file: where it starts, what its header says and, in `buffer` from `at` on, the batch itself as a whole. */
export type ScannedBatch = { position: number; header: BatchHeader; buffer: Buffer; at: number };

/** Which part of a file to scan, and whether checksums are looked at. */
export type ScanRange = { from: number; to: number; isChecked?: boolean };

/**
 * The whole batches of a part of a log file, in order. It ends where the next batch is torn or is not a batch at all, so what
 * is left over can be cut off. `buffer` is good until the next step.
 */
export async function* scanBatches(
  read: (position: number, length: number) => Promise<Buffer>,
  { from, to, isChecked = false }: ScanRange,
): AsyncGenerator<ScannedBatch, void> {
  let buffer: Buffer = Buffer.alloc(0);
  let start = from; // where in the file the buffer begins
  let position = from;
  while (position + HEADER_BYTES <= to) {
    let at = position - start;
    if (at + HEADER_BYTES > buffer.length || at + batchBytes(buffer, at) > buffer.length) {
      const known = at + OVERHEAD_BYTES <= buffer.length ? batchBytes(buffer, at) : 0;
      if (position + known > to) return;
      buffer = await read(position, Math.min(to - position, Math.max(CHUNK_BYTES, known)));
      start = position;
      at = 0;
      if (buffer.length < Math.max(HEADER_BYTES, known)) return; // the file is shorter than its caller thinks
    }
    const bytes = batchBytes(buffer, at);
    if (bytes < HEADER_BYTES || magicOf(buffer, at) !== 2 || position + bytes > to) return;
    if (at + bytes > buffer.length) continue; // now that its length is known, it is read as a whole
    if (isChecked && !isIntact(buffer, at)) return;
    yield { position, header: readHeader(buffer, at), buffer, at };
    position += bytes;
  }
}

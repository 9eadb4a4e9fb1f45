import { baseOffsetOf, batchBytes, HEADER_BYTES, lastOffsetOf, magicOf, OVERHEAD_BYTES } from '../records/batch.ts';

/** What a read wants: batches from the one that holds `offset` on, none that begins at `limit` or later. */
export type WantedBatches = { offset: number; maxBytes: number; limit: number };

/**
 * The part of a buffer that answers a read. When nothing of it does: where to read on (`start`), and how much is needed for
 * the batch there; `isOver` when nothing below the limit is there, `isDamaged` when no batch is there.
 */
export type BatchPart = {
  isFound: boolean;
  isOver: boolean;
  isDamaged: boolean;
  start: number;
  end: number;
  /** Where the last batch begins. */
  last: number;
  needed: number;
};

/** The whole batches of `buffer`, which starts with a batch, that answer a read. */
export function wholeBatches(buffer: Buffer, { offset, maxBytes, limit }: WantedBatches): BatchPart {
  let start = 0;
  while (isBatch(buffer, start) && lastOffsetOf(buffer, start) < offset) start += batchBytes(buffer, start);
  const needed = start + OVERHEAD_BYTES <= buffer.length ? batchBytes(buffer, start) : 0;
  const nothing = { isFound: false, isOver: false, isDamaged: false, start, end: start, last: start, needed };
  if (start + HEADER_BYTES > buffer.length) return nothing;
  if (!isBatch(buffer, start)) return { ...nothing, isDamaged: true };
  if (baseOffsetOf(buffer, start) >= limit) return { ...nothing, isOver: true };
  if (start + needed > buffer.length) return nothing;
  let last = start;
  let end = start + needed;
  while (isBatch(buffer, end) && end + batchBytes(buffer, end) <= buffer.length) {
    const next = end + batchBytes(buffer, end);
    if (next - start > maxBytes || baseOffsetOf(buffer, end) >= limit) break;
    last = end;
    end = next;
  }
  return { ...nothing, isFound: true, end, last };
}

function isBatch(buffer: Buffer, at: number): boolean {
  return at + HEADER_BYTES <= buffer.length && magicOf(buffer, at) === 2 && batchBytes(buffer, at) >= HEADER_BYTES;
}

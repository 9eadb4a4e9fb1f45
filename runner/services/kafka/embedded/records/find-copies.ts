/** Shorter repetitions are not worth a copy; both formats that use this say so, too. */
export const MIN_COPY = 4;
const HASH_BITS = 14;

/** A part of a block: bytes as they are, then a copy of what came `back` bytes before. The last part has no copy. */
export type Part = { literals: Buffer; back: number; length: number };

/**
 * Takes a block apart into literals and repetitions, greedily, as LZ4 and snappy do: the newest place where four bytes stood
 * before is looked at, no other. A block has no more than 64 kB, so every place can be written in two bytes.
 * @param tail so many bytes at the end stay literals.
 */
export function* findCopies(block: Buffer, tail: number): Generator<Part, void> {
  const newest = new Int32Array(1 << HASH_BITS).fill(-1);
  const end = block.length - tail;
  let from = 0;
  for (let at = 0; at + MIN_COPY <= end; ) {
    const word = block.readInt32LE(at);
    const slot = Math.imul(word, 0x9e3779b1) >>> (32 - HASH_BITS);
    const before = newest[slot] as number;
    newest[slot] = at;
    if (before < 0 || block.readInt32LE(before) !== word) {
      at++;
      continue;
    }
    let length = MIN_COPY;
    while (at + length < end && block[before + length] === block[at + length]) length++;
    yield { literals: block.subarray(from, at), back: at - before, length };
    at += length;
    from = at;
  }
  yield { literals: block.subarray(from), back: 0, length: 0 };
}

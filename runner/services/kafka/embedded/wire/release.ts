/** Below this the memory may be Node’s own pool, which cannot be given back (bytes). */
const MIN_BYTES = Buffer.poolSize / 2;

/**
 * Gives the memory behind a buffer back at once. Nobody may look at it any more, nor at another buffer of the same memory.
 * The collector would wait until 64 MB of such buffers have come together.
 */
export function release(bytes: Uint8Array): void {
  const memory = bytes.buffer;
  if (bytes.length >= MIN_BYTES && memory instanceof ArrayBuffer && !memory.detached) memory.transfer(0);
}

/** True when no other buffer can be of the same memory. */
export function isAlone(bytes: Uint8Array): boolean {
  return bytes.length === bytes.buffer.byteLength;
}

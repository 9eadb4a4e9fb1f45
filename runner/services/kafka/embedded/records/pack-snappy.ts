import { findCopies } from './find-copies.ts';

/** Xerial's framing, which Kafka itself writes: its magic, and version 1 twice. Every client reads it. */
const FRAME_HEADER = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0, 0, 0, 0, 1, 0, 0, 0, 1]);
const BLOCK_BYTES = 32 << 10;
const MAX_COPY = 64;

/** Writes snappy blocks in xerial's framing. */
export function snappy(bytes: Buffer): Buffer {
  const parts: Buffer[] = [FRAME_HEADER];
  for (let at = 0; at < bytes.length; at += BLOCK_BYTES) {
    const packed = packBlock(bytes.subarray(at, at + BLOCK_BYTES));
    const size = Buffer.alloc(4);
    size.writeInt32BE(packed.length);
    parts.push(size, packed);
  }
  return Buffer.concat(parts);
}

function packBlock(block: Buffer): Buffer {
  const parts: Buffer[] = [uvarint(block.length)];
  for (const { literals, back, length } of findCopies(block, 0)) {
    if (literals.length > 0) parts.push(literalTag(literals.length), literals);
    for (let left = length; left > 0; left -= MAX_COPY)
      parts.push(Buffer.from([((Math.min(left, MAX_COPY) - 1) << 2) | 2, back & 255, back >> 8]));
  }
  return Buffer.concat(parts);
}

function uvarint(value: number): Buffer {
  const bytes: number[] = [];
  let left = value;
  for (; left > 127; left >>>= 7) bytes.push((left & 127) | 128);
  return Buffer.from([...bytes, left]);
}

function literalTag(length: number): Buffer {
  const short = length - 1;
  if (short < 60) return Buffer.from([short << 2]);
  return short < 256 ? Buffer.from([60 << 2, short]) : Buffer.from([61 << 2, short & 255, short >> 8]);
}

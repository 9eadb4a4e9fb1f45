import { findCopies, MIN_COPY } from './find-copies.ts';

/** Magic, version 1 with independent blocks and no checksums, blocks of 64 kB, and the checksum of these two bytes. */
const FRAME_HEADER = Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82]);
const FRAME_END = Buffer.alloc(4);
const BLOCK_BYTES = 64 << 10;
const IS_PLAIN = 0x80000000;
/** A block's last copy begins before its last 12 bytes, and leaves the last 5 alone (lz4_Block_format.md). */
const TAIL_BYTES = 12;

/** Writes an LZ4 frame. */
export function lz4(bytes: Buffer): Buffer {
  const parts: Buffer[] = [FRAME_HEADER];
  for (let at = 0; at < bytes.length; at += BLOCK_BYTES) {
    const block = bytes.subarray(at, at + BLOCK_BYTES);
    const packed = packBlock(block);
    const isSmaller = packed.length < block.length;
    const size = Buffer.alloc(4);
    size.writeUInt32LE(isSmaller ? packed.length : block.length + IS_PLAIN);
    parts.push(size, isSmaller ? packed : block);
  }
  return Buffer.concat([...parts, FRAME_END]);
}

function packBlock(block: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (const { literals, back, length } of findCopies(block, TAIL_BYTES)) {
    const copied = Math.max(length - MIN_COPY, 0);
    const head = [(Math.min(literals.length, 15) << 4) | Math.min(copied, 15), ...rest(literals.length)];
    parts.push(Buffer.from(head), literals);
    if (back > 0) parts.push(Buffer.from([back & 255, back >> 8, ...rest(copied)]));
  }
  return Buffer.concat(parts);
}

/** What of a length does not fit into four bits. */
function rest(length: number): number[] {
  if (length < 15) return [];
  const more = length - 15;
  return [...new Array<number>(Math.floor(more / 255)).fill(255), more % 255];
}

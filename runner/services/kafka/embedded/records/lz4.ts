import { copyBack } from './snappy.ts';

const MAGIC = 0x184d2204;
const BLOCK_BYTES = [0, 0, 0, 0, 64 << 10, 256 << 10, 1 << 20, 4 << 20];

/**
 * Reads an LZ4 frame (lz4_Frame_format.md). Checksums are not looked at: the batch around it has one of its own, and
 * old Java clients wrote a wrong one into the frame's header. @throws Error when it is not a frame.
 */
export function unlz4(bytes: Buffer, maxBytes: number): Buffer {
  if (bytes.length < 7 || bytes.readUInt32LE(0) !== MAGIC) throw new Error('This is not an LZ4 frame.');
  const flags = bytes.readUInt8(4);
  const blockBytes = BLOCK_BYTES[(bytes.readUInt8(5) >> 4) & 7] ?? 0;
  const hasBlockChecksum = (flags & 16) !== 0;
  let at = 7 + (flags & 8 ? 8 : 0) + (flags & 1 ? 4 : 0);
  let out = Buffer.allocUnsafe(Math.min(maxBytes, Math.max(1_024, bytes.length * 4)));
  let end = 0;
  for (;;) {
    const size = bytes.readUInt32LE(at);
    at += 4;
    if (size === 0) return out.subarray(0, end);
    const length = size & 0x7fffffff;
    const block = bytes.subarray(at, at + length);
    if (block.length < length) throw new Error('An LZ4 frame ends in a block.');
    out = withRoom(out, { used: end, more: Math.max(blockBytes, length), maxBytes });
    end = size & 0x80000000 ? end + block.copy(out, end) : readBlock(block, out, end);
    if (end > maxBytes) throw new Error(`An LZ4 frame holds more than ${maxBytes} bytes.`);
    at += length + (hasBlockChecksum ? 4 : 0);
  }
}

function withRoom(out: Buffer, { used, more, maxBytes }: { used: number; more: number; maxBytes: number }): Buffer<ArrayBuffer> {
  if (used > maxBytes) throw new Error(`An LZ4 frame holds more than ${maxBytes} bytes.`);
  const larger = used + more <= out.length ? undefined : Buffer.allocUnsafe(Math.max(used + more, out.length * 2));
  if (larger) out.copy(larger, 0, 0, used);
  return (larger ?? out) as Buffer<ArrayBuffer>;
}

/** Sequences of literals and copies (lz4_Block_format.md); gives back where the output ends. */
function readBlock(bytes: Buffer, out: Buffer, start: number): number {
  let end = start;
  let at = 0;
  const lengthFrom = (short: number): number => {
    let length = short;
    if (short < 15) return length;
    for (let byte = 255; byte === 255; length += byte) byte = bytes.readUInt8(at++);
    return length;
  };
  while (at < bytes.length) {
    const token = bytes.readUInt8(at++);
    const literals = lengthFrom(token >> 4);
    if (at + literals > bytes.length || end + literals > out.length) throw new Error('An LZ4 block ends in a literal.');
    bytes.copy(out, end, at, at + literals);
    at += literals;
    end += literals;
    if (at >= bytes.length) return end; // the last sequence has literals only
    const back = bytes.readUInt16LE(at);
    at += 2;
    const length = lengthFrom(token & 15) + 4;
    if (back === 0 || back > end || end + length > out.length) throw new Error('An LZ4 block copies from outside.');
    copyBack(out, { from: end - back, to: end, length });
    end += length;
  }
  return end;
}

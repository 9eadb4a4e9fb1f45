/** The magic of the framing that Java clients put around snappy blocks (xerial's `SnappyOutputStream`). */
const XERIAL = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
const XERIAL_HEADER_BYTES = 16;

/** Reads what producers call snappy: one raw block (librdkafka), or blocks in xerial's framing (Java). @throws Error when it is neither. */
export function unsnappy(bytes: Buffer, maxBytes: number): Buffer {
  if (!bytes.subarray(0, XERIAL.length).equals(XERIAL)) return readBlock(bytes, maxBytes);
  const blocks: Buffer[] = [];
  let left = maxBytes;
  for (let at = XERIAL_HEADER_BYTES; at < bytes.length; ) {
    const length = bytes.readInt32BE(at);
    const block = readBlock(bytes.subarray(at + 4, at + 4 + length), left);
    blocks.push(block);
    left -= block.length;
    at += 4 + length;
  }
  return Buffer.concat(blocks);
}

/** One block, as in google/snappy's `format_description.txt`: its length, then literals and copies of what is there already. */
function readBlock(bytes: Buffer, maxBytes: number): Buffer {
  let at = 0;
  let size = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    if (byte === undefined || shift > 28) throw new Error('A snappy block has no length.');
    size += (byte & 127) * 2 ** shift;
    if (byte < 128) break;
  }
  if (size > maxBytes) throw new Error(`A snappy block holds ${size} bytes, more than ${maxBytes}.`);
  const out = Buffer.allocUnsafe(size);
  let end = 0;
  while (at < bytes.length) {
    const element = readElement(bytes, at);
    at = element.next;
    if (end + element.length > size) throw new Error('A snappy block is longer than it says.');
    if (element.back === 0) {
      if (at + element.length > bytes.length) throw new Error('A snappy block ends in a literal.');
      bytes.copy(out, end, at, at + element.length);
      at += element.length;
    } else {
      if (element.back > end) throw new Error('A snappy block copies from before its start.');
      copyBack(out, { from: end - element.back, to: end, length: element.length });
    }
    end += element.length;
  }
  if (end !== size) throw new Error('A snappy block is shorter than it says.');
  return out;
}

/** A tag and the bytes that belong to it; `back` is 0 for a literal. */
function readElement(bytes: Buffer, at: number): { length: number; back: number; next: number } {
  const tag = bytes[at] ?? 0;
  switch (tag & 3) {
    case 0: {
      const short = tag >> 2;
      if (short < 60) return { length: short + 1, back: 0, next: at + 1 };
      const width = short - 59;
      return { length: bytes.readUIntLE(at + 1, width) + 1, back: 0, next: at + 1 + width };
    }
    case 1:
      return { length: ((tag >> 2) & 7) + 4, back: copyFrom(((tag >> 5) << 8) | bytes.readUInt8(at + 1)), next: at + 2 };
    case 2:
      return { length: (tag >> 2) + 1, back: copyFrom(bytes.readUInt16LE(at + 1)), next: at + 3 };
    default:
      return { length: (tag >> 2) + 1, back: copyFrom(bytes.readUInt32LE(at + 1)), next: at + 5 };
  }
}

function copyFrom(back: number): number {
  if (back === 0) throw new Error('A snappy block copies from nowhere.');
  return back;
}

/** Byte by byte where the ranges overlap: the copy then repeats what it has just written. */
export function copyBack(out: Buffer, { from, to, length }: { from: number; to: number; length: number }): void {
  if (from + length <= to) {
    out.copyWithin(to, from, from + length);
    return;
  }
  for (let index = 0; index < length; index++) out[to + index] = out[from + index] as number;
}

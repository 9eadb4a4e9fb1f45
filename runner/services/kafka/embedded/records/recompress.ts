import { batchBytes, HEADER_BYTES, makeBatch, readHeader } from './batch.ts';
import { type Compression, pack, unpack } from './compression.ts';

/** The batch at `at` with another compression, all else as it was. @throws Error when what it holds is damaged. */
export function recompress(buffer: Buffer, at: number, compression: Compression): Buffer {
  const header = readHeader(buffer, at);
  const records = unpack(header.codec, buffer.subarray(at + HEADER_BYTES, at + batchBytes(buffer, at)));
  return makeBatch({ ...header, codec: compression.codec }, pack(records, compression));
}

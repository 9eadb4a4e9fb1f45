import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { unlz4 } from './lz4.ts';
import { unsnappy } from './snappy.ts';

/** What the lowest three bits of a batch's attributes say. */
export const CODECS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;
/** A batch that unpacks to more than this is refused: a few bytes can claim to be gigabytes. */
const MAX_UNPACKED_BYTES = 256 << 20;

/** The records of a batch as they were before compression. @throws Error when they are damaged or the codec is unknown. */
export function unpack(codec: number, bytes: Buffer): Buffer {
  switch (CODECS[codec]) {
    case 'none':
      return bytes;
    case 'gzip':
      return gunzipSync(bytes, { maxOutputLength: MAX_UNPACKED_BYTES });
    case 'snappy':
      return unsnappy(bytes, MAX_UNPACKED_BYTES);
    case 'lz4':
      return unlz4(bytes, MAX_UNPACKED_BYTES);
    case 'zstd':
      return zstdDecompressSync(bytes, { maxOutputLength: MAX_UNPACKED_BYTES });
    default:
      throw new Error(`There is no compression ${codec}.`);
  }
}

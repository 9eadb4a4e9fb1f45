import { constants, gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { unlz4 } from './lz4.ts';
import { lz4 } from './pack-lz4.ts';
import { snappy } from './pack-snappy.ts';
import { unsnappy } from './snappy.ts';

/** What the lowest three bits of a batch's attributes say. */
export const CODECS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;
/** A codec by its number, and how hard it tries; lz4 and snappy know one way only. */
export type Compression = { codec: number; level: number };
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

/** Records as a topic with a compression of its own keeps them. */
export function pack(bytes: Buffer, { codec, level }: Compression): Buffer {
  switch (CODECS[codec]) {
    case 'gzip':
      return gzipSync(bytes, { level });
    case 'snappy':
      return snappy(bytes);
    case 'lz4':
      return lz4(bytes);
    case 'zstd':
      return zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: level } });
    default:
      return bytes;
  }
}

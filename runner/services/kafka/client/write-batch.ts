import { gzipSync, zstdCompressSync } from 'node:zlib';
import { makeBatch } from '../embedded/records/batch.ts';
import { CODECS } from '../embedded/records/compression.ts';

/** A record on its way to a topic. Times are milliseconds since 1970. */
export type OutRecord = {
  key: Buffer | null;
  value: Buffer | null;
  headers: readonly { key: string; value: Buffer | null }[];
  timestamp: number;
};

/** What a batch can be compressed with here; snappy and lz4 need encoders that Node has not. */
export const COMPRESSIONS = ['none', 'gzip', 'zstd'] as const;
/** One of them. */
export type Compression = (typeof COMPRESSIONS)[number];

/** Records as one batch, as a producer without idempotence sends it. */
export function writeBatch(records: readonly OutRecord[], compression: Compression): Buffer {
  const baseTimestamp = records[0]?.timestamp ?? 0;
  const raw = Buffer.concat(records.map((record, at) => writeRecord(record, { offsetDelta: at, baseTimestamp })));
  return makeBatch(
    {
      ...{ baseOffset: 0, lastOffset: records.length - 1, bytes: 0, leaderEpoch: -1, count: records.length },
      ...{ isLogAppendTime: false, isTransactional: false, isControl: false, baseTimestamp },
      ...{ producerId: -1, producerEpoch: -1, baseSequence: -1, codec: CODECS.indexOf(compression) },
      maxTimestamp: Math.max(...records.map(({ timestamp }) => timestamp)),
    },
    compress(raw, compression),
  );
}

function compress(bytes: Buffer, compression: Compression): Buffer {
  if (compression === 'gzip') return gzipSync(bytes);
  return compression === 'zstd' ? zstdCompressSync(bytes) : bytes;
}

type Place = { offsetDelta: number; baseTimestamp: number };

function writeRecord({ key, value, headers, timestamp }: OutRecord, { offsetDelta, baseTimestamp }: Place): Buffer {
  const body = Buffer.concat([
    Buffer.from([0]),
    zigzag(timestamp - baseTimestamp),
    zigzag(offsetDelta),
    ...field(key),
    ...field(value),
    zigzag(headers.length),
    ...headers.flatMap((header) => [...field(Buffer.from(header.key)), ...field(header.value)]),
  ]);
  return Buffer.concat([zigzag(body.length), body]);
}

const field = (bytes: Buffer | null): Buffer[] => (bytes ? [zigzag(bytes.length), bytes] : [zigzag(-1)]);

function zigzag(value: number): Buffer {
  const bytes: number[] = [];
  let left = value < 0 ? -2 * value - 1 : 2 * value;
  for (; left > 127; left = Math.floor(left / 128)) bytes.push((left % 128) | 128);
  bytes.push(left);
  return Buffer.from(bytes);
}

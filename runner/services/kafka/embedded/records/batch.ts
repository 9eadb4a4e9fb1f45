import { crc32c } from './crc32c.ts';

/**
 * Record batches of magic 2, the only form in the log. They are stored as they come and served as they are; only the
 * header is read, and its first 16 bytes (base offset, leader epoch) are written in place, before the checksum's reach.
 */
export const HEADER_BYTES = 61;
/** What comes before the part that the length counts: base offset and length. */
export const OVERHEAD_BYTES = 12;

const AT = { length: 8, leaderEpoch: 12, magic: 16, crc: 17, attributes: 21, lastOffsetDelta: 23, baseTimestamp: 27 } as const;
const AT_MAX_TIMESTAMP = 35;
const AT_PRODUCER_ID = 43;
const AT_PRODUCER_EPOCH = 51;
const AT_BASE_SEQUENCE = 53;
const AT_COUNT = 57;

const LOG_APPEND_TIME = 8;
const TRANSACTIONAL = 16;
const CONTROL = 32;

/** What a batch's header says. Offsets and bytes are numbers, times milliseconds since 1970, `codec` as in `compression.ts`. */
export type BatchHeader = {
  baseOffset: number;
  lastOffset: number;
  /** Of the whole batch, header included. */
  bytes: number;
  leaderEpoch: number;
  codec: number;
  isLogAppendTime: boolean;
  isTransactional: boolean;
  isControl: boolean;
  baseTimestamp: number;
  maxTimestamp: number;
  producerId: number;
  producerEpoch: number;
  baseSequence: number;
  count: number;
};

/** The header of the batch that starts at `at`; the caller has looked that it is there as a whole. */
export function readHeader(buffer: Buffer, at = 0): BatchHeader {
  const attributes = buffer.readInt16BE(at + AT.attributes);
  const baseOffset = int64(buffer, at);
  return {
    baseOffset,
    lastOffset: baseOffset + buffer.readInt32BE(at + AT.lastOffsetDelta),
    bytes: batchBytes(buffer, at),
    leaderEpoch: buffer.readInt32BE(at + AT.leaderEpoch),
    codec: attributes & 7,
    isLogAppendTime: (attributes & LOG_APPEND_TIME) !== 0,
    isTransactional: (attributes & TRANSACTIONAL) !== 0,
    isControl: (attributes & CONTROL) !== 0,
    baseTimestamp: int64(buffer, at + AT.baseTimestamp),
    maxTimestamp: int64(buffer, at + AT_MAX_TIMESTAMP),
    producerId: int64(buffer, at + AT_PRODUCER_ID),
    producerEpoch: buffer.readInt16BE(at + AT_PRODUCER_EPOCH),
    baseSequence: buffer.readInt32BE(at + AT_BASE_SEQUENCE),
    count: buffer.readInt32BE(at + AT_COUNT),
  };
}

/** How long the batch at `at` is, as it says itself. */
export function batchBytes(buffer: Buffer, at = 0): number {
  return buffer.readInt32BE(at + AT.length) + OVERHEAD_BYTES;
}

/** The first offset of the batch at `at`. */
export function baseOffsetOf(buffer: Buffer, at = 0): number {
  return int64(buffer, at);
}

/** The last offset of the batch at `at`. */
export function lastOffsetOf(buffer: Buffer, at = 0): number {
  return int64(buffer, at) + buffer.readInt32BE(at + AT.lastOffsetDelta);
}

/** The format of the batch at `at`; 0 and 1 are the message sets of before 0.11. */
export function magicOf(buffer: Buffer, at = 0): number {
  return buffer.readInt8(at + AT.magic);
}

/** Whether the batch at `at` is what its sender made: the checksum covers everything from the attributes on. */
export function isIntact(buffer: Buffer, at = 0): boolean {
  return crc32c(buffer, at + AT.attributes, at + batchBytes(buffer, at)) === buffer.readUInt32BE(at + AT.crc);
}

/** Gives the batch at `at` its place in the log. The checksum does not cover what is written. */
export function placeBatch(
  buffer: Buffer,
  at: number,
  { baseOffset, leaderEpoch }: { baseOffset: number; leaderEpoch: number },
): void {
  putInt64(buffer, at, baseOffset);
  buffer.writeInt32BE(leaderEpoch, at + AT.leaderEpoch);
}

/** Makes `timestamp` the time of every record of the batch at `at`, and its checksum right again. */
export function stampBatch(buffer: Buffer, at: number, timestamp: number): void {
  buffer.writeInt16BE(buffer.readInt16BE(at + AT.attributes) | LOG_APPEND_TIME, at + AT.attributes);
  putInt64(buffer, at + AT_MAX_TIMESTAMP, timestamp);
  sealBatch(buffer, at);
}

/** Writes a whole batch around records that are encoded, uncompressed. The base offset is that of the log already. */
export function makeBatch(header: BatchHeader, records: Buffer): Buffer {
  const batch = Buffer.alloc(HEADER_BYTES + records.length);
  placeBatch(batch, 0, header);
  batch.writeInt32BE(batch.length - OVERHEAD_BYTES, AT.length);
  batch.writeInt8(2, AT.magic);
  const flags =
    (header.isLogAppendTime ? LOG_APPEND_TIME : 0) |
    (header.isTransactional ? TRANSACTIONAL : 0) |
    (header.isControl ? CONTROL : 0);
  batch.writeInt16BE(header.codec | flags, AT.attributes);
  batch.writeInt32BE(header.lastOffset - header.baseOffset, AT.lastOffsetDelta);
  putInt64(batch, AT.baseTimestamp, header.baseTimestamp);
  putInt64(batch, AT_MAX_TIMESTAMP, header.maxTimestamp);
  putInt64(batch, AT_PRODUCER_ID, header.producerId);
  batch.writeInt16BE(header.producerEpoch, AT_PRODUCER_EPOCH);
  batch.writeInt32BE(header.baseSequence, AT_BASE_SEQUENCE);
  batch.writeInt32BE(header.count, AT_COUNT);
  records.copy(batch, HEADER_BYTES);
  sealBatch(batch, 0);
  return batch;
}

function sealBatch(buffer: Buffer, at: number): void {
  buffer.writeUInt32BE(crc32c(buffer, at + AT.attributes, at + batchBytes(buffer, at)), at + AT.crc);
}

function int64(buffer: Buffer, at: number): number {
  return buffer.readInt32BE(at) * 2 ** 32 + buffer.readUInt32BE(at + 4);
}

function putInt64(buffer: Buffer, at: number, value: number): void {
  const high = Math.floor(value / 2 ** 32);
  buffer.writeInt32BE(high, at);
  buffer.writeUInt32BE(value - high * 2 ** 32, at + 4);
}

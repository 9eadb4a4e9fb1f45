import { type BatchHeader, batchBytes, HEADER_BYTES, readHeader } from './batch.ts';
import { unpack } from './compression.ts';

/** One record of a batch. `key`, `value` and `raw` are views into the batch's unpacked bytes. */
export type KafkaRecord = {
  offset: number;
  timestamp: number;
  key: Buffer | null;
  value: Buffer | null;
  headers: { key: string; value: Buffer | null }[];
  /** The record as it is encoded, its length included; its deltas are relative to the batch it came from. */
  raw: Buffer;
};

/** Opens the batch at `at`: its records in order. Only lookups by time, compaction and readers in this process need that. @throws Error when it is damaged. */
export function* readRecords(buffer: Buffer, at = 0): Generator<KafkaRecord, void> {
  const header = readHeader(buffer, at);
  const bytes = unpack(header.codec, buffer.subarray(at + HEADER_BYTES, at + batchBytes(buffer, at)));
  const cursor = { bytes, at: 0 };
  for (let index = 0; index < header.count; index++) yield readRecord(cursor, header);
}

type Cursor = { bytes: Buffer; at: number };

function readRecord(cursor: Cursor, header: BatchHeader): KafkaRecord {
  const start = cursor.at;
  const length = varint(cursor);
  const end = cursor.at + length;
  if (length < 0 || end > cursor.bytes.length) throw new Error('A record is longer than its batch.');
  cursor.at += 1; // attributes, which mean nothing yet
  const timestamp = header.isLogAppendTime ? header.maxTimestamp : header.baseTimestamp;
  const delta = varlong(cursor);
  const offset = header.baseOffset + varint(cursor);
  const key = field(cursor);
  const value = field(cursor);
  const headers: KafkaRecord['headers'] = [];
  for (let count = varint(cursor); count > 0; count--)
    headers.push({ key: field(cursor)?.toString() ?? '', value: field(cursor) });
  if (cursor.at !== end) throw new Error('A record does not end where it says.');
  return {
    offset,
    timestamp: header.isLogAppendTime ? timestamp : timestamp + delta,
    key,
    value,
    headers,
    raw: cursor.bytes.subarray(start, end),
  };
}

function field(cursor: Cursor): Buffer | null {
  const length = varint(cursor);
  if (length < 0) return null;
  const start = cursor.at;
  cursor.at += length;
  if (cursor.at > cursor.bytes.length) throw new Error('A field is longer than its record.');
  return cursor.bytes.subarray(start, cursor.at);
}

/** A zig-zag varint of up to 32 bits. */
function varint(cursor: Cursor): number {
  return varlong(cursor);
}

/** A zig-zag varint; exact to 2^53. */
function varlong(cursor: Cursor): number {
  let value = 0;
  for (let scale = 1; scale <= 2 ** 63; scale *= 128) {
    const byte = cursor.bytes[cursor.at++];
    if (byte === undefined) throw new Error('A record ends in a number.');
    value += (byte & 127) * scale;
    if (byte < 128) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
  throw new Error('A number in a record has more than ten bytes.');
}

/** A record to be encoded into a batch. */
export type NewRecord = { offsetDelta: number; timestampDelta: number; key: Buffer | null; value: Buffer | null };

/** Encodes one record without headers: markers of transactions. */
export function writeRecord({ offsetDelta, timestampDelta, key, value }: NewRecord): Buffer {
  const body = Buffer.concat([
    Buffer.from([0]),
    zigzag(timestampDelta),
    zigzag(offsetDelta),
    ...[key, value].flatMap((part) => (part ? [zigzag(part.length), part] : [zigzag(-1)])),
    zigzag(0),
  ]);
  return Buffer.concat([zigzag(body.length), body]);
}

function zigzag(value: number): Buffer {
  let left = value < 0 ? -2 * value - 1 : 2 * value;
  const bytes: number[] = [];
  for (; left > 127; left = Math.floor(left / 128)) bytes.push((left % 128) | 128);
  bytes.push(left);
  return Buffer.from(bytes);
}

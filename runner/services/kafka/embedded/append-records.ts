import { basename } from 'node:path';
import type { TopicSettings } from './configs/topic-configs.ts';
import { KafkaError, type RecordFault } from './errors.ts';
import type { PartitionLog } from './log/partition-log.ts';
import {
  type BatchHeader,
  batchBytes,
  HEADER_BYTES,
  isIntact,
  magicOf,
  OVERHEAD_BYTES,
  readHeader,
  stampBatch,
} from './records/batch.ts';
import { CODECS, type Compression } from './records/compression.ts';
import { recompress } from './records/recompress.ts';
import { readRecords } from './records/records.ts';

/** Kafka's replica count here: what `min.insync.replicas` is compared with. */
const REPLICAS = 1;

/** What decides over batches beside themselves. `check` throws for those of a transaction that is not open. */
export type AppendOptions = { settings: TopicSettings; acks: number; check: (header: BatchHeader) => void };

/** Where batches went. `logAppendTimeMs` is -1 unless the topic stamps its records. */
export type Appended = { baseOffset: number; logAppendTimeMs: number; written: Promise<void> };

/**
 * Checks what a producer sent and appends it. Batches are looked at from outside: length, checksum, header; they are opened
 * only for a compacted topic, which needs keys, and for one with a compression of its own. A batch that came before is not appended again: its old offset is the answer.
 * @throws KafkaError what Kafka says of such batches; then none of them is appended.
 */
export function appendRecords(log: PartitionLog, sent: Buffer, { settings, acks, check }: AppendOptions): Appended {
  if (acks === -1 && settings.minInsyncReplicas > REPLICAS) {
    throw new KafkaError(
      'NOT_ENOUGH_REPLICAS',
      `The size of the current ISR Set(1) is insufficient to satisfy the min.isr requirement of ${settings.minInsyncReplicas}.`,
    );
  }
  const place = basename(log.folder);
  const headers = readBatches(sent, settings, place);
  if (headers.length !== 1)
    throw new KafkaError('INVALID_RECORD', 'Produce requests are required to contain exactly one record batch per partition.');
  const records = inCompression(sent, headers, settings);
  if (records.length > settings.segmentBytes) {
    throw new KafkaError(
      'RECORD_LIST_TOO_LARGE',
      `Message batch size is ${records.length} bytes in append to partition ${place} which exceeds the maximum configured segment size of ${settings.segmentBytes}.`,
    );
  }
  for (const header of headers) check(header);
  const known = headers.map((header) => log.producers.check(header));
  const duplicate = known.find((offset) => offset !== undefined);
  if (duplicate !== undefined) return { baseOffset: duplicate, logAppendTimeMs: -1, written: log.settle() };
  if (!settings.isLogAppendTime) return { ...log.append(records, headers), logAppendTimeMs: -1 };
  const now = Date.now();
  stampBatch(records, 0, now);
  for (const header of headers) header.maxTimestamp = now;
  return { ...log.append(records, headers), logAppendTimeMs: now };
}

/** The batch as the topic keeps it: in the compression of its producer, or in the topic's own. Its header is then the new one. */
function inCompression(sent: Buffer, headers: BatchHeader[], { compression, maxMessageBytes }: TopicSettings): Buffer {
  if (!compression || headers[0]?.codec === compression.codec) return sent;
  const records = recompressed(sent, compression);
  checkSize(records.length, maxMessageBytes);
  headers[0] = readHeader(records);
  return records;
}

function recompressed(sent: Buffer, compression: Compression): Buffer {
  try {
    return recompress(sent, 0, compression);
  } catch (cause) {
    throw new KafkaError('CORRUPT_MESSAGE', `Record batch is corrupt: ${(cause as Error).message}`);
  }
}

function checkSize(bytes: number, max: number): void {
  if (bytes <= max) return;
  throw new KafkaError(
    'MESSAGE_TOO_LARGE',
    `The record batch size in the append is ${bytes} bytes which exceeds the maximum configured value of ${max}.`,
  );
}

function readBatches(records: Buffer, settings: TopicSettings, place: string): BatchHeader[] {
  const headers: BatchHeader[] = [];
  for (let at = 0; at < records.length; ) {
    const header = readBatch(records, at, settings);
    if (settings.isCompacted) checkKeys(records, at, place);
    headers.push(header);
    at += header.bytes;
  }
  return headers;
}

function readBatch(records: Buffer, at: number, settings: TopicSettings): BatchHeader {
  const corrupt = (why: string) => new KafkaError('CORRUPT_MESSAGE', `Record batch is corrupt: ${why}.`);
  const left = records.length - at;
  if (left < OVERHEAD_BYTES + 5) throw corrupt('it ends in its header');
  const magic = magicOf(records, at);
  if (magic === 0 || magic === 1)
    throw new KafkaError('UNSUPPORTED_FOR_MESSAGE_FORMAT', 'Only batches of the record format 2 are taken.');
  if (magic !== 2) throw corrupt(`the record format ${magic} is unknown`);
  const bytes = batchBytes(records, at);
  if (bytes < HEADER_BYTES || bytes > left) throw corrupt(`it says it has ${bytes} bytes`);
  checkSize(bytes, settings.maxMessageBytes);
  if (!isIntact(records, at)) throw corrupt('its checksum is wrong');
  const header = readHeader(records, at);
  checkHeader(header);
  checkTimes(header, settings);
  return header;
}

function checkHeader({
  count,
  lastOffset,
  baseOffset,
  codec,
  isControl,
  producerId,
  producerEpoch,
  baseSequence,
}: BatchHeader): void {
  const invalid = (why: string) => new KafkaError('INVALID_RECORD', why);
  if (count <= 0 || lastOffset - baseOffset !== count - 1)
    throw invalid(`The batch has ${count} records and offsets up to ${lastOffset - baseOffset}.`);
  if (isControl) throw invalid('Clients are not allowed to write control records.');
  if (!CODECS[codec]) throw new KafkaError('UNSUPPORTED_COMPRESSION_TYPE', `There is no compression ${codec}.`);
  if (producerId >= 0 && (producerEpoch < 0 || baseSequence < 0))
    throw invalid(`The batch of producer ${producerId} has no epoch or no sequence number.`);
}

/** Limits of how far a record's time may be from the broker's clock, when the topic has any. */
function checkTimes(
  { baseTimestamp, maxTimestamp }: BatchHeader,
  { maxAfterMs, maxBeforeMs, isLogAppendTime }: TopicSettings,
): void {
  if (isLogAppendTime) return;
  const now = Date.now();
  if (maxTimestamp - now > maxAfterMs || now - baseTimestamp > maxBeforeMs) {
    throw new KafkaError(
      'INVALID_TIMESTAMP',
      `Timestamp ${maxTimestamp} of message is out of range. The timestamp should be within [${now - maxBeforeMs}, ${now + maxAfterMs}]`,
    );
  }
}

/** Names every record without a key, so that a client can tell them from those that were only in the same batch. */
function checkKeys(records: Buffer, at: number, place: string): void {
  const faults: RecordFault[] = [];
  const batchIndexErrorMessage = `Compacted topic cannot accept message without key in topic partition ${place}`;
  let batchIndex = 0;
  try {
    for (const { key } of readRecords(records, at)) {
      if (key === null) faults.push({ batchIndex, batchIndexErrorMessage });
      batchIndex++;
    }
  } catch (cause) {
    throw new KafkaError('CORRUPT_MESSAGE', `Record batch is corrupt: ${(cause as Error).message}`);
  }
  if (faults.length === 0) return;
  const first = faults
    .slice(0, 3)
    .map((fault) => `RecordError(batchIndex=${fault.batchIndex}, message='${batchIndexErrorMessage}')`);
  throw new KafkaError(
    'INVALID_RECORD',
    `One or more records have been rejected due to ${faults.length} record errors in total, and only showing the first three errors at most: [${first.join(', ')}]`,
    faults,
  );
}

import { createHash } from 'node:crypto';
import { type BatchHeader, batchBytes, HEADER_BYTES, makeBatch } from '../records/batch.ts';
import { type KafkaRecord, readRecords } from '../records/records.ts';
import type { AbortedRanges } from './aborted-ranges.ts';
import type { ProducerStates } from './producer-states.ts';
import type { ScannedBatch } from './scan-batches.ts';

/** What a pass of compaction knows before it copies. */
export type CleaningPlan = {
  /** Of each key, by `keyName`, the newest offset among those up to `upTo`. */
  newest: ReadonlyMap<string, number>;
  /** What is behind stays as it is. */
  upTo: number;
  logStartOffset: number;
  aborted: AbortedRanges;
  producers: ProducerStates;
  /** Tombstones and markers of transactions that are older may go. */
  oldBefore: number;
};

/**
 * Says of each batch, from the start of the log on, what stays of it.
 *
 * A marker stays as long as anything of its transaction does, or the log tells of it: without it, the transaction would seem
 * open. The last batch of a producer stays even when all its records go, as in Kafka: its sequence number is in it.
 */
export class BatchCleaner {
  readonly #plan: CleaningPlan;
  /** Producers of transactional batches that were kept, and whose marker is still to come. */
  readonly #unended = new Set<number>();

  constructor(plan: CleaningPlan) {
    this.#plan = plan;
  }

  /** The batch as it is, uncompressed without what is outdated, without any record, or nothing. */
  keptPart(batch: ScannedBatch): Buffer | undefined {
    const { header } = batch;
    if (header.lastOffset > this.#plan.upTo) return wholeBatch(batch);
    if (header.isControl) return this.#isMarkerNeeded(header) ? wholeBatch(batch) : undefined;
    const kept = this.#keptRecords(batch);
    if (kept.length === 0 && !this.#isLastOfProducer(header)) return undefined;
    if (header.isTransactional) this.#unended.add(header.producerId);
    return kept.length === header.count ? wholeBatch(batch) : smallerBatch(header, kept);
  }

  #keptRecords({ header, buffer, at }: ScannedBatch): KafkaRecord[] {
    const { newest, logStartOffset, aborted, oldBefore } = this.#plan;
    if (header.isTransactional && aborted.has(header.producerId, header.baseOffset)) return [];
    return [...readRecords(buffer, at)].filter(({ key, value, offset, timestamp }) => {
      if (!key || offset < logStartOffset || (newest.get(keyName(key)) ?? offset) > offset) return false;
      return value !== null || timestamp >= oldBefore;
    });
  }

  #isMarkerNeeded(header: BatchHeader): boolean {
    const endsWhatStays = this.#unended.delete(header.producerId);
    // As long as the log tells consumers of an aborted transaction, they wait for its marker.
    const isTold = this.#plan.aborted.has(header.producerId, header.lastOffset);
    return endsWhatStays || isTold || header.maxTimestamp >= this.#plan.oldBefore || this.#isLastOfProducer(header);
  }

  /** Whether it is where a start finds the sequence number of its producer, or its epoch when it is a marker. */
  #isLastOfProducer({ producerId, producerEpoch, isControl, lastOffset }: BatchHeader): boolean {
    const state = this.#plan.producers.find(producerId);
    if (!state) return false;
    if (isControl) return state.batches.length === 0 && state.epoch === producerEpoch;
    return state.batches.at(-1)?.lastOffset === lastOffset;
  }
}

/** Short keys as they are, long ones by their hash, so that many of them stay small. */
export function keyName(key: Buffer): string {
  return key.length <= 16 ? key.toString('latin1') : createHash('sha1').update(key).digest('latin1');
}

function wholeBatch({ buffer, at }: ScannedBatch): Buffer {
  return Buffer.from(buffer.subarray(at, at + batchBytes(buffer, at)));
}

/** The offsets of the batch stay, and with them its sequence numbers. Without a record, its time is its producer's last one. */
function smallerBatch(header: BatchHeader, kept: readonly KafkaRecord[]): Buffer {
  const raw = Buffer.concat(kept.map((record) => record.raw));
  const isTimed = kept.length > 0 && !header.isLogAppendTime;
  const maxTimestamp = isTimed ? kept.reduce((newest, { timestamp }) => Math.max(newest, timestamp), -1) : header.maxTimestamp;
  return makeBatch({ ...header, codec: 0, count: kept.length, bytes: HEADER_BYTES + raw.length, maxTimestamp }, raw);
}

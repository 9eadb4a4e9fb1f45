import { KafkaError } from '../errors.ts';
import { HEADER_BYTES, lastOffsetOf } from '../records/batch.ts';
import { type Segment, SegmentGone } from './segment.ts';
import { INDEX_INTERVAL_BYTES } from './sparse-index.ts';
import { type WantedBatches, wholeBatches } from './whole-batches.ts';

/** Where the next reads will begin: what consumers read in turn needs no search. */
const KEPT_PLACES = 16;
const NOTHING = Buffer.alloc(0);

/** What is read: the parts of a log that change while somebody reads. */
export type ReadableLog = {
  readonly segments: readonly Segment[];
  readonly logStartOffset: number;
  readonly highWatermark: number;
  readonly isClosed: boolean;
};

type Place = { segment: Segment; position: number };

/** Finds batches in the segments of a log. */
export class LogReader {
  readonly #log: ReadableLog;
  readonly #places = new Map<number, Place>();

  constructor(log: ReadableLog) {
    this.#log = log;
  }

  /** As `PartitionLog.read`. */
  async read(wanted: WantedBatches): Promise<Buffer> {
    return await readSteadily(this.#log, () => this.#read(wanted));
  }

  async #read(wanted: WantedBatches): Promise<Buffer> {
    const { offset, limit } = wanted;
    const { logStartOffset, highWatermark, segments } = this.#log;
    if (offset < logStartOffset || offset > highWatermark)
      throw new KafkaError('OFFSET_OUT_OF_RANGE', `Offset ${offset} is not within ${logStartOffset} and ${highWatermark}.`);
    if (offset >= limit) return NOTHING;
    const place = this.#places.get(offset);
    const next = place && segments.includes(place.segment) ? await this.#readFrom(place, wanted) : NOTHING;
    if (next.length > 0) return next;
    for (const segment of segments) {
      if (segment.lastOffset < offset || segment.written === 0) continue;
      const found = await this.#readFrom({ segment, position: segment.index.positionOf(offset) }, wanted);
      // After compaction a segment's last offset may be in none of its batches.
      if (found.length > 0 || segment.baseOffset >= limit) return found;
    }
    return NOTHING;
  }

  /** Each step gets further or needs more, or the file is damaged: it ends. */
  async #readFrom({ segment, position: from }: Place, wanted: WantedBatches): Promise<Buffer> {
    let position = from;
    let length = wanted.maxBytes + (this.#places.has(wanted.offset) ? HEADER_BYTES : INDEX_INTERVAL_BYTES);
    for (;;) {
      const end = segment.written;
      if (position === end) return NOTHING;
      const buffer = position < end ? await segment.read(position, Math.min(length, end - position)) : NOTHING;
      const part = wholeBatches(buffer, wanted);
      if (part.isFound) {
        this.#remember(lastOffsetOf(buffer, part.last) + 1, { segment, position: position + part.end });
        return buffer.subarray(part.start, part.end);
      }
      if (part.isOver) return NOTHING;
      const isStuck = part.start === 0 && (part.needed <= buffer.length || position + part.needed > end);
      if (part.isDamaged || isStuck) throw noBatch(segment, position + part.start);
      position += part.start;
      length = Math.max(part.needed, INDEX_INTERVAL_BYTES);
    }
  }

  #remember(offset: number, place: Place): void {
    this.#places.delete(offset);
    this.#places.set(offset, place);
    if (this.#places.size > KEPT_PLACES) for (const oldest of this.#places.keys()) return void this.#places.delete(oldest);
  }
}

/**
 * Reads, and begins again when a segment went away meanwhile: another one is in its place, or the log begins later.
 * @throws KafkaError UNKNOWN_TOPIC_OR_PARTITION when the log is gone, KAFKA_STORAGE_ERROR when the disk does not give it.
 */
export async function readSteadily<Result>(log: ReadableLog, read: () => Promise<Result>): Promise<Result> {
  for (;;) {
    const { segments } = log;
    try {
      return await read();
    } catch (cause) {
      if (cause instanceof KafkaError) throw cause;
      if (log.isClosed) throw new KafkaError('UNKNOWN_TOPIC_OR_PARTITION', 'The topic was deleted.');
      if (!(cause instanceof SegmentGone) || log.segments === segments)
        throw new KafkaError('KAFKA_STORAGE_ERROR', `The log could not be read: ${(cause as Error).message}`);
    }
  }
}

function noBatch({ path }: Segment, position: number): KafkaError {
  return new KafkaError('CORRUPT_MESSAGE', `There is no record batch at byte ${position} of ${path}.`);
}

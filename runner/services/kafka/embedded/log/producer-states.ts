import { KafkaError } from '../errors.ts';
import type { BatchHeader } from '../records/batch.ts';

/** Kafka remembers so many batches of a producer to know them again. */
const KEPT_BATCHES = 5;
/** Sequence numbers begin again at 0 after this. */
const MAX_SEQUENCE = 2 ** 31 - 1;

type KeptBatch = { firstSequence: number; lastSequence: number; baseOffset: number; lastOffset: number };

/** What a partition knows of a producer. `openSince`: the first offset of its open transaction. */
export type ProducerState = {
  producerId: number;
  epoch: number;
  batches: KeptBatch[];
  openSince?: number | undefined;
  lastTimestamp: number;
  coordinatorEpoch: number;
};

/** A transaction that was given up: what its producer wrote from the first to the last offset is not to be seen. */
export type AbortedTransaction = { producerId: number; firstOffset: number; lastOffset: number };

/** The end of a transaction, as its control record says. */
export type Marker = { isCommit: boolean; coordinatorEpoch: number };

/**
 * Idempotence and transactions of one partition. `check` before an append, `apply` after it and when a log is read again at
 * start: the states are what the batches make of them, so they can always be rebuilt.
 */
export class ProducerStates {
  readonly #producers = new Map<number, ProducerState>();
  #aborted: AbortedTransaction[] = [];

  /** All of them, for tools that ask. */
  all(): Iterable<ProducerState> {
    return this.#producers.values();
  }

  find(producerId: number): ProducerState | undefined {
    return this.#producers.get(producerId);
  }

  get isEmpty(): boolean {
    return this.#producers.size === 0 && this.#aborted.length === 0;
  }

  /**
   * Whether the batch may be appended; the offset at which it already is, when it came before.
   * @throws KafkaError INVALID_PRODUCER_EPOCH from a producer that was replaced, OUT_OF_ORDER_SEQUENCE_NUMBER after a gap.
   */
  check(header: BatchHeader): number | undefined {
    const { producerId, producerEpoch, baseSequence } = header;
    if (producerId < 0) return undefined;
    const state = this.#producers.get(producerId);
    if (!state) return undefined;
    if (producerEpoch < state.epoch) {
      throw new KafkaError(
        'INVALID_PRODUCER_EPOCH',
        `Epoch of producer ${producerId} is ${producerEpoch}, which is smaller than the last seen epoch ${state.epoch}`,
      );
    }
    const last = lastSequence(header);
    const same =
      state.epoch === producerEpoch
        ? state.batches.find((batch) => batch.firstSequence === baseSequence && batch.lastSequence === last)
        : undefined;
    if (same) return same.baseOffset;
    const previous = state.epoch === producerEpoch ? (state.batches.at(-1)?.lastSequence ?? -1) : -1;
    const expected = previous === MAX_SEQUENCE ? 0 : previous + 1;
    // After a marker nothing is known of the sequence, unless the epoch is a new one.
    const isUnknown = state.epoch === producerEpoch && state.batches.length === 0;
    if (baseSequence !== expected && !isUnknown) {
      throw new KafkaError(
        'OUT_OF_ORDER_SEQUENCE_NUMBER',
        `Out of order sequence number for producer ${producerId}: ${baseSequence} (incoming seq. number), ${previous} (current end sequence number)`,
      );
    }
    return undefined;
  }

  /** Takes over what an appended batch says. `marker` for a control batch. */
  apply(header: BatchHeader, marker?: Marker): void {
    if (header.producerId < 0) return;
    const state = this.#stateOf(header);
    if (header.producerEpoch > state.epoch) {
      state.epoch = header.producerEpoch;
      state.batches = [];
    }
    state.lastTimestamp = header.maxTimestamp;
    if (header.isControl) {
      if (marker) this.#end(state, header, marker);
      return;
    }
    state.batches.push({
      firstSequence: header.baseSequence,
      lastSequence: lastSequence(header),
      baseOffset: header.baseOffset,
      lastOffset: header.lastOffset,
    });
    if (state.batches.length > KEPT_BATCHES) state.batches.shift();
    if (header.isTransactional) state.openSince ??= header.baseOffset;
  }

  /** The first offset of the oldest open transaction; undefined when none is open. */
  get firstOpen(): number | undefined {
    let first: number | undefined;
    for (const { openSince } of this.#producers.values()) {
      if (openSince !== undefined && (first === undefined || openSince < first)) first = openSince;
    }
    return first;
  }

  /** Whether this producer has a transaction open here. */
  isOpen(producerId: number): boolean {
    return this.#producers.get(producerId)?.openSince !== undefined;
  }

  /** Aborted transactions that reach into these offsets, in the order of their first offsets. */
  abortedIn(from: number, to: number): AbortedTransaction[] {
    return this.#aborted
      .filter(({ firstOffset, lastOffset }) => lastOffset >= from && firstOffset < to)
      .sort((a, b) => a.firstOffset - b.firstOffset);
  }

  /** Forgets transactions that ended up to an offset: nothing of them is left in the log. @returns those. */
  forgetAborted(upTo: number): AbortedTransaction[] {
    const gone = this.#aborted.filter(({ lastOffset }) => lastOffset <= upTo);
    if (gone.length > 0) this.#aborted = this.#aborted.filter(({ lastOffset }) => lastOffset > upTo);
    return gone;
  }

  /** Takes them back. */
  recallAborted(gone: readonly AbortedTransaction[]): void {
    this.#aborted = [...gone, ...this.#aborted];
  }

  /** Forgets transactions that ended before the log starts, and producers that wrote nothing since a time. */
  expire({ logStartOffset, before }: { logStartOffset: number; before: number }): void {
    this.#aborted = this.#aborted.filter(({ lastOffset }) => lastOffset >= logStartOffset);
    for (const [id, { lastTimestamp, openSince }] of this.#producers) {
      if (openSince === undefined && lastTimestamp < before) this.#producers.delete(id);
    }
  }

  /** Everything, as JSON can hold it. */
  snapshot(): ProducerSnapshot {
    return { producers: [...this.#producers.values()], aborted: this.#aborted };
  }

  static from({ producers, aborted }: ProducerSnapshot): ProducerStates {
    const states = new ProducerStates();
    for (const state of producers) states.#producers.set(state.producerId, state);
    states.#aborted = aborted;
    return states;
  }

  #stateOf({ producerId, producerEpoch, maxTimestamp }: BatchHeader): ProducerState {
    const known = this.#producers.get(producerId);
    if (known) return known;
    const state: ProducerState = {
      producerId,
      epoch: producerEpoch,
      batches: [],
      lastTimestamp: maxTimestamp,
      coordinatorEpoch: -1,
    };
    this.#producers.set(producerId, state);
    return state;
  }

  #end(state: ProducerState, { lastOffset }: BatchHeader, { isCommit, coordinatorEpoch }: Marker): void {
    state.coordinatorEpoch = coordinatorEpoch;
    if (!isCommit && state.openSince !== undefined) {
      this.#aborted.push({ producerId: state.producerId, firstOffset: state.openSince, lastOffset });
    }
    state.openSince = undefined;
  }
}

/** What a checkpoint keeps of `ProducerStates`. */
export type ProducerSnapshot = { producers: ProducerState[]; aborted: AbortedTransaction[] };

/** By its offsets: compaction takes records out, which changes the count only. */
function lastSequence({ baseSequence, baseOffset, lastOffset }: BatchHeader): number {
  const last = baseSequence + lastOffset - baseOffset;
  return last > MAX_SEQUENCE ? last - MAX_SEQUENCE - 1 : last;
}

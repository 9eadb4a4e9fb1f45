import type { JournalRecord } from '../../../../lib/journal.ts';
import { Turns } from '../../../../lib/turns.ts';
import type { Commit } from '../groups/groups.ts';

/** Kafka's states of a transaction. Those that prepare are kept on disk, so that an end that was decided is carried out. */
export type TransactionState = 'Empty' | 'Ongoing' | 'PrepareCommit' | 'PrepareAbort' | 'CompleteCommit' | 'CompleteAbort';

/** A partition that a transaction writes to. */
export type TransactionPartition = { topic: string; partition: number };

/** What is known of a transactional id: who uses it, and the transaction that is open or was the last one. */
export class Transaction {
  readonly id: string;
  producerId: number;
  epoch: number;
  /** What its producer had before it asked for the epoch it has now; -1 when it did not say. */
  epochBefore = -1;
  timeoutMs: number;
  state: TransactionState = 'Empty';
  startedMs = -1;
  /** Groups whose offsets go with it, and the offsets that came so far. */
  readonly offsets = new Map<string, Commit[]>();
  readonly #partitions = new Map<string, TransactionPartition>();
  /** What is done to it is done one after the other. */
  readonly turns = new Turns();
  #timer: NodeJS.Timeout | undefined;

  constructor(id: string, { producerId, epoch, timeoutMs }: { producerId: number; epoch: number; timeoutMs: number }) {
    this.id = id;
    this.producerId = producerId;
    this.epoch = epoch;
    this.timeoutMs = timeoutMs;
  }

  /** Whether its end is decided, and not all of it carried out. */
  get isDecided(): boolean {
    return this.state === 'PrepareCommit' || this.state === 'PrepareAbort';
  }

  /** Whether there is nothing to be ended. */
  get isOver(): boolean {
    return this.state !== 'Ongoing' && !this.isDecided;
  }

  get partitions(): TransactionPartition[] {
    return [...this.#partitions.values()];
  }

  has({ topic, partition }: TransactionPartition): boolean {
    return this.#partitions.has(`${topic}-${partition}`);
  }

  /** Begins it, unless it is open already. */
  begin(): void {
    if (this.state === 'Ongoing') return;
    this.state = 'Ongoing';
    this.startedMs = Date.now();
  }

  add(place: TransactionPartition): void {
    this.#partitions.set(`${place.topic}-${place.partition}`, place);
  }

  /** It is over; what it was about is forgotten. */
  finish(state: TransactionState): void {
    this.state = state;
    this.#partitions.clear();
    this.offsets.clear();
    this.stopTimer();
  }

  /** Calls `onTimeout` after so long. */
  startTimer(ms: number, onTimeout: () => void): void {
    this.#timer = setTimeout(onTimeout, ms);
    this.#timer.unref();
  }

  stopTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** What the journal keeps. */
  change(): TransactionChange {
    const { id, producerId, epoch, timeoutMs, state, startedMs, partitions } = this;
    return { k: 'transaction', id, producerId, epoch, timeoutMs, state, startedMs, partitions, offsets: [...this.offsets] };
  }

  static from({ id, state, startedMs, partitions, offsets, ...rest }: TransactionChange): Transaction {
    const transaction = new Transaction(id, rest);
    transaction.state = state;
    transaction.startedMs = startedMs;
    for (const place of partitions) transaction.add(place);
    for (const [group, commits] of offsets) transaction.offsets.set(group, commits);
    return transaction;
  }
}

/** A transaction as the journal keeps it. */
export type TransactionChange = JournalRecord & {
  k: 'transaction';
  id: string;
  producerId: number;
  epoch: number;
  timeoutMs: number;
  state: TransactionState;
  startedMs: number;
  partitions: TransactionPartition[];
  offsets: [string, Commit[]][];
};

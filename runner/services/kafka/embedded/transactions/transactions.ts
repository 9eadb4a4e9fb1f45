import type { JournalRecord } from '../../../../lib/journal.ts';
import { brokerNumber } from '../configs/broker-configs.ts';
import { KafkaError } from '../errors.ts';
import type { Commit, Groups } from '../groups/groups.ts';
import type { ProducerIds } from '../producer-ids.ts';
import { type BatchHeader, readHeader } from '../records/batch.ts';
import { makeMarkerBatch } from '../records/control.ts';
import type { StoredPart } from '../store.ts';
import type { Topics } from '../topics.ts';
import { Transaction, type TransactionChange, type TransactionPartition } from './transaction.ts';

/** Epochs are int16, and an abort needs one more. */
const MAX_EPOCH = 32_765;
const COORDINATOR_EPOCH = 0;
/** What was decided and could not be carried out is tried again after this. */
const RETRY_MS = 1_000;

/** Who says something about a transaction. */
export type Transactor = { transactionalId: string; producerId: number; producerEpoch: number };
/** A producer's number and epoch. */
export type Producer = { producerId: number; producerEpoch: number };
type Parts = { topics: Topics; groups: Groups; producerIds: ProducerIds; append: (change: JournalRecord) => Promise<void> };

/**
 * The coordinator of transactions.
 *
 * A transaction gathers partitions and offsets. Its end is first kept in the journal as decided, then carried out: a marker
 * in each partition, the offsets committed. After a sudden end, what was decided is carried out at the next start. When the disk
 * refuses the decision, nothing was decided; when it refuses what follows, that is carried out by whoever comes next: the
 * producer that asks again, or goes on, another one that takes the id, or the timer. A producer that
 * takes an id over, or a transaction that takes too long, raises the epoch, and the abort marker carries it into every partition:
 * the one before can write nothing more. Everything about one id happens in turns, so nobody has to come again later.
 */
export class Transactions implements StoredPart {
  readonly #transactions = new Map<string, Transaction>();
  readonly #parts: Parts;
  #isClosed = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  all(): Transaction[] {
    return [...this.#transactions.values()];
  }

  find(id: string): Transaction | undefined {
    return this.#transactions.get(id);
  }

  /**
   * Gives an id to a producer, and takes it from the one before, whose open transaction is aborted.
   * @param before what the producer had, when it asks for a new epoch [KIP-360]; -1 otherwise.
   */
  async init(id: string, { timeoutMs, before }: { timeoutMs: number; before: Producer }): Promise<Producer> {
    if (id === '') throw new KafkaError('INVALID_REQUEST', 'The transactional id is empty.');
    if (timeoutMs <= 0 || timeoutMs > brokerNumber('transaction.max.timeout.ms')) {
      throw new KafkaError(
        'INVALID_TRANSACTION_TIMEOUT',
        `The transaction timeout ${timeoutMs} is larger than the maximum value allowed by the broker.`,
      );
    }
    const known = this.#transactions.get(id) ?? new Transaction(id, { producerId: -1, epoch: -1, timeoutMs });
    this.#transactions.set(id, known);
    return await known.turns.take(async () => {
      // An id that is new takes anybody, also who makes up what it had before.
      await this.#conclude(known);
      const isAgain = known.producerId >= 0 && before.producerId >= 0;
      if (isAgain && before.producerId !== known.producerId) throw fenced();
      // Its answer was lost, and it asks once more: it has its new epoch already.
      const isRetry = isAgain && before.producerEpoch === known.epochBefore && known.state !== 'Ongoing';
      if (isAgain && !isRetry && before.producerEpoch !== known.epoch) throw fenced();
      known.epochBefore = isAgain ? before.producerEpoch : -1;
      if (known.state === 'Ongoing') await this.#abortWithNewEpoch(known);
      else if (!isRetry) await this.#giveEpoch(known);
      known.timeoutMs = timeoutMs;
      await this.#keep(known);
      return { producerId: known.producerId, producerEpoch: known.epoch };
    });
  }

  /** The transaction writes to these partitions too. @throws KafkaError */
  async addPartitions(who: Transactor, places: readonly TransactionPartition[]): Promise<void> {
    await this.#within(who, (transaction) => {
      for (const place of places) transaction.add(place);
    });
  }

  /** The transaction commits offsets of this group too. @throws KafkaError */
  async addGroup(who: Transactor, group: string): Promise<void> {
    await this.#within(who, (transaction) => {
      if (!transaction.offsets.has(group)) transaction.offsets.set(group, []);
    });
  }

  /** Offsets that count when the transaction is committed. @throws KafkaError */
  async addOffsets(who: Transactor, group: string, commits: readonly Commit[]): Promise<void> {
    await this.#within(who, (transaction) => {
      const kept = transaction.offsets.get(group) ?? [];
      const isNew = ({ topic, partition }: Commit) =>
        !commits.some((commit) => commit.topic === topic && commit.partition === partition);
      transaction.offsets.set(group, [...kept.filter(isNew), ...commits]);
    });
  }

  /** Ends the transaction. The same end twice is fine. @throws KafkaError INVALID_TXN_STATE, or from a producer that was replaced. */
  async end(who: Transactor, isCommit: boolean): Promise<void> {
    const transaction = this.#require(who);
    await transaction.turns.take(async () => {
      checkEpoch(transaction, who);
      await this.#conclude(transaction);
      if (transaction.state === (isCommit ? 'CompleteCommit' : 'CompleteAbort')) return;
      if (transaction.state !== 'Ongoing') {
        throw new KafkaError(
          'INVALID_TXN_STATE',
          `The transaction of ${transaction.id} is ${transaction.state}, there is nothing to end.`,
        );
      }
      await this.#decide(transaction, { isCommit, epoch: transaction.epoch });
    });
  }

  /** @throws KafkaError when this batch is not part of an open transaction: nobody would ever end it. */
  check(
    transactionalId: string | null,
    place: TransactionPartition,
    { isTransactional, producerId, producerEpoch }: BatchHeader,
  ): void {
    if (!isTransactional) return;
    const transaction = transactionalId === null ? undefined : this.#transactions.get(transactionalId);
    if (transaction?.producerId !== producerId) {
      throw new KafkaError(
        'INVALID_PRODUCER_ID_MAPPING',
        'The producer attempted to use a producer id which is not currently assigned to its transactional id.',
      );
    }
    if (producerEpoch !== transaction.epoch)
      throw new KafkaError('INVALID_PRODUCER_EPOCH', 'Producer attempted to produce with an old epoch.');
    if (transaction.state === 'Ongoing' && transaction.has(place)) return;
    throw new KafkaError('INVALID_TXN_STATE', 'The producer attempted a transactional operation in an invalid state.');
  }

  /** Whether offsets of this partition wait for a transaction to end. */
  hasPendingOffset(group: string, { topic, partition }: TransactionPartition): boolean {
    return this.all().some(({ offsets }) =>
      offsets.get(group)?.some((commit) => commit.topic === topic && commit.partition === partition),
    );
  }

  /** Carries out what was decided before the broker ended, and watches over what is open. */
  async open(): Promise<void> {
    for (const transaction of this.all()) {
      await this.#conclude(transaction).catch(() => undefined); // the timer comes back to it
      this.#watch(transaction);
    }
  }

  /** Resolves when nothing is being carried out any more: what is left is carried out at the next start. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const transaction of this.all()) transaction.stopTimer();
    await Promise.all(this.all().map(({ turns }) => turns.take(async () => undefined)));
    for (const transaction of this.all()) transaction.stopTimer();
  }

  *changes(): Generator<JournalRecord> {
    for (const transaction of this.all()) if (transaction.producerId >= 0) yield transaction.change();
  }

  replay(change: JournalRecord): void {
    if (change.k === 'transaction') this.#transactions.set(change.id as string, Transaction.from(change as TransactionChange));
  }

  async #within(who: Transactor, work: (transaction: Transaction) => void): Promise<void> {
    const transaction = this.#require(who);
    await transaction.turns.take(async () => {
      checkEpoch(transaction, who);
      await this.#conclude(transaction);
      const isNew = transaction.isOver;
      transaction.begin();
      work(transaction);
      if (isNew) this.#watch(transaction);
      await this.#keep(transaction);
    });
  }

  #require({ transactionalId, producerId }: Transactor): Transaction {
    const transaction = this.#transactions.get(transactionalId);
    if (transaction?.producerId === producerId) return transaction;
    throw new KafkaError(
      'INVALID_PRODUCER_ID_MAPPING',
      'The producer attempted to use a producer id which is not currently assigned to its transactional id.',
    );
  }

  async #giveEpoch(transaction: Transaction): Promise<void> {
    if (transaction.producerId >= 0 && transaction.epoch < MAX_EPOCH) {
      transaction.epoch++;
    } else {
      transaction.producerId = await this.#parts.producerIds.next();
      transaction.epoch = 0;
    }
    transaction.finish('Empty');
  }

  async #abortWithNewEpoch(transaction: Transaction): Promise<void> {
    await this.#decide(transaction, { isCommit: false, epoch: transaction.epoch + 1 });
    if (transaction.epoch > MAX_EPOCH) await this.#giveEpoch(transaction);
  }

  async #decide(transaction: Transaction, { isCommit, epoch }: { isCommit: boolean; epoch: number }): Promise<void> {
    const before = { state: transaction.state, epoch: transaction.epoch };
    Object.assign(transaction, { state: isCommit ? 'PrepareCommit' : 'PrepareAbort', epoch });
    try {
      await this.#keep(transaction);
    } catch (error) {
      Object.assign(transaction, before);
      throw error;
    }
    await this.#carryOut(transaction);
  }

  /** Carries out what was decided, if that is still to be done. */
  async #conclude(transaction: Transaction): Promise<void> {
    if (transaction.isDecided) await this.#carryOut(transaction);
  }

  async #carryOut(transaction: Transaction): Promise<void> {
    try {
      await this.#writeEnd(transaction);
    } catch (error) {
      this.#watch(transaction);
      throw error;
    }
  }

  async #writeEnd(transaction: Transaction): Promise<void> {
    if (this.#isClosed) throw new KafkaError('COORDINATOR_NOT_AVAILABLE', 'The broker ends.');
    const isCommit = transaction.state === 'PrepareCommit';
    const { producerId, epoch: producerEpoch } = transaction;
    await Promise.all(
      transaction.partitions.map(async ({ topic, partition }) => {
        const log = this.#parts.topics.find(topic)?.partitions[partition];
        // A partition that was never written to gets its marker too: it carries the epoch. One that is gone gets none.
        if (!log || log.isClosed) return;
        const marker = makeMarkerBatch(
          { producerId, producerEpoch },
          { isCommit, coordinatorEpoch: COORDINATOR_EPOCH },
          Date.now(),
        );
        await log.append(marker, [readHeader(marker)]).written;
      }),
    );
    if (isCommit)
      for (const [group, commits] of transaction.offsets) if (commits.length > 0) await this.#parts.groups.commit(group, commits);
    transaction.finish(isCommit ? 'CompleteCommit' : 'CompleteAbort');
    await this.#keep(transaction);
  }

  /** Comes back to a transaction that takes too long, or whose end is to be carried out. */
  #watch(transaction: Transaction): void {
    transaction.stopTimer();
    if (transaction.isOver) return;
    transaction.startTimer(transaction.isDecided ? Math.min(RETRY_MS, transaction.timeoutMs) : transaction.timeoutMs, () => {
      const end = transaction.turns.take(async () => {
        await this.#conclude(transaction);
        if (transaction.state === 'Ongoing') await this.#abortWithNewEpoch(transaction);
      });
      end.catch(() => this.#watch(transaction)); // the disk is full, say: it is tried again after the same time
    });
  }

  async #keep(transaction: Transaction): Promise<void> {
    await this.#parts.append(transaction.change());
  }
}

function checkEpoch(transaction: Transaction, { producerEpoch }: Transactor): void {
  if (producerEpoch !== transaction.epoch) throw fenced();
}

function fenced(): KafkaError {
  return new KafkaError(
    'PRODUCER_FENCED',
    'There is a newer producer with the same transactionalId which fences the current one.',
  );
}

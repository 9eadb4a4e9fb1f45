import { Journal, type JournalRecord, readJournal, writeJournal } from '../../../lib/journal.ts';
import { KafkaError } from './errors.ts';

/** A part of the broker's state that outlives a restart: how it is told again, and how it is built from what was told. */
export type StoredPart = {
  /** Everything it holds now, as changes from nothing. */
  changes: () => Iterable<JournalRecord>;
  /** Takes one of its own changes over; others are not its business. */
  replay: (change: JournalRecord) => void;
};

/**
 * What the broker knows beside the logs: topics, settings, committed offsets, transactions. Each change is made in memory,
 * then appended to a journal; it is acknowledged when the kernel has it, as records are.
 */
export class Store {
  readonly #journal: Journal;

  /** Reads the journal of a folder into the parts. @param log told when a torn end was cut off. */
  static async open(folder: string, parts: readonly StoredPart[], log: (line: string) => void): Promise<Store> {
    const { path, records, cutBytes } = await readJournal(folder);
    if (cutBytes > 0) log(`The last ${cutBytes} bytes of the journal were not whole and are cut off.`);
    for (const record of records) for (const part of parts) part.replay(record);
    const snapshot = function* () {
      for (const part of parts) yield* part.changes();
    };
    writeJournal(path, snapshot());
    return new Store(await Journal.open(path, snapshot, { isSynced: false }));
  }

  private constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** Resolves when the change is kept. @throws KafkaError KAFKA_STORAGE_ERROR when it cannot be. */
  append = async (change: JournalRecord): Promise<void> => {
    try {
      await this.#journal.append(change);
    } catch (cause) {
      throw new KafkaError('KAFKA_STORAGE_ERROR', `The change could not be written: ${(cause as Error).message}`);
    }
  };

  async close(): Promise<void> {
    await this.#journal.close();
  }
}

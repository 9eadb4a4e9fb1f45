import type { JournalRecord } from '../../../lib/journal.ts';
import type { StoredPart } from './store.ts';

/** So many numbers are taken at once: the journal need not be written for each. */
const BLOCK = 1_000;

/** Numbers for producers, never given twice. */
export class ProducerIds implements StoredPart {
  readonly #append: (change: JournalRecord) => Promise<void>;
  #next = 0;
  #taken = 0;
  #kept: Promise<void> = Promise.resolve();

  constructor(append: (change: JournalRecord) => Promise<void>) {
    this.#append = append;
  }

  async next(): Promise<number> {
    const id = this.#next++;
    if (id >= this.#taken) {
      this.#taken = id + BLOCK;
      this.#kept = this.#append({ k: 'producers', taken: this.#taken }).catch((error: unknown) => {
        this.#taken = this.#next; // who asks next tries again
        throw error;
      });
    }
    await this.#kept; // others of the block wait for it too: none is given before it is kept
    return id;
  }

  *changes(): Generator<JournalRecord> {
    yield { k: 'producers', taken: this.#taken };
  }

  replay(change: JournalRecord): void {
    if (change.k === 'producers') this.#next = this.#taken = change.taken as number;
  }
}

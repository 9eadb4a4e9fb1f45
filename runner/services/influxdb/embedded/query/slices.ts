import { setImmediate as nextTurn } from 'node:timers/promises';

/** So long a query works without letting anybody else in, ms. */
const SLICE_MS = 10;
/** Looking at the clock costs more than most rows: so many pass between two looks. */
const ROWS_A_LOOK = 128;

/** Cuts long work into slices, between which others get their turn and it is seen whether somebody still waits for it. */
export class Slices {
  readonly #signal: AbortSignal;
  #since = performance.now();
  #rows = 0;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** To be asked with each row, or with nothing where a pause is due: whether it is time to `rest`. */
  isOver(row: unknown): boolean {
    this.#rows += 1;
    if (row !== undefined && this.#rows % ROWS_A_LOOK !== 0) return false;
    return performance.now() - this.#since >= SLICE_MS;
  }

  /** Lets others get their turn. @throws the signal's reason when nobody waits for the answer any more */
  async rest(): Promise<void> {
    await nextTurn();
    this.#signal.throwIfAborted();
    this.#since = performance.now();
  }
}

import { ACK_CHARS } from '#contract/limits.ts';

/**
 * Counts what was drawn of one output and acknowledges it in steps of ACK_CHARS. The runner counts per *reading*: it
 * begins at zero when a page begins to read a run or shell (again), and at a gap. What came in an earlier reading is no
 * longer waited for there, so drawing it late must not count for the new one: the runner would send more than the page
 * can draw. What came in this one always counts, also when it was dropped undrawn, or the runner would wait for ever.
 */
export class Acknowledgements {
  readonly #send: (chars: number) => void;
  #reading = 0;
  #drawn = 0;

  /** `send` tells the runner that so many more characters were drawn. */
  constructor(send: (chars: number) => void) {
    this.#send = send;
  }

  /** The runner begins to count anew. */
  restart(): void {
    this.#reading++;
    this.#drawn = 0;
  }

  /** So many characters came. Returns what to call, once, when they were drawn or dropped. */
  receive(chars: number): () => void {
    const reading = this.#reading;
    return () => {
      if (reading !== this.#reading) return;
      this.#drawn += chars;
      if (this.#drawn < ACK_CHARS) return;
      const drawn = this.#drawn;
      this.#drawn = 0;
      this.#send(drawn);
    };
  }
}

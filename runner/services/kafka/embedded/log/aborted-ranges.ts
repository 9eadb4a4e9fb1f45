import type { AbortedTransaction } from './producer-states.ts';

/** Aborted transactions by producer, for one question for each batch of a log. Those of one producer follow each other. */
export class AbortedRanges {
  readonly #byProducer = new Map<number, AbortedTransaction[]>();

  /** @param aborted in the order of their first offsets. */
  constructor(aborted: Iterable<AbortedTransaction>) {
    for (const transaction of aborted) {
      const others = this.#byProducer.get(transaction.producerId);
      if (others) others.push(transaction);
      else this.#byProducer.set(transaction.producerId, [transaction]);
    }
  }

  /** Whether what this producer wrote at an offset was given up. */
  has(producerId: number, offset: number): boolean {
    const ranges = this.#byProducer.get(producerId) ?? [];
    let low = 0;
    let high = ranges.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((ranges[middle]?.firstOffset ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    const last = ranges[low - 1];
    return last !== undefined && last.lastOffset >= offset;
  }
}

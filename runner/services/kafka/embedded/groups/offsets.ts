import type { JournalRecord } from '../../../../lib/journal.ts';

/** A committed offset. `committedMs` is for its expiry. */
export type CommittedOffset = { offset: number; leaderEpoch: number; metadata: string | null; committedMs: number };

/** Committed offsets of one group, by topic and partition. */
export class GroupOffsets {
  readonly #topics = new Map<string, Map<number, CommittedOffset>>();

  get isEmpty(): boolean {
    return this.#topics.size === 0;
  }

  get(topic: string, partition: number): CommittedOffset | undefined {
    return this.#topics.get(topic)?.get(partition);
  }

  set(topic: string, partition: number, offset: CommittedOffset): void {
    const partitions = this.#topics.get(topic) ?? new Map<number, CommittedOffset>();
    partitions.set(partition, offset);
    this.#topics.set(topic, partitions);
  }

  delete(topic: string, partition?: number): boolean {
    const partitions = this.#topics.get(topic);
    if (!partitions) return false;
    if (partition !== undefined) partitions.delete(partition);
    if (partition === undefined || partitions.size === 0) this.#topics.delete(topic);
    return true;
  }

  /** Every topic with its partitions. */
  *all(): Generator<{ topic: string; partition: number; committed: CommittedOffset }> {
    for (const [topic, partitions] of this.#topics) {
      for (const [partition, committed] of partitions) yield { topic, partition, committed };
    }
  }
}

/** A committed offset as the journal keeps it. */
export type OffsetChange = JournalRecord & {
  k: 'offset';
  g: string;
  t: string;
  p: number;
  o: number;
  e: number;
  m: string | null;
  at: number;
};

/** What the journal is told of a commit. */
export function offsetChange(
  group: string,
  place: { topic: string; partition: number },
  committed: CommittedOffset,
): OffsetChange {
  const { offset, leaderEpoch, metadata, committedMs } = committed;
  return { k: 'offset', g: group, t: place.topic, p: place.partition, o: offset, e: leaderEpoch, m: metadata, at: committedMs };
}

import type { TopicPartition } from '../../client/list-offsets.ts';

/** A member and the topics it reads. */
export type Subscriber = { memberId: string; topics: readonly string[] };

/**
 * Kafka's usual assignor, "range": the partitions of each topic are cut into as many runs as it has readers, in the order
 * of their ids; the first ones get one more when it does not come out even.
 */
export function assignRanges(
  members: readonly Subscriber[],
  partitionsOf: ReadonlyMap<string, number>,
): Map<string, TopicPartition[]> {
  const assigned = new Map<string, TopicPartition[]>(members.map(({ memberId }) => [memberId, []]));
  for (const [topic, count] of [...partitionsOf].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const readers = members.filter(({ topics }) => topics.includes(topic)).map(({ memberId }) => memberId);
    readers.sort();
    let next = 0;
    readers.forEach((memberId, at) => {
      const share = Math.floor(count / readers.length) + (at < count % readers.length ? 1 : 0);
      for (const end = next + share; next < end; next++) assigned.get(memberId)?.push({ topic, partition: next });
    });
  }
  return assigned;
}

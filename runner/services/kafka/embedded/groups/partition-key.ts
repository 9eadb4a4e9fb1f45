/** Partitions of topics, as messages list them. */
export type TopicPartitions = { topicId: string; partitions: number[] };

/** One partition as a string, for sets. */
export function partitionKey(topicId: string, partition: number): string {
  return `${topicId}:${partition}`;
}

/** What messages list, as keys. */
export function keysOf(topics: readonly TopicPartitions[]): Set<string> {
  return new Set(topics.flatMap(({ topicId, partitions }) => partitions.map((partition) => partitionKey(topicId, partition))));
}

/** Keys as messages list them. */
export function listKeys(keys: Iterable<string>): TopicPartitions[] {
  const topics = new Map<string, number[]>();
  for (const key of keys) {
    const [topicId = '', partition] = key.split(':');
    topics.set(topicId, [...(topics.get(topicId) ?? []), Number(partition)]);
  }
  return [...topics].map(([topicId, partitions]) => ({ topicId, partitions: partitions.sort((a, b) => a - b) }));
}

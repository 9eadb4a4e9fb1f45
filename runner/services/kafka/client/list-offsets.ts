import { LIST_OFFSETS } from '../embedded/messages/list-offsets.ts';
import type { KafkaConnection } from './kafka-connection.ts';
import { KafkaFailure } from './kafka-failure.ts';

/** A partition. */
export type TopicPartition = { topic: string; partition: number };
/** What is asked of one: the offset of a time, in milliseconds since 1970; -1 the end, -2 the start, -3 the latest time. */
export type AskedOffset = TopicPartition & { timestamp: number };

/** The end of a partition. */
export const LATEST = -1;
/** The start of a partition. */
export const EARLIEST = -2;

/** Asks for offsets, in the order of the question; -1 where no record is that late. @throws KafkaFailure */
export async function listOffsets(connection: KafkaConnection, asked: readonly AskedOffset[], isolationLevel = 0) {
  if (asked.length === 0) return [];
  const { topics } = await connection.call(LIST_OFFSETS, {
    ...{ replicaId: -1, isolationLevel },
    topics: byTopic(asked, ({ partition, timestamp }) => ({ partitionIndex: partition, timestamp })),
  });
  return asked.map(({ topic, partition }) => {
    const rows = topics.find(({ name }) => name === topic)?.partitions;
    const row = rows?.find(({ partitionIndex }) => partitionIndex === partition);
    if (row && row.errorCode !== 0) throw new KafkaFailure(row.errorCode);
    return { topic, partition, offset: row?.offset, timestamp: row?.timestamp };
  });
}

/** Rows of partitions as requests have them: a list of topics, each with its partitions. */
export function byTopic<Row extends TopicPartition, Item>(rows: readonly Row[], item: (row: Row) => Item) {
  const topics = new Map<string, Item[]>();
  for (const row of rows) {
    const items = topics.get(row.topic) ?? [];
    items.push(item(row));
    topics.set(row.topic, items);
  }
  return [...topics].map(([name, partitions]) => ({ name, partitions }));
}

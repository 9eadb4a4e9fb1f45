import type { KafkaConnection } from '../../client/kafka-connection.ts';
import { KafkaFailure } from '../../client/kafka-failure.ts';
import { byTopic, type TopicPartition } from '../../client/list-offsets.ts';
import { type ReadRecord, readBatches } from '../../client/read-batches.ts';
import { FETCH } from '../../embedded/messages/fetch.ts';
import type { Position } from './group-member.ts';

const MAX_BYTES = 50 << 20;
const PARTITION_BYTES = 1 << 20;
const READ_COMMITTED = 1;

/** A record and where it lay. */
export type Fetched = TopicPartition & ReadRecord;
/** What one partition gave: its records, and where to go on; `failure` instead of both. */
export type FetchedPartition = TopicPartition & { records: Fetched[]; next: number; failure: KafkaFailure | undefined };

/** How to fetch. */
export type FetchOptions = { isolationLevel: number; maxWaitMs: number };

/** Asks for what follows these positions, and waits for it up to `maxWaitMs`. @throws KafkaFailure */
export async function fetchRecords(
  connection: KafkaConnection,
  positions: readonly Position[],
  options: FetchOptions,
): Promise<FetchedPartition[]> {
  const { errorCode, responses } = await connection.call(FETCH, {
    ...{ ...options, minBytes: 1, maxBytes: MAX_BYTES },
    topics: byTopic(positions, ({ partition, offset }) => ({
      partition,
      fetchOffset: offset,
      partitionMaxBytes: PARTITION_BYTES,
    })).map(({ name, partitions }) => ({ topic: name, partitions })),
  });
  if (errorCode !== 0) throw new KafkaFailure(errorCode);
  return responses.flatMap(({ topic, partitions }) =>
    partitions.map(({ partitionIndex, records, abortedTransactions, ...row }) => {
      const place = { topic, partition: partitionIndex };
      if (row.errorCode !== 0) return { ...place, records: [], next: 0, failure: new KafkaFailure(row.errorCode) };
      const from = positions.find((one) => one.topic === topic && one.partition === partitionIndex)?.offset ?? 0;
      const aborted = options.isolationLevel === READ_COMMITTED ? abortedTransactions : [];
      const read = readBatches(records ?? Buffer.alloc(0), { from, aborted });
      return { ...place, next: read.next, records: read.records.map((each) => ({ ...place, ...each })), failure: undefined };
    }),
  );
}

import type { KafkaConnection } from './client/kafka-connection.ts';
import { KafkaFailure } from './client/kafka-failure.ts';
import { EARLIEST, LATEST, listOffsets } from './client/list-offsets.ts';
import { type Read, readBatches } from './client/read-batches.ts';
import { DESCRIBE_CONFIGS } from './embedded/messages/describe-configs.ts';
import { FETCH } from './embedded/messages/fetch.ts';
import { LIST_GROUPS } from './embedded/messages/list-groups.ts';
import { METADATA } from './embedded/messages/metadata.ts';
import { OFFSET_FETCH } from './embedded/messages/offset-fetch.ts';
import type { KafkaRecord } from './embedded/records/records.ts';

/** A topic as the broker lists it. */
export type TopicSeen = { name: string; isInternal: boolean; partitions: number };
/** What a partition holds: from the first offset up to, and without, the next one. */
export type PartitionSeen = { partition: number; first: number; next: number };
/** One message; what is not text is read as if it were. */
export type MessageSeen = {
  partition: number;
  offset: number;
  /** Milliseconds since 1970. */
  timestamp: number;
  key: string | null;
  value: string | null;
  headers: Record<string, string>;
};
/** A group as the broker lists it. */
export type GroupSeen = { id: string; state: string; kind: string };
/** How far a group has come in a partition. */
export type CommitSeen = { topic: string; partition: number; offset: number };

/** One answer has no more records than this (bytes). */
const FETCH_BYTES = 4 * 1_024 * 1_024;
const TOPIC = 2;
const NOTHING = Buffer.alloc(0);

/** What checks ask Kafka. All throw KafkaFailure when it refuses. */
export class KafkaClient {
  readonly #connection: KafkaConnection;

  constructor(connection: KafkaConnection) {
    this.#connection = connection;
  }

  async topics(): Promise<TopicSeen[]> {
    const { topics } = await this.#connection.call(METADATA, { topics: null, allowAutoTopicCreation: false });
    return topics
      .filter(({ errorCode }) => errorCode === 0)
      .map(({ name, isInternal, partitions }) => ({ name: name ?? '', isInternal, partitions: partitions.length }));
  }

  /** Every setting of a topic that is there; nothing for one that is not. */
  async configs(topic: string): Promise<Map<string, string | null>> {
    const resources = [{ resourceType: TOPIC, resourceName: topic, configurationKeys: null }];
    const { results } = await this.#connection.call(DESCRIBE_CONFIGS, { resources });
    return new Map(results[0]?.configs.map(({ name, value }) => [name, value]));
  }

  async partitions({ name, partitions }: Pick<TopicSeen, 'name' | 'partitions'>): Promise<PartitionSeen[]> {
    const ask = async (timestamp: number) => {
      const asked = Array.from({ length: partitions }, (_, partition) => ({ topic: name, partition, timestamp }));
      return await listOffsets(this.#connection, asked);
    };
    const [first, next] = [await ask(EARLIEST), await ask(LATEST)];
    return first.map(({ partition, offset }, at) => ({ partition, first: offset ?? 0, next: next[at]?.offset ?? 0 }));
  }

  /** The messages of these parts of a topic, as they come; those of open and aborted transactions too. */
  async *messages(topic: string, parts: readonly PartitionSeen[]): AsyncGenerator<MessageSeen, void> {
    let left = parts.filter(({ first, next }) => first < next);
    while (left.length > 0) {
      const read = await this.#fetch(topic, left);
      const untouched: PartitionSeen[] = [];
      const begun: PartitionSeen[] = [];
      for (const part of left) {
        const { records, next } = read.get(part.partition) ?? { records: [], next: part.first };
        for (const { record } of records) if (record.offset < part.next) yield seenOf(record, part);
        if (next === part.first) untouched.push(part);
        else if (next < part.next) begun.push({ ...part, first: next });
      }
      // An answer has room for some; when it has nothing for all, compaction has taken the rest.
      if (untouched.length === left.length) return;
      left = [...untouched, ...begun];
    }
  }

  async groups(): Promise<GroupSeen[]> {
    const { groups } = await this.#connection.call(LIST_GROUPS, {});
    return groups.map(({ groupId, groupState, protocolType }) => ({ id: groupId, state: groupState, kind: protocolType }));
  }

  /** What a group that is there has committed. */
  async commits(group: string): Promise<CommitSeen[]> {
    const { errorCode, topics } = await this.#connection.call(OFFSET_FETCH, { groupId: group, topics: null });
    if (errorCode !== 0) throw new KafkaFailure(errorCode);
    return topics.flatMap(({ name, partitions }) =>
      partitions.map(({ partitionIndex, committedOffset }) => ({
        ...{ topic: name, partition: partitionIndex, offset: committedOffset },
      })),
    );
  }

  async #fetch(topic: string, parts: readonly PartitionSeen[]): Promise<Map<number, Read>> {
    const from = new Map(parts.map(({ partition, first }) => [partition, first]));
    const partitions = parts.map(({ partition, first }) => ({
      ...{ partition, fetchOffset: first, partitionMaxBytes: FETCH_BYTES },
    }));
    const limits = { maxWaitMs: 0, minBytes: 0, maxBytes: FETCH_BYTES, isolationLevel: 0 };
    const { responses } = await this.#connection.call(FETCH, { ...limits, topics: [{ topic, partitions }] });
    const read = responses.flatMap((response) => response.partitions);
    const wrong = read.find(({ errorCode }) => errorCode !== 0);
    if (wrong) throw new KafkaFailure(wrong.errorCode);
    return new Map(
      read.map(({ partitionIndex, records }) => [
        partitionIndex,
        readBatches(records ?? NOTHING, { from: from.get(partitionIndex) ?? 0 }),
      ]),
    );
  }
}

function seenOf({ offset, timestamp, key, value, headers }: KafkaRecord, { partition }: PartitionSeen): MessageSeen {
  return {
    ...{ partition, offset, timestamp, key: textOf(key), value: textOf(value) },
    headers: Object.fromEntries(headers.map((header) => [header.key, textOf(header.value) ?? ''])),
  };
}

const textOf = (bytes: Buffer | null): string | null => bytes?.toString() ?? null;

import { RunnerError } from '../../errors.ts';
import type { CheckContext } from '../../verify/define-check.ts';
import { describeConfigs } from './embedded/apis/describe-configs.ts';
import { fetch } from './embedded/apis/fetch.ts';
import { listGroups } from './embedded/apis/list-groups.ts';
import { listOffsets } from './embedded/apis/list-offsets.ts';
import { metadata } from './embedded/apis/metadata.ts';
import { offsetFetch } from './embedded/apis/offset-fetch.ts';
import { errorName } from './embedded/errors.ts';
import { batchBytes, HEADER_BYTES, lastOffsetOf, readHeader } from './embedded/records/batch.ts';
import { readRecords } from './embedded/records/records.ts';
import { Link } from './link.ts';

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
const LATEST = -1;
const EARLIEST = -2;
const NOTHING = Buffer.alloc(0);

type Asker = Pick<CheckContext, 'resolve' | 'signal'>;

/**
 * Asks Kafka, on either stack, over one connection that is closed afterwards. Its only broker answers everything, so the
 * address that it tells its clients is not needed.
 * @throws RunnerError 'service.failed' when it does not answer or refuses
 */
export async function askKafka<Answer>(asker: Asker, ask: (client: KafkaClient) => Promise<Answer>): Promise<Answer> {
  const { hostname, port } = new URL(asker.resolve('tcp://kafka:9092'));
  let link: Link | undefined;
  try {
    link = await Link.open({ host: hostname, port: Number(port) }, asker.signal);
    return await ask(new KafkaClient(link));
  } catch (cause) {
    asker.signal.throwIfAborted();
    if (cause instanceof RunnerError) throw cause;
    throw new RunnerError('service.failed', 'Kafka does not answer.', {
      hint: 'Look at it in the Services panel, start it there if it is stopped, and verify again.',
      cause,
    });
  } finally {
    link?.close();
  }
}

/** The questions; the versions are spoken by Kafka 2.5 to 4 and by the embedded broker. */
export class KafkaClient {
  readonly #link: Link;

  constructor(link: Link) {
    this.#link = link;
  }

  async topics(): Promise<TopicSeen[]> {
    const { topics } = await this.#link.request(metadata, 8, { topics: null, allowAutoTopicCreation: false });
    const found = topics as { errorCode: number; name: string; isInternal: boolean; partitions: unknown[] }[];
    return found
      .filter(({ errorCode }) => errorCode === 0)
      .map(({ name, isInternal, partitions }) => ({ name, isInternal, partitions: partitions.length }));
  }

  /** Every setting of a topic that is there; nothing for one that is not. */
  async configs(topic: string): Promise<Map<string, string | null>> {
    const resources = [{ resourceType: TOPIC, resourceName: topic, configurationKeys: null }];
    const { results } = await this.#link.request(describeConfigs, 2, { resources });
    const [result] = results as { configs: { name: string; value: string | null }[] }[];
    return new Map(result?.configs.map(({ name, value }) => [name, value]));
  }

  async partitions({ name, partitions }: Pick<TopicSeen, 'name' | 'partitions'>): Promise<PartitionSeen[]> {
    const [first, next] = [await this.#offsets(name, partitions, EARLIEST), await this.#offsets(name, partitions, LATEST)];
    return Array.from({ length: partitions }, (_, partition) => ({
      partition,
      first: first.get(partition) ?? 0,
      next: next.get(partition) ?? 0,
    }));
  }

  /** The messages of these parts of a topic, as they come; those of open and aborted transactions too. */
  async *messages(topic: string, parts: readonly PartitionSeen[]): AsyncGenerator<MessageSeen, void> {
    let left = parts.filter(({ first, next }) => first < next);
    while (left.length > 0) {
      const read = await this.#fetch(topic, left);
      const untouched: PartitionSeen[] = [];
      const begun: PartitionSeen[] = [];
      for (const part of left) {
        const records = read.get(part.partition) ?? NOTHING;
        for (const at of batchesOf(records)) yield* messagesIn(records, at, part);
        const first = nextAfter(records);
        if (first === undefined) untouched.push(part);
        else if (first < part.next) begun.push({ ...part, first });
      }
      // An answer has room for some; when it has nothing for all, compaction has taken the rest.
      if (untouched.length === left.length) return;
      left = [...untouched, ...begun];
    }
  }

  async groups(): Promise<GroupSeen[]> {
    const { groups } = await this.#link.request(listGroups, 4, { statesFilter: [] });
    const found = groups as { groupId: string; groupState: string; protocolType: string }[];
    return found.map(({ groupId, groupState, protocolType }) => ({ id: groupId, state: groupState, kind: protocolType }));
  }

  /** What a group that is there has committed. */
  async commits(group: string): Promise<CommitSeen[]> {
    const answer = await this.#link.request(offsetFetch, 5, { groupId: group, topics: null });
    if (answer.errorCode !== 0) throw refused(answer.errorCode as number);
    const topics = answer.topics as { name: string; partitions: { partitionIndex: number; committedOffset: number }[] }[];
    return topics.flatMap(({ name, partitions }) =>
      partitions.map(({ partitionIndex, committedOffset }) => ({
        ...{ topic: name, partition: partitionIndex, offset: committedOffset },
      })),
    );
  }

  async #offsets(topic: string, partitions: number, timestamp: number): Promise<Map<number, number>> {
    const asked = Array.from({ length: partitions }, (_, partitionIndex) => ({ partitionIndex, timestamp }));
    const message = { replicaId: -1, isolationLevel: 0, topics: [{ name: topic, partitions: asked }] };
    const { topics } = await this.#link.request(listOffsets, 5, message);
    const [answer] = topics as { partitions: { partitionIndex: number; errorCode: number; offset: number }[] }[];
    const wrong = answer?.partitions.find(({ errorCode }) => errorCode !== 0);
    if (wrong) throw refused(wrong.errorCode);
    return new Map(answer?.partitions.map(({ partitionIndex, offset }) => [partitionIndex, offset]));
  }

  async #fetch(topic: string, parts: readonly PartitionSeen[]): Promise<Map<number, Buffer>> {
    const partitions = parts.map(({ partition, first }) => ({
      ...{ partition, fetchOffset: first, partitionMaxBytes: FETCH_BYTES },
    }));
    const limits = { replicaId: -1, maxWaitMs: 0, minBytes: 0, maxBytes: FETCH_BYTES, isolationLevel: 0 };
    const answer = await this.#link.request(fetch, 11, { ...limits, topics: [{ topic, partitions }] });
    const [read] = answer.responses as { partitions: { partitionIndex: number; errorCode: number; records: Buffer | null }[] }[];
    const wrong = read?.partitions.find(({ errorCode }) => errorCode !== 0);
    if (wrong) throw refused(wrong.errorCode);
    return new Map(read?.partitions.map(({ partitionIndex, records }) => [partitionIndex, records ?? NOTHING]));
  }
}

/** Where the whole batches begin; the last one of an answer may be cut. */
function* batchesOf(records: Buffer): Generator<number, void> {
  for (let at = 0; at + HEADER_BYTES <= records.length; ) {
    const bytes = batchBytes(records, at);
    if (at + bytes > records.length) return;
    yield at;
    at += bytes;
  }
}

/** The offset after the last whole batch; nothing when there is none. */
function nextAfter(records: Buffer): number | undefined {
  const last = [...batchesOf(records)].at(-1);
  return last === undefined ? undefined : lastOffsetOf(records, last) + 1;
}

/** A batch begins before what was asked for and ends behind it, and markers of transactions are no messages. */
function* messagesIn(records: Buffer, at: number, { partition, first, next }: PartitionSeen): Generator<MessageSeen, void> {
  if (readHeader(records, at).isControl) return;
  for (const { offset, timestamp, key, value, headers } of readRecords(records, at)) {
    if (offset < first || offset >= next) continue;
    yield {
      ...{ partition, offset, timestamp, key: textOf(key), value: textOf(value) },
      headers: Object.fromEntries(headers.map((header) => [header.key, textOf(header.value) ?? ''])),
    };
  }
}

const textOf = (bytes: Buffer | null): string | null => bytes?.toString() ?? null;

function refused(code: number): RunnerError {
  return new RunnerError('service.failed', `Kafka answers with ${errorName(code)} when its state is asked for.`, {
    hint: 'Wait a moment and verify again; if it stays, look at its log in the Services panel.',
  });
}

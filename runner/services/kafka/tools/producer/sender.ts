import { setTimeout as pause } from 'node:timers/promises';
import { Disconnected, type KafkaConnection } from '../../client/kafka-connection.ts';
import { KafkaFailure } from '../../client/kafka-failure.ts';
import { partitionOf } from '../../client/partition-of.ts';
import { type Compression, type OutRecord, writeBatch } from '../../client/write-batch.ts';
import { METADATA } from '../../embedded/messages/metadata.ts';
import { PRODUCE } from '../../embedded/messages/produce.ts';
import type { Draft } from '../../embedded/wire/notation.ts';
import { Failure, logLine } from '../tool.ts';
import { recordFailure } from './record-failure.ts';

/** How records are sent. */
export type SenderOptions = {
  topic: string;
  acks: number | undefined;
  compression: Compression;
  /** One record a request. */
  isSync: boolean;
  timeoutMs: number;
  maxRequestBytes: number;
  err: (text: string) => void;
};

/** What `start` finds out. */
type Opened = { reopen: () => Promise<KafkaConnection>; partitions: number };

const LOGGER = 'org.apache.kafka.clients.producer.internals.ErrorLoggingCallback';
/** What a record takes beside its key and value, at most: Kafka's own estimate. */
const OVERHEAD_BYTES = 88;

/** Writes records to one topic: equal keys to one partition, those without a key to any. What is refused is reported, as Kafka's tool does. */
export class Sender {
  readonly #reopen: () => Promise<KafkaConnection>;
  #connection: KafkaConnection;
  readonly #options: SenderOptions;
  readonly #partitions: number;
  #waiting: OutRecord[] = [];

  /** Makes the topic when it is not there and the broker may. @throws Failure */
  static async start(reopen: () => Promise<KafkaConnection>, options: SenderOptions): Promise<Sender> {
    const connection = await reopen();
    const partitions = await partitionsOf(connection, options.topic);
    return new Sender(connection, { ...options, reopen, partitions });
  }

  private constructor(connection: KafkaConnection, { reopen, partitions, ...options }: SenderOptions & Opened) {
    this.#connection = connection;
    this.#options = options;
    this.#reopen = reopen;
    this.#partitions = partitions;
  }

  /** Takes a record; it goes out with the next `flush`. */
  add(record: OutRecord): void {
    const bytes = (record.key?.length ?? 0) + (record.value?.length ?? 0) + OVERHEAD_BYTES;
    const { maxRequestBytes } = this.#options;
    if (bytes <= maxRequestBytes) this.#waiting.push(record);
    else {
      const words = `The message is ${bytes} bytes when serialized which is larger than ${maxRequestBytes}, which is the value of the max.request.size configuration.`;
      this.#report(record, new KafkaFailure(10, words).toString());
    }
  }

  /** Sends everything that was added; resolves when the broker has answered. */
  async flush(): Promise<void> {
    const records = this.#waiting;
    this.#waiting = [];
    for (const batch of this.#options.isSync
      ? records.map((record) => [record])
      : inParts(records, this.#options.maxRequestBytes))
      await this.#send(batch);
  }

  /** Waits until what needs no answer has left, too. */
  async end(): Promise<void> {
    await this.#connection.end();
  }

  async #send(records: readonly OutRecord[]): Promise<void> {
    const { topic, acks = -1, timeoutMs, compression } = this.#options;
    const byPartition = this.#spread(records);
    const partitionData = [...byPartition].map(([index, part]) => ({ index, records: writeBatch(part, compression) }));
    const request = { acks, timeoutMs, topicData: [{ name: topic, partitionData }] };
    if (acks === 0) return this.#connection.tell(PRODUCE, request);
    const { responses } = await this.#deliver(request);
    for (const response of responses.flatMap(({ partitionResponses }) => partitionResponses)) {
      if (response.errorCode === 0) continue;
      for (const [at, record] of (byPartition.get(response.index) ?? []).entries())
        this.#report(record, recordFailure(response, at));
    }
  }

  /** Sends it again when the broker went away before it answered; like any producer without idempotence it may then be there twice. */
  async #deliver(request: Draft<typeof PRODUCE.request>) {
    for (;;) {
      try {
        return await this.#connection.call(PRODUCE, request);
      } catch (error) {
        if (!(error instanceof Disconnected)) throw error;
        this.#connection = await this.#reopen();
      }
    }
  }

  #spread(records: readonly OutRecord[]): Map<number, OutRecord[]> {
    const any = Math.floor(Math.random() * this.#partitions);
    const byPartition = new Map<number, OutRecord[]>();
    for (const record of records) {
      const partition = record.key === null ? any : partitionOf(record.key, this.#partitions);
      const part = byPartition.get(partition) ?? [];
      part.push(record);
      byPartition.set(partition, part);
    }
    return byPartition;
  }

  #report({ key, value }: OutRecord, failure: string): void {
    const size = (bytes: Buffer | null) => (bytes === null ? 'null' : `${bytes.length} bytes`);
    const what = `Error when sending message to topic ${this.#options.topic} with key: ${size(key)}, value: ${size(value)} with error:`;
    this.#options.err(`${logLine('ERROR', what, LOGGER)}${failure}\n`);
  }
}

/** Parts that stay under the size of a request. */
function* inParts(records: readonly OutRecord[], maxBytes: number): Generator<OutRecord[]> {
  let part: OutRecord[] = [];
  let bytes = 0;
  for (const record of records) {
    const more = (record.key?.length ?? 0) + (record.value?.length ?? 0) + OVERHEAD_BYTES;
    if (part.length > 0 && bytes + more > maxBytes) {
      yield part;
      part = [];
      bytes = 0;
    }
    part.push(record);
    bytes += more;
  }
  if (part.length > 0) yield part;
}

const COMING = [3, 5];
const WITHIN_MS = 10_000;
const PAUSE_MS = 100;

/** How many partitions a topic has. One that is made just now is waited for. @throws Failure */
async function partitionsOf(connection: KafkaConnection, name: string): Promise<number> {
  for (const deadline = performance.now() + WITHIN_MS; ; await pause(PAUSE_MS)) {
    const { topics } = await connection.call(METADATA, { topics: [{ name }], allowAutoTopicCreation: true });
    const code = topics[0]?.errorCode ?? -1;
    if (code === 0) return topics[0]?.partitions.length ?? 0;
    if (COMING.includes(code) && performance.now() < deadline) continue;
    const { exception, message } = new KafkaFailure(code);
    throw new Failure(code === 17 ? `Invalid topics: [${name}]` : message, exception);
  }
}

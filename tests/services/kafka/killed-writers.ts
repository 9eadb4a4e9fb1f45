import assert from 'node:assert/strict';
import type { ChildBroker } from './child-broker.ts';
import { fetchAll, produceBatch } from './produce-fetch.ts';
import type { WireClient } from './wire-client.ts';

type Producer = { producerId: number; producerEpoch: number };
type Writer = (client: WireClient, at: number) => Promise<void>;

const SMALL = { 'segment.bytes': '3000' };
const TOPICS = {
  plain: SMALL,
  cut: SMALL,
  idempotent: { ...SMALL, 'cleanup.policy': 'compact', 'min.cleanable.dirty.ratio': '0.01' },
  transactions: { ...SMALL, 'cleanup.policy': 'compact', 'min.cleanable.dirty.ratio': '0.01' },
};
const TRANSACTIONAL_ID = 'killed';
const KEYS = 10;

/**
 * Writers that go on until their broker is killed, and know what it acknowledged: plain records, records of which the
 * oldest are removed, an idempotent producer on a compacted topic, and transactions, every third aborted, on another one.
 */
export class KilledWriters {
  acknowledged = 0;
  readonly #plain = new Map<number, string>();
  readonly #cut = new Map<number, string>();
  #lowest = 0;
  #idempotent: Producer = { producerId: -1, producerEpoch: -1 };
  #sequence = 0;
  /** Of each key the newest value, by compacted topic. What was not acknowledged may be there, too. */
  readonly #newest = { idempotent: new Map<string, number>(), transactions: new Map<string, number>() };
  /** Values of transactions that were to be aborted. */
  readonly #aborted = new Set<string>();
  #value = 0;

  /** Makes the topics. */
  async prepare(client: WireClient): Promise<void> {
    const answer = await client.call('CreateTopics', 7, {
      topics: Object.entries(TOPICS).map(([name, configs]) => ({
        ...{ name, numPartitions: 1, replicationFactor: 1 },
        configs: Object.entries(configs).map(([key, value]) => ({ name: key, value })),
      })),
    });
    for (const { errorCode } of answer.topics as { errorCode: number }[]) assert.equal(errorCode, 0);
    this.#idempotent = await initProducer(client, null);
  }

  /** Begins to write; `ended` resolves when the broker is gone. */
  async start(broker: ChildBroker): Promise<{ ended: Promise<unknown> }> {
    const ends: Promise<void>[] = [];
    for (const write of [this.#writePlain, this.#writeAndCut, this.#writeIdempotent, this.#writeTransaction])
      ends.push(untilGone(await broker.connect(), write));
    return { ended: Promise.all(ends) };
  }

  /** Compares what the broker has with what it acknowledged. */
  async check(client: WireClient): Promise<void> {
    const plain = new Map((await fetchAll(client, 'plain')).map(({ offset, value }) => [offset, value]));
    for (const [offset, value] of this.#plain) assert.equal(plain.get(offset), value);
    const start = await startOf(client, 'cut');
    assert.ok(start >= this.#lowest, `it was cut to ${this.#lowest}, and starts at ${start}`);
    const cut = new Map((await fetchAll(client, 'cut', { from: start })).map(({ offset, value }) => [offset, value]));
    for (const [offset, value] of this.#cut) if (offset >= start) assert.equal(cut.get(offset), value);
    await this.#checkNewest(client, 'idempotent');
    // Whoever takes the id ends what was open, so all that is there is decided.
    await initProducer(client, TRANSACTIONAL_ID);
    await this.#checkNewest(client, 'transactions');
  }

  async #checkNewest(client: WireClient, topic: 'idempotent' | 'transactions'): Promise<void> {
    const seen = new Map<string, number>();
    for (const { key, value } of await fetchAll(client, topic, { isCommitted: true })) {
      assert.ok(topic === 'idempotent' || !this.#aborted.has(value ?? ''), `${value} was aborted`);
      seen.set(key ?? '', Number(value));
    }
    for (const [key, value] of this.#newest[topic]) assert.ok((seen.get(key) ?? -1) >= value, `${topic} ${key}: ${value}`);
  }

  readonly #writePlain: Writer = async (client, at) => {
    const value = `${this.#value++}${'.'.repeat(at % 300)}`;
    const { errorCode, baseOffset } = await produceBatch(client, 'plain', { records: [{ value }] });
    assert.equal(errorCode, 0);
    assert.equal(this.#plain.has(baseOffset), false, 'an offset was given twice');
    this.#plain.set(baseOffset, value);
    this.acknowledged++;
  };

  readonly #writeAndCut: Writer = async (client, at) => {
    const value = String(this.#value++);
    const { errorCode, baseOffset } = await produceBatch(client, 'cut', { records: [{ value }] });
    assert.equal(errorCode, 0);
    this.#cut.set(baseOffset, value);
    if (at % 10 !== 9) return;
    const answer = await client.call('DeleteRecords', 1, {
      topics: [{ name: 'cut', partitions: [{ partitionIndex: 0, offset: Math.max(0, baseOffset - 20) }] }],
    });
    const [{ partitions }] = answer.topics as [{ partitions: [{ errorCode: number; lowWatermark: number }] }];
    assert.equal(partitions[0].errorCode, 0);
    this.#lowest = partitions[0].lowWatermark;
  };

  /** The same producer over all kills. What it has no answer to, it sends once more. */
  readonly #writeIdempotent: Writer = async (client) => {
    const records = Array.from({ length: 4 }, (_, n) => ({
      key: `k${(this.#sequence + n) % KEYS}`,
      value: String(this.#sequence + n),
    }));
    const header = { ...this.#idempotent, baseSequence: this.#sequence };
    const { errorCode } = await produceBatch(client, 'idempotent', { records, header });
    assert.equal(errorCode, 0);
    for (const { key, value } of records) this.#newest.idempotent.set(key, Number(value));
    this.#sequence += records.length;
  };

  readonly #writeTransaction: Writer = async (client, at) => {
    const isCommit = at % 3 !== 0;
    const producer = await initProducer(client, TRANSACTIONAL_ID);
    const added = await client.call('AddPartitionsToTxn', 3, {
      v3AndBelowTransactionalId: TRANSACTIONAL_ID,
      ...{ v3AndBelowProducerId: producer.producerId, v3AndBelowProducerEpoch: producer.producerEpoch },
      v3AndBelowTopics: [{ name: 'transactions', partitions: [0] }],
    });
    const [{ resultsByPartition }] = added.resultsByTopicV3AndBelow as [{ resultsByPartition: [{ partitionErrorCode: number }] }];
    assert.equal(resultsByPartition[0].partitionErrorCode, 0);
    const record = { key: `k${at % KEYS}`, value: String(this.#value++) };
    if (!isCommit) this.#aborted.add(record.value);
    const sent = await produceBatch(client, 'transactions', {
      ...{ records: [record], transactionalId: TRANSACTIONAL_ID },
      header: { ...producer, baseSequence: 0, isTransactional: true },
    });
    assert.equal(sent.errorCode, 0);
    const ended = await client.call('EndTxn', 3, { transactionalId: TRANSACTIONAL_ID, ...producer, committed: isCommit });
    assert.equal(ended.errorCode, 0);
    if (isCommit) this.#newest.transactions.set(record.key, Number(record.value));
  };
}

/** Writes again and again until the broker hangs up. @throws what else goes wrong. */
async function untilGone(client: WireClient, write: Writer): Promise<void> {
  for (let at = 0; ; at++) {
    try {
      await write(client, at);
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error;
      client.end();
      return;
    }
  }
}

async function initProducer(client: WireClient, transactionalId: string | null): Promise<Producer> {
  const answer = await client.call('InitProducerId', 4, {
    ...{ transactionalId, transactionTimeoutMs: 60_000, producerId: -1, producerEpoch: -1 },
  });
  assert.equal(answer.errorCode, 0);
  return { producerId: answer.producerId as number, producerEpoch: answer.producerEpoch as number };
}

async function startOf(client: WireClient, topic: string): Promise<number> {
  const answer = await client.call('ListOffsets', 5, {
    ...{ replicaId: -1, isolationLevel: 0 },
    topics: [{ name: topic, partitions: [{ partitionIndex: 0, timestamp: -2 }] }],
  });
  return (answer.topics as [{ partitions: [{ offset: number }] }])[0].partitions[0].offset;
}

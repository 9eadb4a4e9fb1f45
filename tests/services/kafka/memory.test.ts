import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import {
  type BatchHeader,
  batchBytes,
  isIntact,
  lastOffsetOf,
  makeBatch,
  readHeader,
} from '../../../runner/services/kafka/embedded/records/batch.ts';
import { readRecords, writeRecord } from '../../../runner/services/kafka/embedded/records/records.ts';
import { eventually } from '../../support/eventually.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { startBroker, type TestBroker } from './start-broker.ts';
import { WireClient } from './wire-client.ts';

// The memory of big requests and answers is given back as soon as they are done with (`wire/release.ts`). Were anything of
// it still in use, bytes would change or be gone. So everything here is compared byte by byte, with many clients at once.

const KB = 1_024;
const random = seededRandom(11);
const NOISE = Buffer.from(Array.from({ length: 400 * KB }, () => Math.floor(random() * 256)));

type Part = { topic: string; partition: number; batch: Buffer };
type Stored = { baseOffset: number; header: BatchHeader; bytes: Buffer };

/** Bytes that look random and are others each time. */
const noise = (bytes: number) => {
  const from = Math.floor(random() * (NOISE.length - bytes));
  return NOISE.subarray(from, from + bytes);
};
/** Mostly 20 to 200 kB, some of a few bytes, so that requests begin and end anywhere in what a socket reads. */
const someSize = () => Math.floor(random() < 0.3 ? random() * 3 * KB : (20 + random() * 180) * KB);

/** A batch of one record, which is known by its key. */
function batchOf(key: string, value: Buffer | null, more: Partial<BatchHeader> = {}): Buffer {
  const now = Date.now();
  return makeBatch(
    {
      ...{ baseOffset: 0, lastOffset: 0, bytes: 0, leaderEpoch: -1, codec: 0, count: 1, baseTimestamp: now, maxTimestamp: now },
      ...{ isLogAppendTime: false, isTransactional: false, isControl: false },
      ...{ producerId: -1, producerEpoch: -1, baseSequence: -1 },
      ...more,
    },
    writeRecord({ offsetDelta: 0, timestampDelta: 0, key: Buffer.from(key), value }),
  );
}

const produceBody = (parts: readonly Part[], { acks = -1, transactionalId = null as string | null } = {}) => ({
  ...{ transactionalId, acks, timeoutMs: 10_000 },
  topicData: parts.map(({ topic, partition, batch }) => ({ name: topic, partitionData: [{ index: partition, records: batch }] })),
});

/** The rows of an answer to Produce, in the order of the request. */
function rowsOf(answer: Record<string, unknown>): { errorCode: number; baseOffset: number }[] {
  const topics = answer.responses as { partitionResponses: { errorCode: number; baseOffset: number }[] }[];
  return topics.flatMap(({ partitionResponses }) => partitionResponses);
}

async function produce(client: WireClient, parts: readonly Part[], options: Parameters<typeof produceBody>[1] = {}) {
  return rowsOf(await client.call('Produce', 9, produceBody(parts, options)));
}

const fetchBody = (topic: string, partition: number, { from = 0, isolationLevel = 0 } = {}) => ({
  ...{ maxWaitMs: 0, minBytes: 0, maxBytes: 16 * KB * KB, isolationLevel },
  topics: [{ topic, partitions: [{ partition, fetchOffset: from, partitionMaxBytes: 16 * KB * KB }] }],
});

/** Every batch of a partition, whole; a checksum that is wrong fails the test. */
async function readAll(client: WireClient, topic: string, { partition = 0, isolationLevel = 0 } = {}): Promise<Stored[]> {
  const found: Stored[] = [];
  for (let from = 0; ; ) {
    const answer = await client.call('Fetch', 12, fetchBody(topic, partition, { from, isolationLevel }));
    const [row] = (answer.responses as { partitions: { errorCode: number; records: Buffer }[] }[])[0]?.partitions ?? [];
    assert.ok(row && row.errorCode === 0);
    const { records } = row;
    if (records.length === 0) return found;
    for (let at = 0; at < records.length; at += batchBytes(records, at)) {
      assert.ok(isIntact(records, at), `the batch at ${lastOffsetOf(records, at)} of ${topic}-${partition} is intact`);
      const header = readHeader(records, at);
      found.push({ baseOffset: header.baseOffset, header, bytes: records.subarray(at, at + header.bytes) });
      from = header.lastOffset + 1;
    }
  }
}

const recordKey = ({ bytes }: { bytes: Buffer }) => [...readRecords(bytes)][0]?.key?.toString() ?? '';
const recordValue = ({ bytes }: { bytes: Buffer }) => [...readRecords(bytes)][0]?.value ?? null;
/** A batch without the offset and the leader epoch, which the log gives it. */
const sentBytes = (batch: Buffer) => Buffer.concat([batch.subarray(8, 12), batch.subarray(16)]);

/** What is stored is what was sent, to the last byte, in the order of each producer, and nothing else is there. */
function assertStored(stored: readonly Stored[], sent: ReadonlyMap<string, Buffer>): void {
  assert.deepEqual(stored.map(recordKey).sort(), [...sent.keys()].sort());
  for (const batch of stored)
    assert.ok(
      sentBytes(batch.bytes).equals(sentBytes(sent.get(recordKey(batch)) as Buffer)),
      `${recordKey(batch)} is as it was sent`,
    );
}

/** Writes a stream in pieces of any length; resolves when the request with this number, the last one, is answered. */
async function pour(client: WireClient, frames: { id: number; bytes: Buffer }[]): Promise<void> {
  const stream = Buffer.concat(frames.map(({ bytes }) => bytes));
  let at = 0;
  while (stream.length - at > 100 * KB) {
    const length = 1 + Math.floor(random() * 90 * KB);
    if (!client.socket.write(stream.subarray(at, at + length))) await once(client.socket, 'drain');
    at += length;
  }
  await client.exchange({ id: frames.at(-1)?.id ?? 0, bytes: stream.subarray(at) });
}

describe('memory that the broker gives back at once', () => {
  let broker: TestBroker;
  let client: WireClient;
  const create = async (name: string, configs: Record<string, string> = {}, numPartitions = 1) => {
    const settings = Object.entries(configs).map(([key, value]) => ({ name: key, value }));
    await client.call('CreateTopics', 7, { topics: [{ name, numPartitions, replicationFactor: 1, configs: settings }] });
    return name;
  };
  const together = async (count: number, work: (client: WireClient, at: number) => Promise<void>) => {
    const clients = await Promise.all(Array.from({ length: count }, () => WireClient.open(broker.port)));
    await Promise.all(clients.map(work));
    for (const one of clients) one.end();
  };

  before(async () => {
    broker = await startBroker();
    client = await WireClient.open(broker.port);
  });
  after(async () => {
    client.end();
    await broker.stop();
  });

  test('is of no batch that 50 producers send without waiting, with and without answers, while others read', async () => {
    const topic = await create('flood', {}, 3);
    const sent = [0, 1, 2].map(() => new Map<string, Buffer>());
    let isOver = false;
    const reading = together(5, async (reader, at) => {
      while (!isOver) await Promise.all([0, 1, 2].map(() => readAll(reader, topic, { partition: at % 3 })));
    });
    await together(50, async (producer, who) => {
      const frames = Array.from({ length: 10 }, (_, n) => {
        const parts = [0, 1, 2].slice(0, 1 + (n % 3)).map((partition) => {
          const key = `${who}/${n}/${partition}`;
          const batch = batchOf(key, noise(Math.ceil(someSize() / (1 + (n % 3)))));
          sent[partition]?.set(key, batch);
          return { topic, partition, batch };
        });
        // Some want no answers, some want all; some now this, now that. The last request shows when all are done.
        const acks = n === 9 ? -1 : [0, 1, -1][(who % 4 === 3 ? n : who % 4) % 3];
        return producer.encode('Produce', 9, produceBody(parts, { acks }));
      });
      await pour(producer, frames);
    });
    isOver = true;
    await reading;
    for (const [partition, batches] of sent.entries()) {
      const stored = await readAll(client, topic, { partition });
      assertStored(stored, batches);
      const last = new Map<string, number>();
      for (const [who = '', n] of stored.map((batch) => recordKey(batch).split('/'))) {
        assert.ok((last.get(who) ?? -1) < Number(n), 'a producer’s batches are in its order');
        last.set(who, Number(n));
      }
    }
  });

  test('is of no batch of a topic that stamps its records', async () => {
    const topic = await create('stamped', { 'message.timestamp.type': 'LogAppendTime' });
    const sent = new Map<string, Buffer>();
    await together(10, async (producer, who) => {
      const frames = Array.from({ length: 6 }, (_, n) => {
        const value = noise(someSize());
        sent.set(`${who}/${n}`, value);
        return producer.encode('Produce', 9, produceBody([{ topic, partition: 0, batch: batchOf(`${who}/${n}`, value) }]));
      });
      await pour(producer, frames);
    });
    const stored = await readAll(client, topic);
    assert.deepEqual(stored.map(recordKey).sort(), [...sent.keys()].sort());
    for (const batch of stored) {
      assert.ok(batch.header.isLogAppendTime);
      assert.ok(recordValue(batch)?.equals(sent.get(recordKey(batch)) as Buffer));
    }
  });

  test('is of no key and no value of a topic that is compacted meanwhile', async () => {
    const topic = await create('compacted', {
      ...{ 'cleanup.policy': 'compact', 'segment.bytes': '300000', 'min.cleanable.dirty.ratio': '0.01' },
    });
    const longKey = (who: number, n: number) => `${who}/${n}`.padEnd(2_000, '.');
    const newest = new Map<string, Buffer>();
    for (let round = 0; round < 3; round++) {
      await together(10, async (producer, who) => {
        const frames = Array.from({ length: 4 }, (_, n) => {
          const value = noise(20 * KB + Math.floor(random() * 60 * KB));
          newest.set(longKey(who, n), value);
          return producer.encode('Produce', 9, produceBody([{ topic, partition: 0, batch: batchOf(longKey(who, n), value) }]));
        });
        await pour(producer, frames);
      });
    }
    // Segments behind the last one are compacted; what is in the last one waits for more.
    await eventually(async () => {
      const stored = await readAll(client, topic);
      assert.ok(stored.length < 60, `${stored.length} batches are left of 120`);
      const values = new Map(stored.map((batch) => [recordKey(batch), recordValue(batch)]));
      assert.equal(values.size, newest.size);
      for (const [key, value] of newest) assert.ok(values.get(key)?.equals(value), `${key.slice(0, 10)} has its newest value`);
    });
  });

  test('is of no batch that came before, nor of one beside it', async () => {
    const topic = await create('twice');
    const sent = new Map<string, Buffer>();
    await together(10, async (producer, who) => {
      const { producerId, producerEpoch } = await producer.call('InitProducerId', 4, {
        ...{ transactionalId: null, transactionTimeoutMs: 60_000, producerId: -1, producerEpoch: -1 },
      });
      const offsets: (number | undefined)[] = [];
      for (let sequence = 0; sequence < 4; sequence++) {
        const key = `${who}/${sequence}`;
        const value = noise(someSize());
        const now = Date.now();
        const batch = () =>
          batchOf(key, value, {
            ...{ producerId: producerId as number, producerEpoch: producerEpoch as number, baseSequence: sequence },
            ...{ baseTimestamp: now, maxTimestamp: now },
          });
        sent.set(key, batch());
        const answers = await Promise.all([0, 1, 2].map(() => produce(producer, [{ topic, partition: 0, batch: batch() }])));
        assert.deepEqual(
          answers.map(([row]) => row?.errorCode),
          [0, 0, 0],
        );
        const [first, ...again] = answers.map(([row]) => row?.baseOffset);
        assert.deepEqual(again, [first, first]);
        offsets.push(first);
      }
      assert.deepEqual(
        offsets,
        offsets.toSorted((a = 0, b = 0) => a - b),
      );
    });
    assertStored(await readAll(client, topic), sent);
  });

  test('is of no batch of a transaction, whichever way that ends', async () => {
    const topic = await create('decided');
    const sent = { true: new Map<string, Buffer>(), false: new Map<string, Buffer>() };
    await together(8, async (producer, who) => {
      const transactionalId = `decider-${who}`;
      const ids = (await producer.call('InitProducerId', 4, {
        ...{ transactionalId, transactionTimeoutMs: 60_000, producerId: -1, producerEpoch: -1 },
      })) as { producerId: number; producerEpoch: number };
      const { producerId, producerEpoch } = ids;
      let baseSequence = 0;
      for (const committed of [true, false, true]) {
        await producer.call('AddPartitionsToTxn', 3, {
          ...{ v3AndBelowTransactionalId: transactionalId, v3AndBelowProducerId: producerId },
          ...{ v3AndBelowProducerEpoch: producerEpoch, v3AndBelowTopics: [{ name: topic, partitions: [0] }] },
        });
        const frames = Array.from({ length: 3 }, () => {
          const key = `${who}/${baseSequence}`;
          const batch = batchOf(key, noise(someSize()), {
            ...{ isTransactional: true, producerId, producerEpoch, baseSequence: baseSequence++ },
          });
          sent[`${committed}`].set(key, batch);
          return producer.encode('Produce', 9, produceBody([{ topic, partition: 0, batch }], { transactionalId }));
        });
        await pour(producer, frames);
        const end = await producer.call('EndTxn', 3, { transactionalId, producerId, producerEpoch, committed });
        assert.equal(end.errorCode, 0);
      }
    });
    const all = (await readAll(client, topic, { isolationLevel: 1 })).filter(({ header }) => !header.isControl);
    assertStored(all, new Map([...sent.true, ...sent.false]));
  });

  test('is of no answer that others get while clients go away in the middle of theirs, nor of what they sent before', async () => {
    const topic = await create('left');
    const sent = new Map<string, Buffer>();
    for (let n = 0; n < 60; n++) sent.set(`kept/${n}`, batchOf(`kept/${n}`, noise(100 * KB + n)));
    await pour(
      client,
      [...sent.values()].map((batch) => client.encode('Produce', 9, produceBody([{ topic, partition: 0, batch }]))),
    );
    const parting = new Map<string, Buffer>();
    let isOver = false;
    const leaving = async (who: number) => {
      for (let n = 0; !isOver; n++) {
        const gone = await WireClient.open(broker.port);
        // Three answers of megabytes are asked for, a batch is sent, and the first bytes are the last that are read.
        for (let ask = 0; ask < 3; ask++) gone.socket.write(gone.encode('Fetch', 12, fetchBody(topic, 0)).bytes);
        const key = `parting/${who}/${n}`;
        parting.set(key, batchOf(key, noise(50 * KB)));
        const batch = Buffer.from(parting.get(key) as Buffer);
        gone.socket.write(gone.encode('Produce', 9, produceBody([{ topic: 'parted', partition: 0, batch }], { acks: 0 })).bytes);
        if (n % 3 > 0) await once(gone.socket, 'data');
        gone.end();
      }
    };
    await create('parted');
    const leavers = Array.from({ length: 8 }, (_, who) => leaving(who));
    await together(5, async (reader) => {
      for (let round = 0; round < 4; round++) assertStored(await readAll(reader, topic), sent);
    });
    isOver = true;
    await Promise.all(leavers);
    assertStored(await readAll(client, topic), sent);
    for (const batch of await readAll(client, 'parted'))
      assert.ok(
        sentBytes(batch.bytes).equals(sentBytes(parting.get(recordKey(batch)) as Buffer)),
        `${recordKey(batch)} is as it was sent`,
      );
  });
});

describe('memory that the broker gives back when the disk refuses', { skip: process.platform === 'win32' }, () => {
  test('is of no batch that was acknowledged, and what was refused is not there', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'towpath kafka '));
    const program = join(import.meta.dirname, 'broker-child.ts');
    // The kernel lets no file of this process grow beyond 3 MB: writes are cut in the middle, then refused.
    const child = spawn('bash', ['-c', 'ulimit -f 3072; exec "$0" "$@"', process.execPath, program, dataDir], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    try {
      const [line] = (await once(child.stdout, 'data')) as [Buffer];
      const open = async () => await WireClient.open(Number(line.toString()));
      const client = await open();
      const names = [
        { name: 'full', configs: [] },
        { name: 'rolls', configs: [{ name: 'segment.bytes', value: '1000000' }] },
      ];
      await client.call('CreateTopics', 7, {
        topics: names.map((each) => ({ ...each, numPartitions: 1, replicationFactor: 1 })),
      });
      const kept = { full: new Map<string, Buffer>(), rolls: new Map<string, Buffer>() };
      const codes = new Set<number>();
      const producers = await Promise.all(Array.from({ length: 20 }, open));
      await Promise.all(
        producers.map(async (producer, who) => {
          await Promise.all(
            Array.from({ length: 6 }, async (_, n) => {
              const key = `${who}/${n}`;
              const parts = (['full', 'rolls'] as const).map((topic) => ({ topic, batch: batchOf(key, noise(someSize())) }));
              const rows = await produce(
                producer,
                parts.map((part) => ({ ...part, partition: 0 })),
              );
              for (const [at, { topic, batch }] of parts.entries()) {
                codes.add(rows[at]?.errorCode ?? -2);
                if (rows[at]?.errorCode === 0) kept[topic].set(key, batch);
              }
            }),
          );
        }),
      );
      assert.deepEqual([...codes].sort(), [0, 56], 'some were taken, some refused by the disk');
      assert.equal(kept.rolls.size, 120);
      assert.ok(kept.full.size > 5 && kept.full.size < 120, `${kept.full.size} fitted in`);
      for (const topic of ['full', 'rolls'] as const) assertStored(await readAll(client, topic), kept[topic]);
      for (const each of [client, ...producers]) each.end();
    } finally {
      child.kill('SIGKILL');
      await rm(dataDir, { recursive: true, force: true });
    }
  });
});

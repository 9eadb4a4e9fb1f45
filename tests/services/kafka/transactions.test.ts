import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type EachMessagePayload, Partitioners } from 'kafkajs';
import { Journal, readJournal } from '../../../runner/lib/journal.ts';
import { batchBytes } from '../../../runner/services/kafka/embedded/records/batch.ts';
import { readRecords } from '../../../runner/services/kafka/embedded/records/records.ts';
import { eventually } from '../../support/eventually.ts';
import { testBatch } from './make-batch.ts';
import { startBroker, type TestBroker } from './start-broker.ts';
import { WireClient } from './wire-client.ts';

type Producer = { producerId: number; producerEpoch: number };

describe('transactions of the embedded broker', () => {
  let broker: TestBroker;
  let client: WireClient;
  let names = 0;

  const freshTopic = async (numPartitions = 1) => {
    const name = `topic-${++names}`;
    await client.call('CreateTopics', 7, { topics: [{ name, numPartitions, replicationFactor: 1 }] });
    return name;
  };
  const init = async (
    transactionalId: string,
    { version = 4, transactionTimeoutMs = 60_000, before = { producerId: -1, producerEpoch: -1 } } = {},
  ) =>
    (await client.call('InitProducerId', version, { transactionalId, transactionTimeoutMs, ...before })) as Producer & {
      errorCode: number;
    };
  const begin = async (transactionalId: string, { producerId, producerEpoch }: Producer, place: string | [string, number[]]) => {
    const [topic, partitions] = typeof place === 'string' ? [place, [0]] : place;
    const answer = await client.call('AddPartitionsToTxn', 3, {
      ...{ v3AndBelowTransactionalId: transactionalId, v3AndBelowProducerId: producerId, v3AndBelowProducerEpoch: producerEpoch },
      v3AndBelowTopics: [{ name: topic, partitions }],
    });
    const [{ resultsByPartition }] = answer.resultsByTopicV3AndBelow as [
      { resultsByPartition: { partitionErrorCode: number }[] },
    ];
    return resultsByPartition.map(({ partitionErrorCode }) => partitionErrorCode);
  };
  const write = async (
    transactionalId: string | null,
    { producerId, producerEpoch }: Producer,
    { topic, value, sequence, partition = 0 }: { topic: string; value: string; sequence: number; partition?: number },
  ) => {
    const records = testBatch([{ value }], {
      producerId,
      producerEpoch,
      baseSequence: sequence,
      isTransactional: transactionalId !== null,
    });
    const body = {
      transactionalId,
      acks: -1,
      timeoutMs: 1_000,
      topicData: [{ name: topic, partitionData: [{ index: partition, records }] }],
    };
    const answer = await client.call('Produce', 9, body);
    return (answer.responses as { partitionResponses: { errorCode: number }[] }[])[0]?.partitionResponses[0]?.errorCode;
  };
  const finish = async (transactionalId: string, producer: Producer & { version?: number }, committed: boolean) =>
    (await client.call('EndTxn', producer.version ?? 3, { transactionalId, ...producer, committed })).errorCode;
  /** What a consumer that reads committed messages only gets to see: batches up to the stable offset, without those of aborted transactions. */
  const committed = async (topic: string, partition = 0) => {
    const body = {
      maxWaitMs: 0,
      minBytes: 0,
      maxBytes: 1_000_000,
      isolationLevel: 1,
      topics: [{ topic, partitions: [{ partition, fetchOffset: 0, partitionMaxBytes: 1_000_000 }] }],
    };
    const answer = await client.call('Fetch', 12, body);
    type Row = {
      records: Buffer;
      abortedTransactions: { producerId: number; firstOffset: number }[];
      lastStableOffset: number;
      highWatermark: number;
    };
    const row = (answer.responses as { partitions: Row[] }[])[0]?.partitions[0];
    assert.ok(row);
    const values: string[] = [];
    for (let at = 0; at < row.records.length; at += batchBytes(row.records, at)) {
      for (const { value } of readRecords(row.records, at)) values.push(value?.toString('latin1') ?? '');
    }
    return {
      values: values.filter((value) => /^[a-z]/.test(value)),
      aborted: row.abortedTransactions,
      stable: row.lastStableOffset,
      end: row.highWatermark,
    };
  };

  before(async () => {
    broker = await startBroker();
    client = await WireClient.open(broker.port);
  });
  after(async () => {
    client.end();
    await broker.stop();
  });

  test('nothing of an open transaction is read as committed, all of it when it is', async () => {
    const topic = await freshTopic(2);
    const producer = await init('open');
    assert.deepEqual(await begin('open', producer, [topic, [0, 1]]), [0, 0]);
    assert.equal(await write('open', producer, { topic, value: 'a', sequence: 0 }), 0);
    assert.equal(await write('open', producer, { topic, value: 'b', sequence: 0, partition: 1 }), 0);
    assert.deepEqual(await committed(topic), { values: [], aborted: [], stable: 0, end: 1 });
    assert.equal(await finish('open', producer, true), 0);
    assert.deepEqual(await committed(topic), { values: ['a'], aborted: [], stable: 2, end: 2 });
    assert.deepEqual((await committed(topic, 1)).values, ['b']);
    assert.equal(await finish('open', producer, true), 0);
    assert.equal(await finish('open', producer, false), 48);
  });

  test('an aborted one is named, so that consumers leave it out', async () => {
    const topic = await freshTopic();
    const producer = await init('aborted');
    await begin('aborted', producer, topic);
    await write('aborted', producer, { topic, value: 'a', sequence: 0 });
    assert.equal(await finish('aborted', producer, false), 0);
    const { aborted, stable } = await committed(topic);
    assert.deepEqual([aborted, stable], [[{ producerId: producer.producerId, firstOffset: 0 }], 2]);
  });

  test('who takes an id over aborts what is open, and the one before can write nothing more', async () => {
    const topic = await freshTopic();
    const zombie = await init('fenced');
    await begin('fenced', zombie, topic);
    await write('fenced', zombie, { topic, value: 'zombie', sequence: 0 });
    const next = await init('fenced');
    assert.deepEqual([next.producerId, next.producerEpoch], [zombie.producerId, zombie.producerEpoch + 1]);
    assert.equal(await write('fenced', zombie, { topic, value: 'zombie', sequence: 1 }), 47);
    assert.deepEqual(await begin('fenced', zombie, topic), [90]);
    assert.deepEqual([await finish('fenced', zombie, true), await finish('fenced', { ...zombie, version: 1 }, true)], [90, 47]);
    await begin('fenced', next, topic);
    assert.equal(await write('fenced', next, { topic, value: 'next', sequence: 0 }), 0);
    assert.equal(await finish('fenced', next, true), 0);
    const { values, aborted } = await committed(topic);
    assert.deepEqual([values, aborted], [['zombie', 'next'], [{ producerId: zombie.producerId, firstOffset: 0 }]]);
  });

  test('a batch outside of an open transaction is refused: nobody would end it', async () => {
    const topic = await freshTopic(2);
    const producer = await init('outside');
    const at = { topic, value: 'x', sequence: 0 };
    assert.equal(await write('outside', producer, at), 48);
    await begin('outside', producer, [topic, [0]]);
    assert.equal(await write('outside', producer, { ...at, partition: 1 }), 48);
    assert.equal(await write('unknown', producer, at), 49);
    assert.deepEqual(await begin('unknown', producer, topic), [49]);
    assert.deepEqual(await begin('outside', producer, 'missing'), [3]);
    assert.equal((await init('outside', { transactionTimeoutMs: 900_001 })).errorCode, 50);
    assert.equal((await init('')).errorCode, 42);
  });

  test('one that takes too long is aborted, and its producer replaced', async () => {
    const topic = await freshTopic();
    const producer = await init('slow', { transactionTimeoutMs: 50 });
    await begin('slow', producer, topic);
    await write('slow', producer, { topic, value: 'slow', sequence: 0 });
    await eventually(async () => assert.equal((await committed(topic)).stable, 2));
    assert.deepEqual((await committed(topic)).aborted, [{ producerId: producer.producerId, firstOffset: 0 }]);
    assert.equal(await finish('slow', producer, true), 90);
  });

  test('a producer that says which epoch it had gets the next one, and only with the right one', async () => {
    const first = await init('epochs');
    const next = await init('epochs', { before: first });
    assert.equal(next.producerEpoch, first.producerEpoch + 1);
    assert.equal((await init('epochs', { before: first })).producerEpoch, next.producerEpoch, 'asked again after a lost answer');
    await init('epochs');
    assert.equal((await init('epochs', { before: first })).errorCode, 90);
    assert.equal((await init('epochs', { before: first, version: 3 })).errorCode, 47);
  });

  test('offsets count when the transaction is committed, and wait until then', async () => {
    const topic = await freshTopic();
    const producer = await init('offsets');
    const who = { transactionalId: 'offsets', ...producer, groupId: 'with-offsets' };
    const offset = async (requireStable = false) => {
      const answer = await client.call('OffsetFetch', 8, {
        requireStable,
        groups: [{ groupId: 'with-offsets', topics: [{ name: topic, partitionIndexes: [0] }] }],
      });
      const row = (answer.groups as { topics: { partitions: { committedOffset: number; errorCode: number }[] }[] }[])[0]
        ?.topics[0]?.partitions[0];
      return row?.errorCode || row?.committedOffset;
    };
    const commit = async (committedOffset: number) => {
      assert.equal((await client.call('AddOffsetsToTxn', 3, who)).errorCode, 0);
      const answer = await client.call('TxnOffsetCommit', 3, {
        ...who,
        topics: [{ name: topic, partitions: [{ partitionIndex: 0, committedOffset }] }],
      });
      assert.equal((answer.topics as { partitions: { errorCode: number }[] }[])[0]?.partitions[0]?.errorCode, 0);
    };
    await commit(5);
    assert.deepEqual([await offset(), await offset(true)], [-1, 88]);
    await finish('offsets', producer, true);
    assert.deepEqual([await offset(), await offset(true)], [5, 5]);
    await commit(9);
    await finish('offsets', producer, false);
    assert.equal(await offset(), 5);
  });

  test('tools see who has what open', async () => {
    const topic = await freshTopic();
    const producer = await init('seen');
    await begin('seen', producer, topic);
    await write('seen', producer, { topic, value: 'a', sequence: 0 });
    const described = await client.call('DescribeTransactions', 0, { transactionalIds: ['seen', 'unseen'] });
    const [seen, unseen] = described.transactionStates as [Record<string, unknown>, Record<string, unknown>];
    assert.deepEqual([seen.transactionState, seen.topics, unseen.errorCode], ['Ongoing', [{ topic, partitions: [0] }], 105]);
    const { topics } = (await client.call('DescribeProducers', 0, { topics: [{ name: topic, partitionIndexes: [0] }] })) as {
      topics: { partitions: { activeProducers: object[] }[] }[];
    };
    const { producerId, producerEpoch } = producer;
    assert.deepEqual(
      topics[0]?.partitions[0]?.activeProducers.map((row) => ({ ...row, lastTimestamp: 0 })),
      [{ producerId, producerEpoch, lastSequence: 0, lastTimestamp: 0, coordinatorEpoch: -1, currentTxnStartOffset: 0 }],
    );
    const listed = await client.call('ListTransactions', 1, {
      stateFilters: ['Ongoing', 'Nonsense'],
      producerIdFilters: [producer.producerId],
      durationFilter: -1,
    });
    assert.deepEqual(listed.unknownStateFilters, ['Nonsense']);
    assert.deepEqual(
      (listed.transactionStates as { transactionalId: string }[]).map(({ transactionalId }) => transactionalId),
      ['seen'],
    );
    await finish('seen', producer, true);
  });

  test('an open transaction is still open after a restart, and can be ended', async () => {
    const topic = await freshTopic();
    const producer = await init('restarted');
    await begin('restarted', producer, topic);
    await write('restarted', producer, { topic, value: 'kept', sequence: 0 });
    client.end();
    await broker.restart();
    client = await WireClient.open(broker.port);
    assert.equal((await committed(topic)).stable, 0);
    assert.equal(await write('restarted', producer, { topic, value: 'more', sequence: 1 }), 0);
    assert.equal(await finish('restarted', producer, true), 0);
    assert.deepEqual((await committed(topic)).values, ['kept', 'more']);
  });

  test('an end that was decided before a sudden end is carried out at the next start', async () => {
    const topic = await freshTopic(2);
    const producer = await init('decided');
    await begin('decided', producer, [topic, [0, 1]]);
    await write('decided', producer, { topic, value: 'a', sequence: 0 });
    await write('decided', producer, { topic, value: 'b', sequence: 0, partition: 1 });
    client.end();
    await broker.restart(async () => {
      // As the journal is when the broker was killed between the decision and the markers.
      const { path, records } = await readJournal(broker.dataDir);
      const open = records.findLast(({ k, id }) => k === 'transaction' && id === 'decided');
      assert.equal(open?.state, 'Ongoing');
      const journal = await Journal.open(path, () => []);
      await journal.append({ ...open, k: 'transaction', state: 'PrepareCommit' });
      await journal.close();
    });
    client = await WireClient.open(broker.port);
    assert.deepEqual([(await committed(topic)).values, (await committed(topic, 1)).values], [['a'], ['b']]);
    assert.equal(await finish('decided', producer, true), 0);
  });

  test('kafkajs commits and aborts, and its consumers see what was committed', async () => {
    const topic = await freshTopic();
    const kafka = broker.kafka();
    const producer = kafka.producer({
      transactionalId: 'kafkajs',
      maxInFlightRequests: 1,
      idempotent: true,
      createPartitioner: Partitioners.DefaultPartitioner,
    });
    const consumer = kafka.consumer({ groupId: 'committed-only', maxWaitTimeInMs: 100 });
    const got: EachMessagePayload[] = [];
    await Promise.all([producer.connect(), consumer.connect()]);
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({ eachMessage: async (payload) => void got.push(payload) });
    for (const [value, isCommit] of [
      ['first', true],
      ['never', false],
      ['second', true],
    ] as const) {
      const transaction = await producer.transaction();
      await transaction.send({ topic, messages: [{ value }] });
      await transaction.sendOffsets({
        consumerGroupId: 'moved',
        topics: [{ topic, partitions: [{ partition: 0, offset: value === 'second' ? '2' : '1' }] }],
      });
      await (isCommit ? transaction.commit() : transaction.abort());
    }
    await eventually(
      () =>
        assert.deepEqual(
          got.map(({ message }) => message.value?.toString()),
          ['first', 'second'],
        ),
      { withinMs: 30_000 },
    );
    const admin = kafka.admin();
    await admin.connect();
    assert.equal((await admin.fetchOffsets({ groupId: 'moved', topics: [topic] }))[0]?.partitions[0]?.offset, '2');
    await Promise.all([admin.disconnect(), producer.disconnect(), consumer.disconnect()]);
  });
});

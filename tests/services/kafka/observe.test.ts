import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { CompressionTypes, type Consumer, type Producer } from 'kafkajs';
import { kafkaObserver } from '../../../runner/services/kafka/observe.ts';
import { eventually } from '../../support/eventually.ts';
import { startBroker, type TestBroker } from './start-broker.ts';

const topic = (name: string) => ({ kind: 'topic' as const, name });

describe('Kafka in a live picture', () => {
  let broker: TestBroker;
  let producer: Producer;
  const context = (port = broker.port) => ({
    resolve: (url: string) => url.replace('kafka:9092', `127.0.0.1:${port}`),
    signal: AbortSignal.timeout(20_000),
    mayMark: false,
  });
  const create = async (name: string, numPartitions: number) => {
    const admin = broker.kafka().admin();
    await admin.connect();
    await admin.createTopics({ topics: [{ topic: name, numPartitions, replicationFactor: 1 }] });
    await admin.disconnect();
  };
  const observe = async (name: string) => (await kafkaObserver.observe([topic(name)], context()))[0];
  const peek = (name: string) => kafkaObserver.peek(topic(name), context());

  before(async () => {
    broker = await startBroker();
    producer = broker.kafka().producer({ allowAutoTopicCreation: false });
    await producer.connect();
  });
  after(async () => {
    await producer.disconnect();
    await broker.stop();
  });

  test('a topic is not there, and asking does not make it; then it is empty, then counted over its partitions', async () => {
    assert.deepEqual(await observe('orders'), { isThere: false });
    assert.deepEqual(await observe('orders'), { isThere: false });
    assert.deepEqual([(await peek('orders')).state, (await peek('orders')).total], ['missing', 0]);
    await create('orders', 3);
    assert.deepEqual(await observe('orders'), {
      ...{ isThere: true, count: 0, noun: 'messages', arrived: 0 },
      facts: ['3 partitions', '0 bytes'],
    });
    const messages = Array.from({ length: 30 }, (_, index) => ({ partition: index % 3, value: `order ${index}` }));
    await producer.send({ topic: 'orders', messages });
    const seen = await observe('orders');
    assert.ok(seen?.isThere);
    assert.deepEqual([seen.count, seen.arrived, seen.left], [30, 30, undefined]);
    assert.match(seen.facts?.[1] ?? '', /^\d+ (?:bytes|kB)$/);
  });

  test('a peek shows the newest twenty with partition, offset, time, key, value and headers, whatever their compression', async () => {
    const began = Date.now() - 1_000; // not long ago: what is older than a topic keeps is removed every second
    await create('packed', 1);
    for (let number = 1; number <= 24; number++)
      await producer.send({
        topic: 'packed',
        compression: number % 2 ? CompressionTypes.GZIP : CompressionTypes.None,
        messages: [
          {
            key: `k${number}`,
            value: `{"n":${number}}`,
            headers: { type: 'start' },
            timestamp: String(began + number),
          },
        ],
      });
    const { total, order, messages } = await peek('packed');
    assert.deepEqual([total, order, messages.length], [24, 'newest first', 20]);
    assert.deepEqual(messages[0], {
      place: '0/23',
      at: began + 24,
      key: { text: 'k24', encoding: 'utf8' },
      value: { text: '{"n":24}', encoding: 'utf8' },
      headers: [{ name: 'type', value: 'start' }],
      facts: [],
    });
    assert.equal(messages.at(-1)?.place, '0/4');
  });

  test('one large batch, a deleted key and bytes are shown for what they are', async () => {
    await create('mixed', 1);
    const messages = Array.from({ length: 100 }, (_, index) => ({ value: `v${index}` }));
    await producer.send({ topic: 'mixed', messages });
    await producer.send({ topic: 'mixed', messages: [{ key: 'gone', value: null }, { value: Buffer.from([0, 255]) }] });
    const peeked = (await peek('mixed')).messages;
    assert.deepEqual(peeked[0]?.value, { text: 'AP8=', encoding: 'base64', bytes: 2 });
    assert.equal(peeked[1]?.value, undefined);
    assert.deepEqual(peeked[1]?.facts, ['no value: it deletes the key']);
    assert.deepEqual(
      peeked.slice(2).map(({ value }) => value?.text),
      Array.from({ length: 18 }, (_, index) => `v${99 - index}`),
    );
  });

  test('messages of a megabyte: the newest is shown, cut, with its length', async () => {
    await create('large', 1);
    for (const letter of ['a', 'b', 'c']) await producer.send({ topic: 'large', messages: [{ value: letter.repeat(900_000) }] });
    const [newest] = (await peek('large')).messages;
    assert.equal(newest?.place, '0/2');
    assert.equal(newest?.value?.bytes, 900_000);
    assert.match(newest?.value?.text ?? '', /^c+$/);
  });

  test('what a transaction gave up is not shown, what it committed is', async () => {
    await create('decided', 1);
    const transactional = broker.kafka().producer({ transactionalId: 'decider', idempotent: true, maxInFlightRequests: 1 });
    await transactional.connect();
    for (const [value, isCommitted] of [
      ['first', true],
      ['given up', false],
      ['last', true],
    ] as const) {
      const transaction = await transactional.transaction();
      await transaction.send({ topic: 'decided', messages: [{ value }] });
      await (isCommitted ? transaction.commit() : transaction.abort());
    }
    await transactional.disconnect();
    await eventually(async () =>
      assert.deepEqual(
        (await peek('decided')).messages.map(({ value }) => value?.text),
        ['last', 'first'],
      ),
    );
  });

  test('groups say how far behind they are, and looking makes no group', async () => {
    await create('read', 2);
    await producer.send({ topic: 'read', messages: [0, 1, 0, 1].map((partition) => ({ partition, value: 'x' })) });
    const consumer: Consumer = broker.kafka().consumer({ groupId: 'billing' });
    await consumer.connect();
    await consumer.subscribe({ topic: 'read', fromBeginning: true });
    let read = 0;
    await consumer.run({ autoCommitThreshold: 1, eachMessage: async () => void read++ });
    await eventually(
      async () => {
        const seen = await observe('read');
        assert.ok(seen?.isThere);
        assert.equal(seen.left, 4);
        assert.ok(seen.facts?.includes('group billing has read all'));
      },
      { withinMs: 20_000 },
    );
    await consumer.disconnect();
    await producer.send({ topic: 'read', messages: [{ partition: 0, value: 'y' }] });
    const seen = await observe('read');
    assert.ok(seen?.isThere && seen.facts?.includes('group billing is 1 behind'), JSON.stringify(seen));
    await peek('read');
    const admin = broker.kafka().admin();
    await admin.connect();
    const { groups } = await admin.listGroups();
    await admin.disconnect();
    assert.deepEqual(
      groups.map(({ groupId }) => groupId),
      ['billing'],
    );
  });

  test('nobody there, and somebody who speaks no Kafka, are errors that say so', async () => {
    const error = { code: 'service.failed', message: 'Kafka does not answer.' };
    await assert.rejects(kafkaObserver.observe([topic('a')], context(1)), error);
    const other = createServer((socket) => socket.on('error', () => undefined).write('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    await assert.rejects(kafkaObserver.observe([topic('a')], context(port)), error);
    other.close();
  });

  test('a broker that never answers is given up when the signal says so', async () => {
    const sockets: { destroy: () => void }[] = [];
    const silent = createServer((socket) => sockets.push(socket));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as { port: number };
    await assert.rejects(kafkaObserver.observe([topic('a')], { ...context(port), signal: AbortSignal.timeout(100) }));
    for (const socket of sockets) socket.destroy();
    silent.close();
  });
});

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { CompressionTypes, type Consumer, type Kafka, type Producer } from 'kafkajs';
import { kafkaObserver } from '../../../runner/services/kafka/observe.ts';
import { kafkaOf } from '../../services/kafka/start-broker.ts';
import { eventually } from '../../support/eventually.ts';

const topic = (name: string) => ({ kind: 'topic' as const, name });

/**
 * What a live picture counts of Kafka and what a peek shows; the same on the embedded broker and on a real one.
 * @param port where it listens on this machine, asked when the tests run
 */
export function observeSuite(port: () => number): void {
  describe('Kafka in a live picture', () => tests(port));
}

function tests(port: () => number): void {
  let kafka: Kafka;
  let producer: Producer;
  let admin: ReturnType<Kafka['admin']>;

  before(async () => {
    kafka = kafkaOf(port(), { retry: { retries: 8, initialRetryTime: 100 } });
    producer = kafka.producer({ allowAutoTopicCreation: false });
    admin = kafka.admin();
    await Promise.all([producer.connect(), admin.connect()]);
  });
  after(() => Promise.all([producer?.disconnect(), admin?.disconnect()]));

  const context = () => ({
    resolve: (url: string) => url.replace('kafka:9092', `127.0.0.1:${port()}`),
    signal: AbortSignal.timeout(20_000),
    mayMark: false,
  });
  const create = (name: string, numPartitions: number) =>
    admin.createTopics({ topics: [{ topic: name, numPartitions, replicationFactor: 1 }] });
  const observe = async (name: string) => (await kafkaObserver.observe([topic(name)], context()))[0];
  const groups = async () => (await admin.listGroups()).groups.map(({ groupId }) => groupId).sort();
  const peek = (name: string) => kafkaObserver.peek(topic(name), context());

  test('a topic is not there, and asking does not make it; then it is empty, then counted over its partitions', async () => {
    assert.deepEqual(await observe('look.orders'), { isThere: false });
    assert.deepEqual(await observe('look.orders'), { isThere: false });
    assert.deepEqual([(await peek('look.orders')).state, (await peek('look.orders')).total], ['missing', 0]);
    const listed = async () => (await kafkaObserver.list(context())).map(({ name }) => name);
    assert.ok(!(await listed()).includes('look.orders'));
    await create('look.orders', 3);
    assert.ok((await listed()).includes('look.orders'));
    assert.ok(
      (await listed()).every((name) => !name.startsWith('__')),
      'its own topics are not for learners',
    );
    assert.deepEqual(await observe('look.orders'), {
      ...{ isThere: true, count: 0, noun: 'messages', arrived: 0 },
      facts: ['3 partitions', '0 bytes'],
    });
    const messages = Array.from({ length: 30 }, (_, index) => ({ partition: index % 3, value: `order ${index}` }));
    await producer.send({ topic: 'look.orders', messages });
    const seen = await observe('look.orders');
    assert.ok(seen?.isThere && 'count' in seen);
    assert.deepEqual([seen.count, seen.arrived, seen.left], [30, 30, undefined]);
    assert.match(seen.facts?.[1] ?? '', /^\d+ (?:bytes|kB)$/);
  });

  test('a peek shows the newest twenty with partition, offset, time, key, value and headers, whatever their compression', async () => {
    const began = Date.now() - 1_000; // not long ago: what is older than a topic keeps is removed every second
    await create('look.packed', 1);
    for (let number = 1; number <= 24; number++)
      await producer.send({
        topic: 'look.packed',
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
    const { total, order, messages } = await peek('look.packed');
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
    await create('look.mixed', 1);
    const messages = Array.from({ length: 100 }, (_, index) => ({ value: `v${index}` }));
    await producer.send({ topic: 'look.mixed', messages });
    await producer.send({ topic: 'look.mixed', messages: [{ key: 'gone', value: null }, { value: Buffer.from([0, 255]) }] });
    const peeked = (await peek('look.mixed')).messages;
    assert.deepEqual(peeked[0]?.value, { text: 'AP8=', encoding: 'base64', bytes: 2 });
    assert.equal(peeked[1]?.value, undefined);
    assert.deepEqual(peeked[1]?.facts, ['no value: it deletes the key']);
    assert.deepEqual(
      peeked.slice(2).map(({ value }) => value?.text),
      Array.from({ length: 18 }, (_, index) => `v${99 - index}`),
    );
  });

  test('messages of a megabyte: the newest is shown, cut, with its length', async () => {
    await create('look.large', 1);
    for (const letter of ['a', 'b', 'c'])
      await producer.send({ topic: 'look.large', messages: [{ value: letter.repeat(900_000) }] });
    const [newest] = (await peek('look.large')).messages;
    assert.equal(newest?.place, '0/2');
    assert.equal(newest?.value?.bytes, 900_000);
    assert.match(newest?.value?.text ?? '', /^c+$/);
  });

  test('what a transaction gave up is not shown, what it committed is', async () => {
    await create('look.decided', 1);
    const transactional = kafka.producer({ transactionalId: 'look.decider', idempotent: true, maxInFlightRequests: 1 });
    await transactional.connect();
    for (const [value, isCommitted] of [
      ['first', true],
      ['given up', false],
      ['last', true],
    ] as const) {
      const transaction = await transactional.transaction();
      await transaction.send({ topic: 'look.decided', messages: [{ value }] });
      await (isCommitted ? transaction.commit() : transaction.abort());
    }
    await transactional.disconnect();
    await eventually(async () =>
      assert.deepEqual(
        (await peek('look.decided')).messages.map(({ value }) => value?.text),
        ['last', 'first'],
      ),
    );
  });

  test('messages before an open transaction are shown; those in it are not, and not counted as messages', async () => {
    await create('look.open', 1);
    const send = (from: Pick<Producer, 'send'>, values: string[]) =>
      from.send({ topic: 'look.open', messages: values.map((value) => ({ value })) });
    await send(producer, ['1', '2', '3', '4', '5']);
    const transactional = kafka.producer({ transactionalId: 'look.opener', idempotent: true, maxInFlightRequests: 1 });
    await transactional.connect();
    const transaction = await transactional.transaction();
    const look = async () => {
      const { messages, total, totalOf } = await peek('look.open');
      return [messages.map(({ value }) => value?.text).join(''), total, totalOf];
    };
    await send(
      transaction,
      Array.from({ length: 25 }, () => 'x'),
    );
    assert.deepEqual(await look(), ['54321', 5, undefined]);
    await transaction.abort();
    await eventually(async () => {
      await send(producer, ['6']);
      assert.match(String((await look())[0]), /^6+54321$/);
    });
    await transactional.disconnect();
  });

  test('large messages of every partition are shown, and the newest of many partitions, wherever it lies', async () => {
    const configEntries = [{ name: 'max.message.bytes', value: '6000000' }];
    await admin.createTopics({ topics: [{ topic: 'look.four', numPartitions: 4, replicationFactor: 1, configEntries }] });
    for (const partition of [0, 1, 2, 3])
      await producer.send({ topic: 'look.four', messages: [{ partition, value: 'x'.repeat(2_500_000) }] });
    const places = async (name: string) => (await peek(name)).messages.map(({ place }) => place);
    assert.deepEqual((await places('look.four')).sort(), ['0/0', '1/0', '2/0', '3/0']);
    await create('look.wide', 60);
    const began = Date.now() - 1_000;
    const messages = Array.from({ length: 60 }, (_, at) => ({ partition: at, value: 'x', timestamp: String(began + at) }));
    await producer.send({ topic: 'look.wide', messages });
    // A client may send what it sent once more while a new topic comes to be.
    const newest = async () => [...new Set((await places('look.wide')).map((place) => place.split('/')[0]))].slice(0, 2);
    assert.deepEqual(await newest(), ['59', '58']);
    await producer.send({ topic: 'look.wide', messages: [{ partition: 0, value: 'newest', timestamp: String(began + 500) }] });
    assert.deepEqual(await newest(), ['0', '59']);
  });

  test('groups say how far behind they are, and looking makes no group', async (t) => {
    await create('look.read', 2);
    await producer.send({ topic: 'look.read', messages: [0, 1, 0, 1].map((partition) => ({ partition, value: 'x' })) });
    const consumer: Consumer = kafka.consumer({ groupId: 'look.billing' });
    t.after(() => consumer.disconnect()); // one that goes on would keep the tests from ending
    await consumer.connect();
    await consumer.subscribe({ topic: 'look.read', fromBeginning: true });
    let read = 0;
    await consumer.run({ autoCommitThreshold: 1, eachMessage: async () => void read++ });
    await eventually(
      async () => {
        const seen = await observe('look.read');
        assert.ok(seen?.isThere);
        assert.equal(seen.left, 4, JSON.stringify({ seen, read }));
        assert.ok(seen.facts?.includes('group look.billing has read all'));
      },
      { withinMs: 20_000 },
    );
    await consumer.disconnect();
    await producer.send({ topic: 'look.read', messages: [{ partition: 0, value: 'y' }] });
    const seen = await observe('look.read');
    assert.ok(seen?.isThere && seen.facts?.includes('group look.billing is 1 behind'), JSON.stringify(seen));
    const before = await groups();
    await peek('look.read');
    assert.deepEqual(await groups(), before);
    assert.ok(before.includes('look.billing'));
  });
}

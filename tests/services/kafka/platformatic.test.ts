import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
  Admin,
  Consumer,
  type ConsumerOptions,
  type Message,
  type MessagesStream,
  Producer,
  type ProducerOptions,
  stringDeserializers,
  stringSerializers,
} from '@platformatic/kafka';
import { eventually } from '../../support/eventually.ts';
import { startBroker, type TestBroker } from './start-broker.ts';

type Text = Message<string, string, string, string>;
type TextProducer = Producer<string, string, string, string>;
type TextConsumer = Consumer<string, string, string, string>;
type TextStream = MessagesStream<string, string, string, string>;

/** Kafka's `read_committed`. */
const COMMITTED = 1;

// It speaks the flexible versions only, where kafkajs speaks the others.
describe('@platformatic/kafka on the embedded broker', () => {
  let broker: TestBroker;
  let admin: Admin;
  let producer: TextProducer;
  const open: (TextConsumer | TextProducer)[] = [];
  let names = 0;
  const fresh = (what: string) => `${what}-${++names}`;
  const base = () => ({ clientId: 'test', bootstrapBrokers: [`127.0.0.1:${broker.port}`], retries: 3, retryDelay: 50 });
  const kept = <Client extends TextConsumer | TextProducer>(client: Client): Client => {
    open.push(client);
    return client;
  };
  const freshTopic = async (partitions = 1) => {
    const topic = fresh('topic');
    await admin.createTopics({ topics: [topic], partitions, replicas: 1 });
    return topic;
  };
  const makeProducer = (options: Partial<ProducerOptions<string, string, string, string>> = {}): TextProducer =>
    kept(new Producer({ ...base(), serializers: stringSerializers, ...options }));
  const makeConsumer = (options: Partial<ConsumerOptions<string, string, string, string>> = {}): TextConsumer =>
    kept(
      new Consumer({
        ...{ ...base(), groupId: fresh('group'), deserializers: stringDeserializers, maxWaitTime: 200, autocommit: true },
        ...options,
      } as ConsumerOptions<string, string, string, string>),
    );
  /** Everything a consumer gets, as it comes. */
  const gather = (stream: TextStream): Text[] => {
    const got: Text[] = [];
    stream.on('data', (message: Text) => got.push(message));
    return got;
  };
  const values = (got: readonly Text[]) => got.map(({ value }) => value);
  const end = async (client: (typeof open)[number]) => {
    open.splice(open.indexOf(client), 1);
    await client.close(true);
  };

  before(async () => {
    broker = await startBroker();
    admin = new Admin(base());
    producer = makeProducer();
  });
  after(async () => {
    for (const client of open.reverse()) await client.close(true);
    await admin.close();
    await broker.stop();
  });

  test('a topic is made, described, enlarged, read from by time and deleted', async () => {
    const topic = fresh('topic');
    const [made] = await admin.createTopics({
      topics: [topic],
      partitions: 2,
      replicas: 1,
      configs: [{ name: 'retention.ms', value: '9000000000000' }],
    });
    assert.deepEqual(
      [made?.name, made?.partitions, made?.replicas, made?.configuration['retention.ms']],
      [topic, 2, 1, '9000000000000'],
    );
    assert.ok((await admin.listTopics()).includes(topic));
    await admin.createPartitions({ topics: [{ name: topic, count: 3, assignments: null }] });
    const metadata = await admin.metadata({ topics: [topic], forceUpdate: true });
    assert.equal(metadata.topics.get(topic)?.partitionsCount, 3);
    await producer.send({ messages: [1_000n, 2_000n].map((timestamp) => ({ topic, value: 'timed', partition: 0, timestamp })) });
    const partitions = [-2n, -1n, -3n, 1_500n].map((timestamp) => ({ partitionIndex: 0, timestamp }));
    const offsets = [];
    for (const partition of partitions)
      offsets.push((await admin.listOffsets({ topics: [{ name: topic, partitions: [partition] }] }))[0]);
    assert.deepEqual(
      offsets.map((row) => row?.partitions[0]?.offset),
      [0n, 2n, 1n, 1n],
    );
    await admin.deleteTopics({ topics: [topic] });
    assert.equal((await admin.listTopics()).includes(topic), false);
  });

  test('settings are described with their sources and changed one by one', async () => {
    const topic = await freshTopic();
    const resource = { resourceType: 2, resourceName: topic } as const;
    const change = (configOperation: 0 | 1 | 2 | 3, name: string, value: string) =>
      admin.incrementalAlterConfigs({ resources: [{ ...resource, configs: [{ name, configOperation, value }] }] });
    await change(0, 'retention.ms', '777');
    await change(2, 'cleanup.policy', 'compact');
    const [described] = await admin.describeConfigs({
      resources: [{ ...resource, configurationKeys: null }],
      includeSynonyms: true,
    });
    const find = (name: string) => described?.configs.find((config) => config.name === name);
    assert.deepEqual(
      [
        find('retention.ms')?.value,
        find('retention.ms')?.configSource,
        find('cleanup.policy')?.value,
        find('segment.bytes')?.configSource,
      ],
      ['777', 1, 'delete,compact', 5],
    );
    await assert.rejects(change(0, 'retention.mss', '1'), ({ message }: Error) => message.length > 0);
  });

  for (const compression of ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const) {
    test(`messages compressed with ${compression} come back with keys and headers`, async () => {
      const topic = await freshTopic();
      const sender = makeProducer({ compression, idempotent: true });
      const messages = Array.from({ length: 100 }, (_, at) => ({
        ...{ topic, key: `k${at}`, value: `value ${at} ${'repeated '.repeat(at % 7)}` },
        headers: new Map([['h', `${at}`]]),
      }));
      await sender.send({ messages });
      await end(sender);
      const got = gather(await makeConsumer().consume({ topics: [topic], mode: 'earliest' }));
      await eventually(() => assert.equal(got.length, 100), { withinMs: 30_000 });
      assert.deepEqual(
        got.map(({ key, value, headers, offset }) => [key, value, headers.get('h'), offset]),
        messages.map(({ key, value, headers }, at) => [key, value, headers.get('h'), BigInt(at)]),
      );
    });
  }

  for (const groupProtocol of ['classic', 'consumer'] as const) {
    test(`a group of the ${groupProtocol} protocol shares partitions, commits, and goes on where it was`, async () => {
      const [topic, groupId] = [await freshTopic(4), fresh('group')];
      const options = { groupId, groupProtocol, heartbeatInterval: 200 } as Partial<
        ConsumerOptions<string, string, string, string>
      >;
      const [one, two] = [makeConsumer(options), makeConsumer(options)];
      const read = async (consumer: TextConsumer) =>
        gather(await consumer.consume({ topics: [topic], mode: 'committed', fallbackMode: 'earliest', autocommit: true }));
      const [first, second] = [await read(one), await read(two)];
      const shares = () => [one, two].map(({ assignments }) => assignments?.[0]?.partitions.length ?? 0);
      await eventually(() => assert.deepEqual(shares(), [2, 2]), { withinMs: 30_000 });
      const send = async (value: string) =>
        await producer.send({
          messages: [0, 1, 2, 3].map((partition) => ({ topic, value: `${value} ${partition}`, partition })),
        });
      await send('shared');
      // A fetch that was under way when the other came may bring a message twice.
      await eventually(() => assert.equal(new Set(values([...first, ...second])).size, 4), { withinMs: 30_000 });
      const listed = await admin.listGroups({ types: [groupProtocol] });
      assert.deepEqual([listed.get(groupId)?.state, listed.get(groupId)?.protocolType], ['Stable', 'consumer']);
      const committed = async () => {
        const [group] = await admin.listConsumerGroupOffsets({ groups: [groupId] });
        const partitions = group?.topics.find(({ name }) => name === topic)?.partitions ?? [];
        return partitions.map(({ partitionIndex, committedOffset }) => `${partitionIndex}:${committedOffset}`).sort();
      };
      await eventually(async () => assert.deepEqual(await committed(), ['0:1', '1:1', '2:1', '3:1']), { withinMs: 30_000 });
      await end(one);
      await end(two);
      await send('later');
      const third = await read(makeConsumer(options));
      await eventually(() => assert.equal(third.length, 4), { withinMs: 30_000 });
      assert.ok(values(third).every((value) => value.startsWith('later')));
    });
  }

  test('offsets of a group are set, listed and deleted, and so is the group', async () => {
    const [topic, groupId] = [await freshTopic(2), fresh('group')];
    const topics = [{ name: topic, partitionOffsets: [{ partition: 1, offset: 7n }] }];
    await admin.alterConsumerGroupOffsets({ groupId, topics });
    const listed = async () => (await admin.listConsumerGroupOffsets({ groups: [groupId] }))[0]?.topics[0]?.partitions;
    assert.deepEqual(
      (await listed())?.map(({ partitionIndex, committedOffset }) => [partitionIndex, committedOffset]),
      [[1, 7n]],
    );
    assert.equal((await admin.describeGroups({ groups: [groupId] })).get(groupId)?.state, 'Empty');
    await admin.deleteConsumerGroupOffsets({ groupId, topics: [{ name: topic, partitionIndexes: [1] }] });
    assert.equal(await listed(), undefined);
    await admin.alterConsumerGroupOffsets({ groupId, topics });
    await admin.deleteGroups({ groups: [groupId] });
    assert.equal((await admin.listGroups()).has(groupId), false);
  });

  test('records are cut off, and sizes are shown', async () => {
    const topic = await freshTopic();
    await producer.send({ messages: ['a', 'b', 'c'].map((value) => ({ topic, value, partition: 0 })) });
    const [cut] = await admin.deleteRecords({ topics: [{ name: topic, partitions: [{ partition: 0, offset: 2n }] }] });
    assert.equal(cut?.partitions[0]?.lowWatermark, 2n);
    const [shown] = await admin.describeLogDirs({ topics: [{ name: topic, partitions: [0] }] });
    assert.ok((shown?.results[0]?.topics[0]?.partitions[0]?.partitionSize ?? 0n) > 0n);
  });

  test('committed transactions are read with their offsets, aborted ones are not', async () => {
    const [from, to, groupId] = [await freshTopic(), await freshTopic(), fresh('group')];
    await producer.send({ messages: [{ topic: from, value: 'input' }] });
    const consumer = makeConsumer({ groupId, autocommit: false });
    const input = gather(await consumer.consume({ topics: [from], mode: 'earliest' }));
    await eventually(() => assert.equal(input.length, 1), { withinMs: 30_000 });
    const writer = makeProducer({ idempotent: true, transactionalId: fresh('transaction') });
    const aborted = await writer.beginTransaction();
    await aborted.send({ messages: [{ topic: to, value: 'aborted' }] });
    await aborted.abort();
    const committed = await writer.beginTransaction();
    await committed.send({ messages: [{ topic: to, value: 'committed' }] });
    await committed.addConsumer(consumer);
    await committed.addOffset(input[0] as Text);
    await committed.commit();
    await producer.send({ messages: [{ topic: to, value: 'last' }] });
    const output = gather(await makeConsumer({ isolationLevel: COMMITTED }).consume({ topics: [to], mode: 'earliest' }));
    await eventually(() => assert.equal(output.at(-1)?.value, 'last'), { withinMs: 30_000 });
    assert.deepEqual(values(output), ['committed', 'last']);
    const [group] = await admin.listConsumerGroupOffsets({ groups: [groupId] });
    assert.equal(group?.topics[0]?.partitions[0]?.committedOffset, 1n);
  });

  test('a producer is fenced when another takes its transactional id', async () => {
    const [topic, transactionalId] = [await freshTopic(), fresh('transaction')];
    const before = makeProducer({ idempotent: true, transactionalId });
    const open = await before.beginTransaction();
    await open.send({ messages: [{ topic, value: 'lost' }] });
    // Else it says that it had producer 0 before.
    const after = makeProducer({ idempotent: true, transactionalId, producerId: -1n, producerEpoch: -1 });
    const next = await after.beginTransaction();
    await assert.rejects(open.send({ messages: [{ topic, value: 'too late' }] }));
    await next.send({ messages: [{ topic, value: 'kept' }] });
    await next.commit();
    const got = gather(await makeConsumer({ isolationLevel: COMMITTED }).consume({ topics: [topic], mode: 'earliest' }));
    await eventually(() => assert.deepEqual(values(got), ['kept']), { withinMs: 30_000 });
  });
});

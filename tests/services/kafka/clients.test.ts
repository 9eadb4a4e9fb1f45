import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Admin, type Consumer, type EachMessagePayload, type Kafka, Partitioners, type Producer } from 'kafkajs';
import { eventually } from '../../support/eventually.ts';
import { startBroker, type TestBroker } from './start-broker.ts';

/** kafkajs exports it in a way that modules cannot import by name. */
const TOPIC = 2;

describe('kafkajs on the embedded broker', () => {
  let broker: TestBroker;
  let kafka: Kafka;
  let admin: Admin;
  let producer: Producer;
  const consumers: Consumer[] = [];
  let names = 0;
  const freshName = (what: string) => `${what}-${++names}`;
  const freshTopic = async (numPartitions = 1, configEntries: { name: string; value: string }[] = []) => {
    const topic = freshName('topic');
    await admin.createTopics({ topics: [{ topic, numPartitions, configEntries }] });
    return topic;
  };
  const consume = async (groupId: string, topic: string, { count = 0 }: { count?: number } = {}) => {
    const got: EachMessagePayload[] = [];
    const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 200 });
    consumers.push(consumer);
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({ eachMessage: async (payload) => void got.push(payload) });
    await eventually(() => assert.ok(got.length >= count, `${got.length} of ${count}`), { withinMs: 30_000 });
    return { consumer, got };
  };
  const values = (got: EachMessagePayload[]) => got.map(({ message }) => message.value?.toString());
  const end = async (consumer: Consumer) => {
    consumers.splice(consumers.indexOf(consumer), 1);
    await consumer.disconnect();
  };

  before(async () => {
    broker = await startBroker();
    kafka = broker.kafka();
    admin = kafka.admin();
    producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
    await Promise.all([admin.connect(), producer.connect()]);
  });
  after(async () => {
    await Promise.all([...consumers.map((consumer) => consumer.disconnect()), producer.disconnect(), admin.disconnect()]);
    await broker.stop();
  });

  test('a message comes as it went, with key, headers and time', async () => {
    const topic = await freshTopic();
    const sent = { key: 'k', value: 'Ωλ', headers: { trace: 'abc', empty: '' }, timestamp: '1700000000123' };
    const [where] = await producer.send({ topic, messages: [sent, { key: null, value: null }] });
    assert.deepEqual([where?.baseOffset, where?.partition, where?.errorCode], ['0', 0, 0]);
    const { consumer, got } = await consume(freshName('group'), topic, { count: 2 });
    const [first, second] = got.map(({ message }) => message);
    assert.deepEqual(
      [first?.key?.toString(), first?.value?.toString(), first?.timestamp, first?.offset],
      ['k', 'Ωλ', '1700000000123', '0'],
    );
    assert.deepEqual([first?.headers?.trace?.toString(), first?.headers?.empty?.toString()], ['abc', '']);
    assert.deepEqual([second?.key, second?.value, second?.offset], [null, null, '1']);
    await end(consumer);
  });

  test('a topic that is not there is made when somebody writes to it', async () => {
    const topic = freshName('auto');
    await producer.send({ topic, messages: [{ value: 'first' }] });
    assert.ok((await admin.listTopics()).includes(topic));
    assert.deepEqual(await admin.fetchTopicOffsets(topic), [{ partition: 0, offset: '1', high: '1', low: '0' }]);
  });

  test('an idempotent producer and all acks settings work', async () => {
    const topic = await freshTopic();
    const idempotent = kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
    await idempotent.connect();
    for (let at = 0; at < 10; at++) await idempotent.send({ topic, messages: [{ value: `${at}` }] });
    await idempotent.disconnect();
    for (const acks of [0, 1, -1]) await producer.send({ topic, acks, messages: [{ value: `acks ${acks}` }] });
    const { consumer, got } = await consume(freshName('group'), topic, { count: 13 });
    assert.deepEqual(values(got), ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'acks 0', 'acks 1', 'acks -1']);
    await end(consumer);
  });

  test('two members share the partitions; when one goes the other takes all, and goes on where it was', async () => {
    const topic = await freshTopic(4);
    const groupId = freshName('group');
    const assigned = async () => (await admin.describeGroups([groupId])).groups[0];
    const one = await consume(groupId, topic);
    const two = await consume(groupId, topic);
    await eventually(
      async () => {
        const group = await assigned();
        assert.deepEqual([group?.state, group?.members.length, group?.protocolType], ['Stable', 2, 'consumer']);
      },
      { withinMs: 30_000 },
    );
    const send = async (value: string) =>
      await producer.send({ topic, messages: [0, 1, 2, 3].map((partition) => ({ value: `${value} ${partition}`, partition })) });
    await send('shared');
    await eventually(() => assert.equal(one.got.length + two.got.length, 4), { withinMs: 30_000 });
    assert.deepEqual([one.got.length, two.got.length], [2, 2]);
    await end(two.consumer);
    await eventually(
      async () => assert.deepEqual([(await assigned())?.state, (await assigned())?.members.length], ['Stable', 1]),
      { withinMs: 30_000 },
    );
    await send('alone');
    await eventually(() => assert.equal(one.got.length, 6), { withinMs: 30_000 });
    await end(one.consumer);
    assert.deepEqual(
      [...values(one.got), ...values(two.got)].sort(),
      ['alone', 'shared'].flatMap((word) => [0, 1, 2, 3].map((at) => `${word} ${at}`)),
    );
  });

  test('committed offsets are kept over a restart of the broker, and so are topics, settings and messages', async () => {
    const own = await startBroker();
    try {
      const [client, topic, groupId] = [own.kafka(), 'kept', 'kept-group'];
      const itsAdmin = client.admin();
      await itsAdmin.connect();
      await itsAdmin.createTopics({
        topics: [{ topic, numPartitions: 2, configEntries: [{ name: 'retention.ms', value: '123456' }] }],
      });
      const { clusterId } = await itsAdmin.describeCluster();
      await itsAdmin.setOffsets({ groupId, topic, partitions: [{ partition: 1, offset: '7' }] });
      const itsProducer = client.producer({ createPartitioner: Partitioners.DefaultPartitioner });
      await itsProducer.connect();
      await itsProducer.send({ topic, messages: [{ value: 'kept', partition: 1 }] });
      await Promise.all([itsProducer.disconnect(), itsAdmin.disconnect()]);
      await own.restart();
      const after = own.kafka().admin();
      await after.connect();
      assert.equal((await after.describeCluster()).clusterId, clusterId);
      assert.deepEqual(await after.listTopics(), [topic]);
      assert.deepEqual(await after.fetchTopicOffsets(topic), [
        { partition: 0, offset: '0', high: '0', low: '0' },
        { partition: 1, offset: '1', high: '1', low: '0' },
      ]);
      assert.deepEqual((await after.fetchOffsets({ groupId }))[0]?.partitions, [{ partition: 1, offset: '7', metadata: null }]);
      const { resources } = await after.describeConfigs({
        includeSynonyms: false,
        resources: [{ type: TOPIC, name: topic, configNames: ['retention.ms'] }],
      });
      assert.equal(resources[0]?.configEntries[0]?.configValue, '123456');
      await after.disconnect();
    } finally {
      await own.stop();
    }
  });

  test('partitions can be added, topics deleted, and records cut off', async () => {
    const topic = await freshTopic(1);
    await admin.createPartitions({ topicPartitions: [{ topic, count: 3 }] });
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    assert.deepEqual(
      topics[0]?.partitions.map(({ partitionId }) => partitionId),
      [0, 1, 2],
    );
    await assert.rejects(admin.createPartitions({ topicPartitions: [{ topic, count: 2 }] }), { type: 'INVALID_PARTITIONS' });
    await producer.send({ topic, messages: ['a', 'b', 'c'].map((value) => ({ value, partition: 0 })) });
    await admin.fetchTopicOffsets(topic); // kafkajs asks nobody who leads, it has to know
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '2' }] });
    assert.equal((await admin.fetchTopicOffsets(topic))[0]?.low, '2');
    await admin.deleteTopics({ topics: [topic] });
    assert.equal((await admin.listTopics()).includes(topic), false);
    await assert.rejects(admin.deleteTopics({ topics: [topic] }), { message: 'This server does not host this topic-partition' });
  });

  test('a topic that was deleted and made again is empty', async () => {
    const topic = await freshTopic();
    await producer.send({ topic, messages: [{ value: 'old' }] });
    await admin.deleteTopics({ topics: [topic] });
    await admin.createTopics({ topics: [{ topic, numPartitions: 1 }] });
    assert.deepEqual(await admin.fetchTopicOffsets(topic), [{ partition: 0, offset: '0', high: '0', low: '0' }]);
  });

  test('topics that may not be are refused in Kafka’s words', async () => {
    const create = async (topic: object) =>
      await admin.createTopics({ topics: [{ topic: freshName('t'), ...topic }] }).then(
        () => assert.fail('it was made'),
        ({ errors }: { errors: { type: string }[] }) => errors[0]?.type,
      );
    assert.equal(await create({ topic: 'a b' }), 'INVALID_TOPIC_EXCEPTION');
    assert.equal(await create({ numPartitions: 0 }), 'INVALID_PARTITIONS');
    assert.equal(await create({ replicationFactor: 3 }), 'INVALID_REPLICATION_FACTOR');
    assert.equal(await create({ configEntries: [{ name: 'retention.mss', value: '1' }] }), 'INVALID_CONFIG');
    assert.equal(await create({ configEntries: [{ name: 'retention.ms', value: 'abc' }] }), 'INVALID_CONFIG');
  });

  test('a batch that is too large is refused', async () => {
    const topic = await freshTopic(1, [{ name: 'max.message.bytes', value: '1000' }]);
    await assert.rejects(producer.send({ topic, messages: [{ value: 'x'.repeat(2_000) }] }), { type: 'MESSAGE_TOO_LARGE' });
    await producer.send({ topic, messages: [{ value: 'x' }] });
  });

  test('settings say where they come from', async () => {
    const topic = await freshTopic(1, [{ name: 'cleanup.policy', value: 'compact' }]);
    const { resources } = await admin.describeConfigs({
      includeSynonyms: true,
      resources: [{ type: TOPIC, name: topic }],
    });
    const configs = resources[0]?.configEntries ?? [];
    assert.equal(configs.length, 36);
    const policy = configs.find(({ configName }) => configName === 'cleanup.policy');
    assert.deepEqual([policy?.configValue, policy?.configSource], ['compact', 1]);
    assert.deepEqual(
      policy?.configSynonyms.map(({ configName, configSource }) => [configName, configSource]),
      [
        ['cleanup.policy', 1],
        ['log.cleanup.policy', 5],
      ],
    );
    await admin.alterConfigs({
      validateOnly: false,
      resources: [{ type: TOPIC, name: topic, configEntries: [{ name: 'retention.ms', value: '5' }] }],
    });
    const changed = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: TOPIC, name: topic, configNames: ['cleanup.policy', 'retention.ms'] }],
    });
    assert.deepEqual(
      changed.resources[0]?.configEntries.map(({ configValue }) => configValue),
      ['delete', '5'],
    );
  });

  test('a compacted topic refuses a message without a key', async () => {
    const topic = await freshTopic(1, [{ name: 'cleanup.policy', value: 'compact' }]);
    await assert.rejects(producer.send({ topic, messages: [{ value: 'no key' }] }), { code: 87 });
    await producer.send({ topic, messages: [{ key: 'k', value: 'v' }] });
  });

  test('offsets by time, and seeking to them', async () => {
    const topic = await freshTopic();
    for (const [value, timestamp] of [
      ['a', '1000'],
      ['b', '2000'],
      ['c', '3000'],
    ])
      await producer.send({ topic, messages: [{ value: value ?? '', timestamp: timestamp ?? '' }] });
    const offset = async (time: number) => (await admin.fetchTopicOffsetsByTimestamp(topic, time))[0]?.offset;
    assert.deepEqual([await offset(500), await offset(2_000), await offset(2_001)], ['0', '1', '2']);
  });

  test('groups can be listed, their offsets reset and themselves deleted when nobody is in them', async () => {
    const topic = await freshTopic();
    const groupId = freshName('group');
    await producer.send({ topic, messages: [{ value: 'a' }, { value: 'b' }] });
    const { consumer } = await consume(groupId, topic, { count: 2 });
    await assert.rejects(
      admin.deleteGroups([groupId]),
      (error: { groups: { error: { type: string } }[] }) => error.groups[0]?.error.type === 'NON_EMPTY_GROUP',
    );
    await end(consumer);
    assert.deepEqual(
      (await admin.listGroups()).groups.filter((group) => group.groupId === groupId),
      [{ groupId, protocolType: 'consumer' }],
    );
    assert.equal((await admin.fetchOffsets({ groupId, topics: [topic] }))[0]?.partitions[0]?.offset, '2');
    await admin.resetOffsets({ groupId, topic, earliest: true });
    const again = await consume(groupId, topic, { count: 2 });
    assert.deepEqual(values(again.got), ['a', 'b']);
    await end(again.consumer);
    await admin.deleteGroups([groupId]);
    assert.equal((await admin.describeGroups([groupId])).groups[0]?.state, 'Dead');
  });

  test('a thousand messages at once come in order', async () => {
    const topic = await freshTopic();
    const messages = Array.from({ length: 1_000 }, (_, at) => ({ value: `${at}` }));
    for (let round = 0; round < 5; round++) await producer.send({ topic, messages });
    const { consumer, got } = await consume(freshName('group'), topic, { count: 5_000 });
    assert.deepEqual(values(got), Array.from({ length: 5 }, () => messages.map(({ value }) => value)).flat());
    assert.deepEqual(
      got.map(({ message }) => Number(message.offset)),
      [...got.keys()],
    );
    await end(consumer);
  });
});

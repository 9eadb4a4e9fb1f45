import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { CompressionTypes, type Kafka, type Producer } from 'kafkajs';
import { type CheckOf, checkSchema, type NamesOf } from '#contract/checks/checks.ts';
import { kafkaChecks } from '../../../runner/services/kafka/checks.ts';
import { findCoordinator } from '../../../runner/services/kafka/client/find-coordinator.ts';
import { KafkaConnection } from '../../../runner/services/kafka/client/kafka-connection.ts';
import { openSocket } from '../../../runner/services/kafka/client/open-socket.ts';
import { OFFSET_COMMIT } from '../../../runner/services/kafka/embedded/messages/offset-commit.ts';
import type { CheckCode, CheckResult } from '../../../runner/verify/define-check.ts';
import { folderFiles } from '../../../runner/workspace/folder-files.ts';
import { kafkaOf } from '../../services/kafka/start-broker.ts';
import { eventually } from '../../support/eventually.ts';

type Name = NamesOf<'kafka'>;
type Fields<Which extends Name> = Omit<CheckOf<Which>, 'id' | 'check'>;

/**
 * The checks of Kafka; they see the same on the embedded broker and on a real one.
 * @param port where it listens on this machine, asked when the tests run
 */
export function checksSuite(port: () => number): void {
  describe('checks of Kafka', () => tests(port));
}

function tests(port: () => number): void {
  let kafka: Kafka;
  let producer: Producer;
  let admin: ReturnType<Kafka['admin']>;

  before(async () => {
    kafka = kafkaOf(port(), { retry: { retries: 8, initialRetryTime: 100 } });
    producer = kafka.producer();
    admin = kafka.admin();
    await Promise.all([producer.connect(), admin.connect()]);
  });
  after(() => Promise.all([producer?.disconnect(), admin?.disconnect()]));

  // A real broker says yes before all its parts know.
  const ownTopics = async () => (await admin.listTopics()).filter((topic) => topic !== '__consumer_offsets');
  beforeEach(() =>
    eventually(async () => {
      const topics = await ownTopics();
      if (topics.length > 0) await admin.deleteTopics({ topics });
      assert.deepEqual(topics, []);
    }),
  );

  const look = <Which extends Name>(check: Which, fields: Fields<Which>): Promise<CheckResult> => {
    const code = kafkaChecks[check] as unknown as CheckCode<Name>;
    return code(checkSchema.parse({ id: 'row', check, ...fields }) as CheckOf<Name>, {
      resolve: (url) => url.replace('kafka:9092', `127.0.0.1:${port()}`),
      files: folderFiles(''),
      signal: AbortSignal.timeout(10_000),
    });
  };
  const create = async (topic: string, numPartitions = 1, configs: Record<string, string> = {}) => {
    const configEntries = Object.entries(configs).map(([name, value]) => ({ name, value }));
    await admin.createTopics({ topics: [{ topic, numPartitions, configEntries }], waitForLeaders: false });
    await eventually(async () => assert.equal((await look('kafka.messages', { topic, exactly: 0 })).passed, true));
  };
  const send = (topic: string, ...values: (object | string)[]) =>
    producer.send({
      topic,
      messages: values.map((value) => ({ value: typeof value === 'string' ? value : JSON.stringify(value) })),
    });

  /** What a consumer without a group's members says: kafkajs would start one, and take seconds to end it. */
  const commit = async (groupId: string, name: string, offsets: number[]) => {
    const connection = new KafkaConnection(await openSocket({ host: '127.0.0.1', port: port() }), { clientId: 'test' });
    const partitions = offsets.map((committedOffset, partitionIndex) => ({
      partitionIndex,
      committedOffset,
      committedMetadata: '',
    }));
    await findCoordinator(connection, groupId);
    await eventually(async () => {
      const { topics } = await connection.call(OFFSET_COMMIT, { groupId, topics: [{ name, partitions }] });
      assert.deepEqual(topics[0]?.partitions[0], { partitionIndex: 0, errorCode: 0 });
    });
    connection.close();
  };

  test('a topic: none at all, a near name, there', async () => {
    const check = () => look('kafka.topic', { topic: 'test_topic' });
    assert.deepEqual(await check(), {
      passed: false,
      expected: 'the topic test_topic',
      actual: 'there is no topic test_topic; there are no topics',
      hint: 'Run the block that creates the topic test_topic.',
    });
    await create('test-topic');
    await create('__ours');
    assert.deepEqual(await check(), {
      passed: false,
      expected: 'the topic test_topic',
      actual: 'there is no topic test_topic; there is: test-topic',
      hint: 'A topic test-topic is there. The names must be the same, letter by letter.',
    });
    await create('test_topic');
    assert.deepEqual(await check(), { passed: true, expected: 'the topic test_topic', actual: 'it is there, with 1 partition' });
  });

  test('looking makes neither a topic nor a group', async () => {
    const there = async () => [await admin.listTopics(), (await admin.listGroups()).groups];
    const before = await there();
    await look('kafka.topic', { topic: 'a' });
    await look('kafka.messages', { topic: 'a', exactly: 0 });
    await look('kafka.group', { group: 'a', topic: 'a' });
    assert.deepEqual(await there(), before);
  });

  test('a topic with other partitions and settings than it should have', async () => {
    await create('pages', 2, { 'cleanup.policy': 'compact' });
    assert.deepEqual(await look('kafka.topic', { topic: 'pages', partitions: 3 }), {
      passed: false,
      expected: 'the topic pages, with 3 partitions',
      actual: 'it is there, with 2 partitions',
      hint: 'Add some: kafka-topics --bootstrap-server kafka:9092 --alter --topic pages --partitions 3',
    });
    const { hint } = await look('kafka.topic', { topic: 'pages', partitions: 1 });
    assert.equal(hint, 'Kafka takes no partitions away. Delete the topic and create it again.');
    const configs = { 'cleanup.policy': 'compact', 'segment.ms': 1000 };
    assert.deepEqual(await look('kafka.topic', { topic: 'pages', configs }), {
      passed: false,
      expected: 'the topic pages, with cleanup.policy = compact and segment.ms = 1000',
      actual: 'it is there, with segment.ms = 604800000',
      hint: 'Set it: kafka-configs --bootstrap-server kafka:9092 --alter --topic pages --add-config segment.ms=1000',
    });
    assert.deepEqual(await look('kafka.topic', { topic: 'pages', configs: { 'cleanup.polcy': 'compact' } }), {
      passed: false,
      expected: 'the topic pages, with cleanup.polcy = compact',
      actual: 'topics have no setting cleanup.polcy',
      hint: 'There is a setting cleanup.policy.',
    });
    assert.deepEqual(await look('kafka.topic', { topic: 'pages', partitions: 2, configs: { 'cleanup.policy': 'compact' } }), {
      passed: true,
      expected: 'the topic pages, with 2 partitions and cleanup.policy = compact',
      actual: 'it is there, with 2 partitions and cleanup.policy = compact',
    });
  });

  test('a topic that must be gone', async () => {
    const check = () => look('kafka.topic', { topic: 'old', absent: true });
    assert.deepEqual(await check(), { passed: true, expected: 'no topic old', actual: 'it is gone' });
    await create('old');
    assert.deepEqual(await check(), {
      passed: false,
      expected: 'no topic old',
      actual: 'it is still there',
      hint: 'Run the block that deletes the topic old.',
    });
  });

  test('messages: no topic, an empty topic, too few, enough, too many', async () => {
    const check = (fields: object = { atLeast: 2 }) => look('kafka.messages', { topic: 'events', ...fields });
    const expected = 'at least 2 messages in events';
    assert.deepEqual(await check(), {
      passed: false,
      expected,
      actual: 'there is no topic events; there are no topics',
      hint: 'Run the block that creates the topic events.',
    });
    await create('events', 3);
    assert.deepEqual(await check(), {
      passed: false,
      expected,
      actual: 'the topic is there and empty',
      hint: 'Write 2 messages to events.',
    });
    assert.equal((await check({ exactly: 0 })).passed, true);
    await send('events', 'one');
    assert.deepEqual(await check(), { passed: false, expected, actual: '1 message', hint: 'Write 1 more message to events.' });
    await send('events', 'two', 'three');
    assert.deepEqual(await check(), { passed: true, expected, actual: '3 messages' });
    assert.deepEqual(await check({ exactly: 2 }), {
      passed: false,
      expected: 'exactly 2 messages in events',
      actual: '3 messages',
      hint: 'A topic keeps the messages of earlier runs. Delete events, create it again and write the messages once.',
    });
  });

  test('messages by key, in all partitions and in one', async () => {
    await create('keyed', 2);
    await producer.send({
      topic: 'keyed',
      messages: [
        { partition: 0, key: 'a', value: '1' },
        { partition: 1, key: 'b', value: '2' },
        { partition: 1, key: 'b', value: '3' },
      ],
    });
    assert.deepEqual(await look('kafka.messages', { topic: 'keyed', key: 'b', exactly: 2 }), {
      passed: true,
      expected: 'exactly 2 messages in keyed with key = b',
      actual: '3 messages, 2 with key = b',
    });
    assert.deepEqual(await look('kafka.messages', { topic: 'keyed', key: 'b', partition: 0 }), {
      passed: false,
      expected: 'at least 1 message in partition 0 of keyed with key = b',
      actual: '1 message, none with key = b; the nearest has key = a',
      hint: 'Write 1 message with key = b to keyed.',
    });
    assert.deepEqual(await look('kafka.messages', { topic: 'keyed', partition: 2 }), {
      passed: false,
      expected: 'at least 1 message in partition 2 of keyed',
      actual: 'there is no partition 2; the topic has 2 partitions, numbered from 0',
      hint: 'Delete the topic and create it again with as many partitions as the lesson says.',
    });
    await create('keyless');
    await send('keyless', 'x');
    const { actual, hint } = await look('kafka.messages', { topic: 'keyless', key: 'b' });
    assert.equal(actual, '1 message, none with key = b; the nearest has no key');
    assert.match(hint ?? '', /^The messages have no key\. With --property parse\.key=true /);
  });

  test('messages by fields of their JSON: no JSON, another field, another value, right', async () => {
    await create('events', 2);
    const check = () => look('kafka.messages', { topic: 'events', match: { ACTION: 'PROCESS_CREATED', 'FILE.SIZE': 4 } });
    const words = 'ACTION = PROCESS_CREATED and FILE.SIZE = 4';
    const expected = `at least 1 message in events with ${words}`;
    await send('events', 'PROCESS_CREATED');
    assert.deepEqual(await check(), {
      passed: false,
      expected,
      actual: `1 message, none with ${words}; the nearest has no JSON and no JSON`,
      hint: 'The value must be JSON: an object in braces, its names in double quotes.',
    });
    await send('events', { ACTON: 'PROCESS_CREATED', FILE: { SIZE: 4 } });
    assert.deepEqual(await check(), {
      passed: false,
      expected,
      actual: `2 messages, none with ${words}; the nearest has ACTION = nothing`,
      hint: 'No value has a field ACTION; there is ACTON.',
    });
    await send('events', { ACTION: 'PROCESS_CREATED', FILE: { SIZE: 5 } }, { ACTION: 'OTHER' });
    assert.deepEqual(await check(), {
      passed: false,
      expected,
      actual: `4 messages, none with ${words}; the nearest has FILE.SIZE = 5`,
      hint: `Write 1 message with ${words} to events.`,
    });
    await send('events', { ACTION: 'PROCESS_CREATED', FILE: { SIZE: 4 } });
    assert.deepEqual(await check(), { passed: true, expected, actual: `5 messages, 1 with ${words}` });
  });

  test('messages by header', async () => {
    await create('events');
    const check = () => look('kafka.messages', { topic: 'events', headers: { source: 'sensor' } });
    await send('events', 'x');
    assert.deepEqual(await check(), {
      passed: false,
      expected: 'at least 1 message in events with header source = sensor',
      actual: '1 message, none with header source = sensor; the nearest has no header source',
      hint: 'The messages have no headers.',
    });
    await producer.send({ topic: 'events', messages: [{ value: 'y', headers: { sourc: 'sensor' } }] });
    assert.equal((await check()).hint, 'No message has a header source; there is sourc.');
    await producer.send({ topic: 'events', messages: [{ value: 'z', headers: { source: 'sensor' } }] });
    assert.equal((await check()).passed, true);
  });

  test('messages of a compressed batch, without a value, and what is no text', async () => {
    await create('packed');
    await producer.send({
      topic: 'packed',
      compression: CompressionTypes.GZIP,
      messages: [
        { key: 'gone', value: null },
        { key: 'kept', value: Buffer.from([0xff, 0x00]) },
        { key: 'kept', value: '{"a":1}' },
      ],
    });
    assert.equal((await look('kafka.messages', { topic: 'packed', key: 'gone', exactly: 1 })).passed, true);
    assert.equal((await look('kafka.messages', { topic: 'packed', key: 'kept', match: { a: 1 }, exactly: 1 })).passed, true);
  });

  test('of a large topic the newest messages are looked at, and all are counted', async () => {
    await create('large', 2);
    const many = Array.from({ length: 1_000 }, (_, index) => ({ partition: index % 2, value: `{"n":${index}}` }));
    for (let batch = 0; batch < 12; batch++) await producer.send({ topic: 'large', messages: many });
    assert.deepEqual(await look('kafka.messages', { topic: 'large', exactly: 12_000 }), {
      passed: true,
      expected: 'exactly 12,000 messages in large',
      actual: '12,000 messages',
    });
    assert.deepEqual(await look('kafka.messages', { topic: 'large', match: { n: 1 }, atLeast: 10 }), {
      passed: true,
      expected: 'at least 10 messages in large with n = 1',
      actual: 'the newest 10,000 messages, 10 with n = 1',
    });
  });

  test('more than one answer of messages is read as a whole, from every partition', async () => {
    await create('wide', 3);
    const value = JSON.stringify({ text: 'x'.repeat(500_000) });
    for (const partition of [0, 1, 2])
      for (let count = 0; count < 6; count++) await producer.send({ topic: 'wide', messages: [{ partition, value }] });
    assert.equal((await look('kafka.messages', { topic: 'wide', exactly: 18 })).actual, '18 messages');
  });

  test('a group: none, one of a near name, one that is behind, one that has read everything', async () => {
    await create('events', 2);
    await send('events', 'one', 'two', 'three');
    const check = () => look('kafka.group', { group: 'readers', topic: 'events', lagAtMost: 0 });
    const expected = 'the group readers has read everything of events';
    assert.deepEqual(await check(), {
      passed: false,
      expected,
      actual: 'there is no group readers; there are no groups',
      hint: 'Run the block that reads as the group readers.',
    });
    await commit('reader', 'events', [0]);
    assert.deepEqual(await check(), {
      passed: false,
      expected,
      actual: 'there is no group readers; there is: reader',
      hint: 'A group reader is there. The names must be the same, letter by letter.',
    });
    const ends = await admin.fetchTopicOffsets('events');
    await commit('readers', 'events', [0]);
    assert.deepEqual(await check(), {
      passed: false,
      expected,
      actual: 'the group readers is there, with 3 messages left to read',
      hint: 'Run the block that reads as the group readers, and let it go on until nothing more comes.',
    });
    assert.equal((await look('kafka.group', { group: 'readers', lagAtMost: 3 })).passed, true);
    await commit(
      'readers',
      'events',
      ends.toSorted((a, b) => a.partition - b.partition).map(({ offset }) => Number(offset)),
    );
    assert.deepEqual(await check(), { passed: true, expected, actual: 'the group readers is there, and has read everything' });
    assert.deepEqual(await look('kafka.group', { group: 'readers' }), {
      passed: true,
      expected: 'the group readers',
      actual: 'it is there',
    });
    await create('others');
    assert.deepEqual(await look('kafka.group', { group: 'readers', topic: 'others' }), {
      passed: false,
      expected: 'the group readers, which has read others',
      actual: 'the group is there, and has read events, not others',
      hint: 'Run the block that reads others as the group readers.',
    });
    assert.equal((await look('kafka.group', { group: 'readers', absent: true })).actual, 'it is still there');
    await admin.deleteGroups(['readers', 'reader']);
    assert.equal((await look('kafka.group', { group: 'readers', absent: true })).passed, true);
  });

  test('a group whose members run and have said nothing yet', async () => {
    await create('quiet');
    const consumer = kafka.consumer({ groupId: 'listeners', maxWaitTimeInMs: 100 });
    await consumer.connect();
    await consumer.subscribe({ topic: 'quiet' });
    const joined = new Promise((resolve) => consumer.on(consumer.events.GROUP_JOIN, resolve));
    await consumer.run({ eachMessage: async () => {} });
    await joined;
    assert.equal((await look('kafka.group', { group: 'listeners' })).passed, true);
    const { passed, actual, hint } = await look('kafka.group', { group: 'listeners', topic: 'quiet', lagAtMost: 0 });
    assert.deepEqual([passed, actual], [false, 'the group is there, but has not told Kafka how far it has read']);
    assert.match(hint ?? '', /^A consumer says now and then how far it is\. /);
    await consumer.disconnect();
    await admin.deleteGroups(['listeners']);
  });
}

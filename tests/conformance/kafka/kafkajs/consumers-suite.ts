import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Batch, Kafka } from 'kafkajs';
import { eventually } from '../../../support/eventually.ts';
import { KafkajsClients, values, WITHIN } from './clients.ts';

/** Consumers and their groups, with all that kafkajs's consumers can do. @param kafka for a broker that runs. */
export function consumersSuite(kafka: () => Kafka): void {
  describe('consumers', () => {
    let clients: KafkajsClients;
    before(async () => {
      clients = await KafkajsClients.connect(kafka());
    });
    after(async () => await clients.endAll());

    const sendEach = async (topic: string, ...texts: string[]) =>
      await clients.producer.send({ topic, messages: texts.map((value) => ({ value, partition: 0 })) });

    test('two members share the partitions; when one goes the other takes all, and goes on where it was', async () => {
      const topic = await clients.freshTopic(4);
      const groupId = clients.freshName('group');
      const group = async () => (await clients.admin.describeGroups([groupId])).groups[0];
      const [one, two] = [await clients.consume(topic, { groupId }), await clients.consume(topic, { groupId })];
      await eventually(async () => {
        const now = await group();
        assert.deepEqual(
          [now?.state, now?.members.length, now?.protocolType, now?.protocol],
          ['Stable', 2, 'consumer', 'RoundRobinAssigner'],
        );
      }, WITHIN);
      const send = async (text: string) =>
        await clients.producer.send({
          topic,
          messages: [0, 1, 2, 3].map((partition) => ({ value: `${text} ${partition}`, partition })),
        });
      await send('shared');
      await eventually(() => assert.equal(one.got.length + two.got.length, 4), WITHIN);
      assert.deepEqual([one.got.length, two.got.length], [2, 2]);
      await clients.end(two.consumer);
      await eventually(
        async () => assert.deepEqual([(await group())?.state, (await group())?.members.length], ['Stable', 1]),
        WITHIN,
      );
      await send('alone');
      await eventually(() => assert.equal(one.got.length, 6), WITHIN);
      await clients.end(one.consumer);
      assert.equal((await group())?.state, 'Empty');
    });

    test('a consumer that seeks goes on from there', async () => {
      const topic = await clients.freshTopic();
      await sendEach(topic, 'a', 'b', 'c');
      const { consumer, got } = await clients.consume(topic);
      await eventually(() => assert.equal(got.length, 3), WITHIN);
      consumer.seek({ topic, partition: 0, offset: '1' });
      await eventually(() => assert.deepEqual(values(got), ['a', 'b', 'c', 'b', 'c']), WITHIN);
      await clients.end(consumer);
    });

    test('one that seeks beyond the end starts as it was told to', async () => {
      const topic = await clients.freshTopic();
      await sendEach(topic, 'a');
      const { consumer, got } = await clients.consume(topic);
      await eventually(() => assert.equal(got.length, 1), WITHIN);
      consumer.seek({ topic, partition: 0, offset: '100' });
      await eventually(() => assert.deepEqual(values(got), ['a', 'a']), WITHIN);
      await clients.end(consumer);
    });

    test('a paused partition waits, and goes on where it was', async () => {
      const topic = await clients.freshTopic();
      const { consumer, got } = await clients.consume(topic);
      await sendEach(topic, 'before');
      await eventually(() => assert.equal(got.length, 1), WITHIN);
      consumer.pause([{ topic }]);
      assert.deepEqual(consumer.paused(), [{ topic, partitions: [0] }]);
      await sendEach(topic, 'while paused');
      const other = await clients.readAll(topic, 2);
      assert.deepEqual([other.length, got.length], [2, 1]);
      consumer.resume([{ topic }]);
      await eventually(() => assert.deepEqual(values(got), ['before', 'while paused']), WITHIN);
      await clients.end(consumer);
    });

    test('whole batches are given, and what was resolved is committed', async () => {
      const topic = await clients.freshTopic();
      const groupId = clients.freshName('group');
      await sendEach(topic, 'a', 'b', 'c', 'd');
      const consumer = await clients.makeConsumer({ groupId });
      const batches: Batch[] = [];
      await consumer.subscribe({ topic, fromBeginning: true });
      await consumer.run({
        eachBatchAutoResolve: false,
        eachBatch: async ({ batch, resolveOffset, heartbeat, commitOffsetsIfNecessary, isRunning, isStale }) => {
          assert.deepEqual([isRunning(), isStale()], [true, false]);
          batches.push(batch);
          resolveOffset('1');
          await heartbeat();
          await commitOffsetsIfNecessary();
        },
      });
      await eventually(() => assert.ok(batches.length > 0), WITHIN);
      await clients.end(consumer);
      assert.deepEqual(
        [batches[0]?.messages.length, batches[0]?.highWatermark, batches[0]?.firstOffset(), batches[0]?.lastOffset()],
        [4, '4', '0', '3'],
      );
      const [committed] = await clients.admin.fetchOffsets({ groupId, topics: [topic] });
      assert.equal(committed?.partitions[0]?.offset, '2');
    });

    test('offsets are committed by hand, with words of one’s own', async () => {
      const topic = await clients.freshTopic();
      const groupId = clients.freshName('group');
      await sendEach(topic, 'a', 'b', 'c');
      const consumer = await clients.makeConsumer({ groupId });
      const got: string[] = [];
      await consumer.subscribe({ topic, fromBeginning: true });
      await consumer.run({ autoCommit: false, eachMessage: async ({ message }) => void got.push(message.offset) });
      await eventually(() => assert.equal(got.length, 3), WITHIN);
      await consumer.commitOffsets([{ topic, partition: 0, offset: '2', metadata: 'so far' }]);
      await clients.end(consumer);
      const [committed] = await clients.admin.fetchOffsets({ groupId, topics: [topic] });
      assert.deepEqual(committed?.partitions, [{ partition: 0, offset: '2', metadata: 'so far' }]);
      assert.deepEqual(values(await clients.readAll(topic, 1, { groupId })), ['c']);
    });

    test('a new group without offsets starts at the end unless it asks for the start', async () => {
      const topic = await clients.freshTopic();
      await sendEach(topic, 'old');
      const consumer = await clients.makeConsumer();
      const got: (string | undefined)[] = [];
      const joined = new Promise<void>((resolve) => {
        consumer.on(consumer.events.GROUP_JOIN, () => resolve());
      });
      await consumer.subscribe({ topic });
      await consumer.run({ eachMessage: async ({ message }) => void got.push(message.value?.toString()) });
      await joined;
      await eventually(
        async () => {
          await sendEach(topic, 'new');
          assert.ok(got.length > 0);
        },
        { ...WITHIN, everyMs: 300 },
      );
      assert.ok(got.every((value) => value === 'new'));
      await clients.end(consumer);
    });

    test('a pattern subscribes to every topic of such a name', async () => {
      const word = clients.freshName('pattern');
      const topics = [`${word}-one`, `${word}-two`];
      await clients.admin.createTopics({ topics: topics.map((topic) => ({ topic })), waitForLeaders: true });
      for (const topic of topics) await sendEach(topic, topic);
      const consumer = await clients.makeConsumer();
      const got: string[] = [];
      await consumer.subscribe({ topic: new RegExp(`^${word}-`), fromBeginning: true });
      await consumer.run({ eachMessage: async ({ topic }) => void got.push(topic) });
      await eventually(() => assert.deepEqual(got.toSorted(), topics), WITHIN);
      await clients.end(consumer);
    });

    test('a message that could not be handled comes again', async () => {
      const topic = await clients.freshTopic();
      await sendEach(topic, 'a', 'b');
      const consumer = await clients.makeConsumer({ retry: { initialRetryTime: 20, retries: 3 } });
      const seen: (string | undefined)[] = [];
      await consumer.subscribe({ topic, fromBeginning: true });
      await consumer.run({
        eachMessage: async ({ message }) => {
          seen.push(message.value?.toString());
          if (seen.length === 2) throw new Error('the second one, the first time');
        },
      });
      await eventually(() => assert.deepEqual(seen, ['a', 'b', 'b']), WITHIN);
      await clients.end(consumer);
    });

    test('one that crashes starts again by itself, where it was', async () => {
      const topic = await clients.freshTopic();
      await sendEach(topic, 'a', 'b');
      const consumer = await clients.makeConsumer({
        retry: { initialRetryTime: 20, retries: 1, restartOnFailure: async () => true },
      });
      const seen: (string | undefined)[] = [];
      let crashes = 0;
      consumer.on(consumer.events.CRASH, () => {
        crashes++;
      });
      await consumer.subscribe({ topic, fromBeginning: true });
      await consumer.run({
        eachMessage: async ({ message }) => {
          if (message.value?.toString() === 'b' && crashes === 0) throw new Error('not yet');
          seen.push(message.value?.toString());
        },
      });
      await eventually(() => assert.equal(seen.at(-1), 'b'), WITHIN);
      assert.ok(crashes > 0);
      await clients.end(consumer);
    });

    test('one that is stopped can run again', async () => {
      const topic = await clients.freshTopic();
      const { consumer, got } = await clients.consume(topic);
      await sendEach(topic, 'first');
      await eventually(() => assert.equal(got.length, 1), WITHIN);
      await consumer.stop();
      await sendEach(topic, 'second');
      await consumer.run({ eachMessage: async (payload) => void got.push(payload) });
      await eventually(() => assert.deepEqual(values(got), ['first', 'second']), WITHIN);
      await clients.end(consumer);
    });
  });
}

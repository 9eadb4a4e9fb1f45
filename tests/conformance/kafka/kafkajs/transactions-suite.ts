import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Kafka, Producer } from 'kafkajs';
import { eventually } from '../../../support/eventually.ts';
import { KafkajsClients, values, WITHIN } from './clients.ts';

/** Transactions as kafkajs makes them. @param kafka for a broker that runs. */
export function transactionsSuite(kafka: () => Kafka): void {
  describe('transactions', () => {
    let clients: KafkajsClients;
    before(async () => {
      clients = await KafkajsClients.connect(kafka());
    });
    after(async () => await clients.endAll());

    const makeWriter = async (transactionalId = clients.freshName('transaction')): Promise<Producer> =>
      await clients.makeProducer({ transactionalId, idempotent: true, maxInFlightRequests: 1 });

    test('what was committed is read, what was aborted is not, unless somebody reads everything', async () => {
      const topic = await clients.freshTopic();
      const writer = await makeWriter();
      for (const word of ['aborted', 'committed', 'aborted too', 'committed too']) {
        const transaction = await writer.transaction();
        await transaction.send({ topic, messages: [{ value: word }] });
        assert.equal(transaction.isActive(), true);
        if (word.startsWith('aborted')) await transaction.abort();
        else await transaction.commit();
        assert.equal(transaction.isActive(), false);
      }
      assert.deepEqual(values(await clients.readAll(topic, 2)), ['committed', 'committed too']);
      assert.equal((await clients.readAll(topic, 4, { readUncommitted: true })).length, 4);
    });

    test('nothing behind an open transaction is read as committed', async () => {
      const topic = await clients.freshTopic();
      const transaction = await (await makeWriter()).transaction();
      await transaction.send({ topic, messages: [{ value: 'open' }] });
      await clients.producer.send({ topic, messages: [{ value: 'behind' }] });
      const { consumer, got } = await clients.consume(topic);
      assert.equal((await clients.readAll(topic, 2, { readUncommitted: true })).length, 2);
      assert.deepEqual(values(got), []);
      await transaction.commit();
      await eventually(() => assert.deepEqual(values(got), ['open', 'behind']), WITHIN);
      await clients.end(consumer);
    });

    test('offsets go with the transaction', async () => {
      const [topic, groupId] = [await clients.freshTopic(), clients.freshName('group')];
      const writer = await makeWriter();
      const committed = async () => (await clients.admin.fetchOffsets({ groupId, topics: [topic] }))[0]?.partitions[0]?.offset;
      const sendOffsets = async (offset: string, end: 'commit' | 'abort') => {
        const transaction = await writer.transaction();
        await transaction.send({ topic, messages: [{ value: offset }] });
        await transaction.sendOffsets({ consumerGroupId: groupId, topics: [{ topic, partitions: [{ partition: 0, offset }] }] });
        await transaction[end]();
      };
      await sendOffsets('5', 'commit');
      await eventually(async () => assert.equal(await committed(), '5'), WITHIN);
      await sendOffsets('9', 'abort');
      assert.equal(await committed(), '5');
    });

    test('who takes a transactional id over aborts what is open, and the one before can write nothing more', async () => {
      const [topic, id] = [await clients.freshTopic(), clients.freshName('transaction')];
      const before = await makeWriter(id);
      const lost = await before.transaction();
      await lost.send({ topic, messages: [{ value: 'lost' }] });
      const next = await (await makeWriter(id)).transaction();
      await assert.rejects(lost.send({ topic, messages: [{ value: 'too late' }] }));
      await next.send({ topic, messages: [{ value: 'kept' }] });
      await next.commit();
      assert.deepEqual(values(await clients.readAll(topic, 1)), ['kept']);
    });
  });
}

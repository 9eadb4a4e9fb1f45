import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import kafkajs, { type Kafka } from 'kafkajs';
import { eventually } from '../../../support/eventually.ts';
import { KafkajsClients, values, WITHIN } from './clients.ts';

// kafkajs takes zstd from whoever has it.
kafkajs.CompressionCodecs[kafkajs.CompressionTypes.ZSTD] = () => ({
  compress: async ({ buffer }: { buffer: Buffer }) => zstdCompressSync(buffer),
  decompress: async (buffer: Buffer) => zstdDecompressSync(buffer),
});

/** What kafkajs writes it reads again. @param kafka for a broker that runs. */
export function recordsSuite(kafka: () => Kafka): void {
  describe('records', () => {
    let clients: KafkajsClients;
    before(async () => {
      clients = await KafkajsClients.connect(kafka());
    });
    after(async () => await clients.endAll());

    test('a message comes as it went, with key, headers and time', async () => {
      const topic = await clients.freshTopic();
      const headers = { trace: 'abc', empty: '', list: ['a', 'b'] };
      const sent = { key: 'k', value: 'Ωλ', headers, timestamp: `${Date.now() - 5_000}` };
      const [where] = await clients.producer.send({ topic, messages: [sent, { key: null, value: null }] });
      assert.deepEqual([where?.baseOffset, where?.partition, where?.errorCode], ['0', 0, 0]);
      const [first, second] = await clients.readAll(topic, 2);
      assert.deepEqual(
        [first?.key?.toString(), first?.value?.toString(), first?.timestamp, first?.offset],
        ['k', 'Ωλ', sent.timestamp, '0'],
      );
      const back = Object.entries(first?.headers ?? {}).map(([name, value]) => [name, [value].flat().map(String)]);
      assert.deepEqual(Object.fromEntries(back), { trace: ['abc'], empty: [''], list: ['a', 'b'] });
      assert.deepEqual([second?.key, second?.value, second?.offset], [null, null, '1']);
    });

    test('the broker’s own time is put on messages where the topic says so', async () => {
      const topic = await clients.freshTopic(1, { 'message.timestamp.type': 'LogAppendTime' });
      const before = Date.now();
      await clients.producer.send({ topic, messages: [{ value: 'x', timestamp: '1000' }] });
      const [message] = await clients.readAll(topic, 1);
      assert.ok(Number(message?.timestamp) >= before - 1_000, `${message?.timestamp}`);
    });

    test('a topic that is not there is made when somebody writes to it', async () => {
      const topic = clients.freshName('auto');
      await clients.producer.send({ topic, messages: [{ value: 'first' }] });
      assert.ok((await clients.admin.listTopics()).includes(topic));
      assert.deepEqual(await clients.admin.fetchTopicOffsets(topic), [{ partition: 0, offset: '1', high: '1', low: '0' }]);
    });

    test('idempotent producers, two at a time, and all acks settings work', async () => {
      const topic = await clients.freshTopic();
      const producers = [1, 2].map(() => clients.makeProducer({ idempotent: true, maxInFlightRequests: 1 }));
      for (let at = 0; at < 5; at++)
        for (const producer of await Promise.all(producers)) await producer.send({ topic, messages: [{ value: `${at}` }] });
      for (const acks of [0, 1, -1]) await clients.producer.send({ topic, acks, messages: [{ value: `acks ${acks}` }] });
      const expected = ['0', '0', '1', '1', '2', '2', '3', '3', '4', '4', 'acks 0', 'acks 1', 'acks -1'];
      assert.deepEqual(values(await clients.readAll(topic, 13)), expected);
    });

    test('one request writes to several topics and partitions', async () => {
      const [one, two] = [await clients.freshTopic(2), await clients.freshTopic()];
      const topicMessages = [
        { topic: one, messages: [0, 1].map((partition) => ({ value: `one ${partition}`, partition })) },
        { topic: two, messages: [{ value: 'two' }] },
      ];
      const written = await clients.producer.sendBatch({ topicMessages, acks: -1 });
      assert.deepEqual(
        written.map(({ topicName, partition, errorCode }) => `${topicName} ${partition} ${errorCode}`).sort(),
        [`${one} 0 0`, `${one} 1 0`, `${two} 0 0`].sort(),
      );
      const { consumer, got } = await clients.consume([one, two]);
      await eventually(() => assert.deepEqual(values(got).sort(), ['one 0', 'one 1', 'two']), WITHIN);
      await clients.end(consumer);
    });

    for (const policy of ['uncompressed', 'gzip', 'zstd']) {
      test(`messages of a topic that compresses with ${policy} itself come back`, async () => {
        const topic = await clients.freshTopic(1, { 'compression.type': policy });
        const texts = Array.from({ length: 200 }, (_, at) => `reading ${at} of machine ${at % 7}`);
        const messages = texts.map((value) => ({ key: 'k', value, headers: { trace: 'abc' } }));
        await clients.producer.send({ topic, compression: kafkajs.CompressionTypes.GZIP, messages });
        assert.deepEqual(values(await clients.readAll(topic, 200)), texts);
      });
    }

    for (const [name, compression] of [
      ['gzip', kafkajs.CompressionTypes.GZIP],
      ['zstd', kafkajs.CompressionTypes.ZSTD],
    ] as const) {
      test(`messages compressed with ${name} come back`, async () => {
        const topic = await clients.freshTopic();
        const messages = Array.from({ length: 100 }, (_, at) => ({
          key: `${at}`,
          value: `message ${at} ${'again '.repeat(at % 9)}`,
        }));
        await clients.producer.send({ topic, compression, messages });
        assert.deepEqual(
          values(await clients.readAll(topic, 100)),
          messages.map(({ value }) => value),
        );
      });
    }

    test('a batch that is too large is refused, and a smaller one is not', async () => {
      const topic = await clients.freshTopic(1, { 'max.message.bytes': '1000' });
      const send = async (value: string) => await clients.producer.send({ topic, messages: [{ value }] });
      await assert.rejects(send('x'.repeat(2_000)), { type: 'MESSAGE_TOO_LARGE' });
      await send('x');
    });

    test('a message of almost a megabyte comes although a fetch asks for less', async () => {
      const topic = await clients.freshTopic();
      const value = 'x'.repeat(1_000_000);
      await clients.producer.send({ topic, messages: [{ value }] });
      const [message] = await clients.readAll(topic, 1, { maxBytesPerPartition: 1_000, maxBytes: 10_000 });
      assert.equal(message?.value?.length, value.length);
    });

    test('a compacted topic refuses a message without a key', async () => {
      const topic = await clients.freshTopic(1, { 'cleanup.policy': 'compact' });
      await assert.rejects(clients.producer.send({ topic, messages: [{ value: 'no key' }] }), { code: 87 });
      await clients.producer.send({ topic, messages: [{ key: 'k', value: 'v' }] });
    });

    test('five thousand messages in batches come in order', async () => {
      const topic = await clients.freshTopic();
      const messages = Array.from({ length: 1_000 }, (_, at) => ({ value: `${at}` }));
      for (let round = 0; round < 5; round++) await clients.producer.send({ topic, messages });
      const got = await clients.readAll(topic, 5_000);
      assert.deepEqual(values(got), Array.from({ length: 5 }, () => messages.map(({ value }) => value)).flat());
      assert.deepEqual(
        got.map(({ offset }) => Number(offset)),
        [...got.keys()],
      );
    });
  });
}

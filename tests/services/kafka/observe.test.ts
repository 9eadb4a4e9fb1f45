import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { kafkaObserver } from '../../../runner/services/kafka/observe.ts';
import { observeSuite } from '../../conformance/kafka/observe-suite.ts';
import { eventually } from '../../support/eventually.ts';
import { startBroker, type TestBroker } from './start-broker.ts';

describe('the embedded Kafka broker', () => {
  let broker: TestBroker;
  before(async () => {
    broker = await startBroker();
  });
  after(() => broker.stop());

  observeSuite(() => broker.port);

  test('of a compacted topic the newest twenty are shown, however far apart they are, and its offsets are not called messages', async () => {
    const kafka = broker.kafka();
    const [admin, producer] = [kafka.admin(), kafka.producer()];
    await Promise.all([admin.connect(), producer.connect()]);
    const settings = { 'cleanup.policy': 'compact', 'segment.ms': '50', 'min.cleanable.dirty.ratio': '0' };
    const configEntries = Object.entries(settings).map(([name, value]) => ({ name, value }));
    await admin.createTopics({ topics: [{ topic: 'latest', numPartitions: 1, configEntries }] });
    const keys = [...Array.from({ length: 300 }, (_, at) => `k${at}`), ...Array.from({ length: 200 }, () => 'often')];
    await producer.send({ topic: 'latest', messages: keys.map((key) => ({ key, value: 'v' })) });
    const context = { resolve: () => `tcp://127.0.0.1:${broker.port}`, signal: AbortSignal.timeout(60_000), mayMark: false };
    await eventually(
      async () => {
        await producer.send({ topic: 'latest', messages: [{ key: 'end', value: 'v' }] }); // what is written to is not compacted
        const { messages, total, totalOf } = await kafkaObserver.peek({ kind: 'topic', name: 'latest' }, context);
        const shown = messages.map(({ key }) => key?.text);
        assert.deepEqual([messages.length, shown.includes('k295'), totalOf], [20, true, 'offsets']);
        assert.ok(total > 500, `${total}`);
      },
      { everyMs: 200 },
    );
    await Promise.all([admin.disconnect(), producer.disconnect()]);
  });

  test('what a picture counts of a topic is called messages until transactions leave their marks in it, and offsets from then on', async () => {
    const kafka = broker.kafka();
    const transactional = kafka.producer({ transactionalId: 'marks', idempotent: true, maxInFlightRequests: 1 });
    const [admin, producer] = [kafka.admin(), kafka.producer()];
    await Promise.all([admin.connect(), producer.connect(), transactional.connect()]);
    const context = { resolve: () => `tcp://127.0.0.1:${broker.port}`, signal: AbortSignal.timeout(60_000) };
    const seen = async (name: string) => {
      const [one] = await kafkaObserver.observe([{ kind: 'topic', name }], context);
      assert.ok(one?.isThere && 'count' in one);
      return [one.count, one.noun, one.facts?.includes('not each offset has a message')];
    };
    await admin.createTopics({ topics: [{ topic: 'plain' }, { topic: 'marked' }] });
    await producer.send({ topic: 'plain', messages: [{ value: 'x' }] });
    const transaction = await transactional.transaction();
    await transaction.send({ topic: 'marked', messages: [{ value: 'x' }, { value: 'y' }] });
    await transaction.commit();
    assert.deepEqual(await seen('plain'), [1, 'message', false]);
    await eventually(async () => assert.deepEqual(await seen('marked'), [3, 'offsets', true]));
    await producer.send({ topic: 'marked', messages: Array.from({ length: 40 }, () => ({ value: 'z' })) });
    assert.deepEqual(await seen('marked'), [43, 'offsets', true]);
    await admin.deleteTopics({ topics: ['marked'] });
    await admin.createTopics({ topics: [{ topic: 'marked' }] });
    assert.deepEqual(await seen('marked'), [0, 'messages', false]);
    await Promise.all([admin.disconnect(), producer.disconnect(), transactional.disconnect()]);
  });

  test('of a topic in which all is undecided nothing is shown, and it is not called empty', async () => {
    const producer = broker.kafka().producer({ transactionalId: 'undecided', idempotent: true, maxInFlightRequests: 1 });
    await producer.connect();
    const transaction = await producer.transaction();
    await transaction.send({ topic: 'undecided', messages: [{ value: 'x' }, { value: 'y' }] });
    const context = { resolve: () => `tcp://127.0.0.1:${broker.port}`, signal: AbortSignal.timeout(60_000), mayMark: false };
    const { state, total, totalOf, messages } = await kafkaObserver.peek({ kind: 'topic', name: 'undecided' }, context);
    assert.deepEqual({ state, total, totalOf, messages }, { state: 'seen', total: 2, totalOf: 'offsets', messages: [] });
    await transaction.abort();
    await producer.disconnect();
  });
});

describe('a Kafka that cannot be looked at', () => {
  const topic = { kind: 'topic' as const, name: 'a' };
  const context = (port: number) => ({
    resolve: (url: string) => url.replace('kafka:9092', `127.0.0.1:${port}`),
    signal: AbortSignal.timeout(20_000),
  });

  test('nobody there, and somebody who speaks no Kafka, are errors that say so', async () => {
    const error = { code: 'service.failed', message: 'Kafka does not answer.' };
    await assert.rejects(kafkaObserver.observe([topic], context(1)), error);
    const other = createServer((socket) => socket.on('error', () => undefined).write('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    await assert.rejects(kafkaObserver.observe([topic], context(port)), error);
    other.close();
  });

  test('a broker that never answers is given up when the signal says so', async () => {
    const sockets: { destroy: () => void }[] = [];
    const silent = createServer((socket) => sockets.push(socket));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as { port: number };
    await assert.rejects(kafkaObserver.observe([topic], { ...context(port), signal: AbortSignal.timeout(100) }));
    for (const socket of sockets) socket.destroy();
    silent.close();
  });
});

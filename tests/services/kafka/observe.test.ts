import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { kafkaObserver } from '../../../runner/services/kafka/observe.ts';
import { observeSuite } from '../../conformance/kafka/observe-suite.ts';
import { startBroker, type TestBroker } from './start-broker.ts';

describe('the embedded Kafka broker', () => {
  let broker: TestBroker;
  before(async () => {
    broker = await startBroker();
  });
  after(() => broker.stop());

  observeSuite(() => broker.port);
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

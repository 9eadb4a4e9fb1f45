import assert from 'node:assert/strict';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { generate } from 'mqtt-packet';
import { RunnerError } from '../../../runner/errors.ts';
import { LIMITS } from '../../../runner/services/mosquitto/embedded/limits.ts';
import { mosquittoObserver } from '../../../runner/services/mosquitto/observe.ts';
import { dockerSettings } from '../../conformance/mosquitto/brokers.ts';
import { connectClient } from '../../conformance/mosquitto/client.ts';
import { eventually } from '../../support/eventually.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { startBroker, type TestBroker } from './start-broker.ts';

const hello = (clientId: string) =>
  generate({ cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, clean: true, clientId, keepalive: 0 });

describe('the embedded broker and clients that do not behave', () => {
  let broker: TestBroker;
  const sockets: Socket[] = [];
  const open = async () => {
    const socket = connect(broker.port, '127.0.0.1');
    sockets.push(socket);
    socket.on('error', () => undefined); // the broker may hang up
    await once(socket, 'connect');
    return socket;
  };
  /** Somebody else is served. */
  const serves = async () => {
    const client = await connectClient(broker.port);
    await client.mqtt.subscribeAsync('serves', { qos: 1 });
    await client.mqtt.publishAsync('serves', 'yes', { qos: 1 });
    await eventually(() => assert.equal(client.got.length, 1));
    await client.leave();
  };

  before(async () => {
    broker = await startBroker({ limits: { maxQueued: 10, maxUnread: 64 * 1_024 } });
  });
  after(async () => {
    for (const socket of sockets) socket.destroy();
    await broker.stop();
  });

  test('bytes that are no MQTT close the connection that sent them, and no other', async () => {
    const random = seededRandom(20_261_121);
    for (let round = 0; round < 300; round++) {
      const bytes = Buffer.from(Array.from({ length: 1 + Math.floor(random() * 60) }, () => Math.floor(random() * 256)));
      const socket = await open();
      if (round % 2 === 0) socket.write(hello(`noise-${round}`));
      socket.end(round % 3 === 0 ? 'GET / HTTP/1.1\r\nHost: a\r\n\r\n' : bytes);
    }
    await serves();
  });

  test('500 connections are served, and as many that never say a word do not matter', async () => {
    const silent = await Promise.all(Array.from({ length: 500 }, open));
    const clients = await Promise.all(
      Array.from({ length: 500 }, (_, number) => connectClient(broker.port, { clientId: `c${number}` })),
    );
    await Promise.all(clients.map(({ mqtt }) => mqtt.subscribeAsync('all', { qos: 1 })));
    await clients[0]?.mqtt.publishAsync('all', 'x', { qos: 1 });
    await eventually(() => assert.ok(clients.every(({ got }) => got.length === 1)));
    await Promise.all(clients.map(({ leave }) => leave()));
    for (const socket of silent) socket.destroy();
    await serves();
  });

  test('a subscriber that does not read holds up nobody, and what is too much for it is dropped', async () => {
    const stuck = await open();
    stuck.pause();
    stuck.write(hello('stuck'));
    stuck.write(generate({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'flood', qos: 1 }] }));
    const reader = await connectClient(broker.port);
    await reader.mqtt.subscribeAsync('flood', { qos: 1 });
    const payload = Buffer.alloc(10_000);
    for (let number = 0; number < 2_000; number++) await reader.mqtt.publishAsync('flood', payload, { qos: 1 });
    await eventually(() => assert.equal(reader.got.length, 2_000));
    await reader.leave();
    stuck.destroy();
  });

  test('a session that is full drops what is new, says so once, and goes on when there is room', async () => {
    const options = { clientId: 'full', clean: false };
    const first = await connectClient(broker.port, options);
    await first.mqtt.subscribeAsync('full', { qos: 1 });
    await first.leave();
    const sender = await connectClient(broker.port);
    for (let number = 0; number < 25; number++) await sender.mqtt.publishAsync('full', String(number), { qos: 1 });
    assert.equal(broker.log.filter((line) => line.includes('dropped for client full')).length, 1);
    const back = await connectClient(broker.port, options);
    await eventually(() =>
      assert.deepEqual(
        back.got.map(({ text }) => text),
        Array.from({ length: 10 }, (_, number) => String(number)),
      ),
    );
    await sender.mqtt.publishAsync('full', 'again', { qos: 1 });
    await eventually(() => assert.equal(back.got.at(-1)?.text, 'again'));
    await Promise.all([back.leave(), sender.leave()]);
  });

  test('MQTT 5 and a client without a right to its words are refused in the protocol', async () => {
    await assert.rejects(connectClient(broker.port, { protocolVersion: 5 }));
    const client = await connectClient(broker.port);
    const closed = new Promise((resolve) => client.mqtt.once('close', () => resolve('closed')));
    client.mqtt.stream.write(
      generate({ cmd: 'publish', topic: 'with/#/wildcard', payload: 'x', qos: 0, dup: false, retain: false }),
    );
    await closed;
    await serves();
  });
});

test('Mosquitto on Docker has the limits of the embedded broker', () => {
  const { max_inflight_messages, max_queued_messages, max_queued_bytes } = dockerSettings();
  const { maxInflight, maxQueued, maxQueuedBytes } = LIMITS;
  assert.deepEqual([max_inflight_messages, max_queued_messages, max_queued_bytes].map(Number), [
    maxInflight,
    maxQueued,
    maxQueuedBytes,
  ]);
});

test('what a session has acknowledged is not there after a restart, and its journal does not grow for ever', async () => {
  const broker = await startBroker();
  const options = { clientId: 'steady', clean: false };
  const client = await connectClient(broker.port, options);
  await client.mqtt.subscribeAsync('steady', { qos: 1 });
  const payload = 'x'.repeat(5_000);
  for (let number = 0; number < 2_000; number++) await client.mqtt.publishAsync('steady', payload, { qos: 1 });
  await eventually(() => assert.equal(client.got.length, 2_000));
  await client.leave();
  await broker.restart();
  const { size } = statSync(`${broker.dataDir}/journal`);
  assert.ok(size < 10 * 1_024 * 1_024, `${size} bytes`);
  const back = await connectClient(broker.port, options);
  assert.equal(back.isSessionPresent, true);
  await back.mqtt.publishAsync('steady', 'last', { qos: 1 });
  await eventually(() =>
    assert.deepEqual(
      back.got.map(({ text }) => text),
      ['last'],
    ),
  );
  await back.leave();
  await broker.stop();
});

test('without a broker a picture says that Mosquitto does not answer', async () => {
  const broker = await startBroker();
  await broker.stop();
  const resolve = () => `tcp://127.0.0.1:${broker.port}`;
  const look = mosquittoObserver.observe([{ kind: 'topic', name: 'a' }], { resolve, signal: AbortSignal.timeout(10_000) });
  await assert.rejects(
    look,
    (error: RunnerError) => error.message === 'Mosquitto does not answer.' && error instanceof RunnerError,
  );
});

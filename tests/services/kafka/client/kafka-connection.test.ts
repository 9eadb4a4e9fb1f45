import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { after, afterEach, before, describe, test } from 'node:test';
import { Disconnected, KafkaConnection } from '../../../../runner/services/kafka/client/kafka-connection.ts';
import { openSocket } from '../../../../runner/services/kafka/client/open-socket.ts';
import { METADATA } from '../../../../runner/services/kafka/embedded/messages/metadata.ts';
import { BadFrame } from '../../../../runner/services/kafka/embedded/wire/frames.ts';
import { MalformedMessage } from '../../../../runner/services/kafka/embedded/wire/reader.ts';
import { framed } from '../wire-client.ts';

describe('our client and a broker that is none', () => {
  let server: Server;
  let answer: (socket: Socket) => void = () => undefined;
  const sockets = new Set<Socket>();
  const open = async (signal?: AbortSignal) => {
    const socket = await openSocket({ host: '127.0.0.1', port: (server.address() as AddressInfo).port }, signal);
    return new KafkaConnection(socket, { clientId: 'test', maxAnswerBytes: 1_000 });
  };
  const ask = (connection: KafkaConnection) => connection.call(METADATA, { topics: null });

  before(async () => {
    server = createServer((socket) => {
      sockets.add(socket.on('error', () => undefined));
      socket.once('data', () => answer(socket));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  });
  after(() => server.close());

  test('an answer that says it is too long ends the connection, and whoever waits hears why', async () => {
    answer = (socket) => socket.write(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const connection = await open();
    const [first, second] = await Promise.allSettled([ask(connection), ask(connection)]);
    for (const { status, reason } of [first, second] as PromiseRejectedResult[]) {
      assert.equal(status, 'rejected');
      assert.ok(reason instanceof Disconnected && reason.cause instanceof BadFrame, String(reason));
    }
    await assert.rejects(ask(connection), Disconnected);
  });

  test('an answer that is too short for its number does the same', async () => {
    answer = (socket) => socket.write(framed(Buffer.from([1])));
    await assert.rejects(ask(await open()), Disconnected);
  });

  test('an answer that is something else is refused', async () => {
    answer = (socket) => socket.write(framed(Buffer.from([0, 0, 0, 1, 0, 0, 0, 0, 0, 255])));
    await assert.rejects(ask(await open()), MalformedMessage);
  });

  test('a broker that hangs up in the middle of an answer is said to whoever waits', async () => {
    answer = (socket) => socket.end(Buffer.from([0, 0, 0, 100, 0, 0]));
    await assert.rejects(ask(await open()), Disconnected);
  });

  test('a signal ends a wait for an answer that never comes', async () => {
    const stop = new AbortController();
    answer = () => stop.abort();
    await assert.rejects(ask(await open(stop.signal)), Disconnected);
    await assert.rejects(open(stop.signal), { name: 'AbortError' });
  });

  test('where nobody listens is said at once', async () => {
    const gone = createServer().listen(0, '127.0.0.1');
    await once(gone, 'listening');
    const { port } = gone.address() as AddressInfo;
    gone.close();
    await once(gone, 'close');
    await assert.rejects(openSocket({ host: '127.0.0.1', port }), { code: 'ECONNREFUSED' });
  });
});

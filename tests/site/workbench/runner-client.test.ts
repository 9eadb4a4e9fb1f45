import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, it } from 'node:test';
import { type WebSocket as ServerSocket, WebSocketServer } from 'ws';
import type { ClientMessage } from '#contract/client-message.ts';
import { PROTOCOL_VERSION } from '#contract/version.ts';
import { reconnectDelay } from '../../../src/workbench/reconnect-delay.ts';
import { RequestError } from '../../../src/workbench/request-error.ts';
import { type Connection, RunnerClient } from '../../../src/workbench/runner-client.ts';
import { eventually } from '../../support/eventually.ts';

/** The other end: a server that answers `session.hello` and keeps what it was sent. */
class OtherEnd {
  readonly received: ClientMessage[] = [];
  readonly sockets: ServerSocket[] = [];
  version = PROTOCOL_VERSION;
  sessionStatus = 204;
  refusesSockets = false;
  readonly #http: Server;
  readonly #sockets = new WebSocketServer({ noServer: true });

  constructor() {
    this.#http = createServer((request, response) => {
      response.writeHead(request.url === '/health' ? 200 : this.sessionStatus, { 'content-type': 'application/json' });
      response.end(request.url === '/health' ? '{"ok":true}' : undefined);
    });
    this.#http.on('upgrade', (request, socket, head) => {
      if (this.refusesSockets) return void socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n');
      this.#sockets.handleUpgrade(request, socket, head, (made) => this.#welcome(made));
    });
  }

  async listen(port = 0): Promise<number> {
    await new Promise<void>((resolve) => this.#http.listen(port, '127.0.0.1', resolve));
    return (this.#http.address() as AddressInfo).port;
  }

  #welcome(socket: ServerSocket): void {
    this.sockets.push(socket);
    socket.on('message', (data) => {
      const message = JSON.parse(String(data)) as ClientMessage;
      this.received.push(message);
      if (message.type === 'session.hello') this.say({ type: 'session.welcome', id: message.id, version: this.version });
    });
  }

  /** Sends to the newest connection. */
  say(message: object): void {
    this.sockets.at(-1)?.send(JSON.stringify(message));
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.terminate();
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }
}

/** A server that has no runner behind it, and what it answers to everything; `asked` counts tries to open a socket. */
async function withoutRunner(status: number, type: string) {
  let asked = 0;
  const server = createServer((_request, response) => void response.writeHead(status, { 'content-type': type }).end('<p>'));
  server.on('upgrade', (_request, socket) => {
    asked++;
    socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const seen: Connection[] = [];
  const { port } = server.address() as AddressInfo;
  const client = new RunnerClient(`http://127.0.0.1:${port}`, {
    onConnection: (connection) => seen.push(connection),
    onWelcome: () => {},
  });
  closing.push(
    () => client.close(),
    () => new Promise((resolve) => server.close(resolve)),
  );
  client.connect();
  return { client, seen, asked: () => asked };
}

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function connected(prepare: (other: OtherEnd) => void = () => {}) {
  const other = new OtherEnd();
  prepare(other);
  const port = await other.listen();
  const seen: Connection[] = [];
  let welcomes = 0;
  const client = new RunnerClient(`http://127.0.0.1:${port}`, {
    onConnection: (connection) => seen.push(connection),
    onWelcome: () => welcomes++,
  });
  closing.push(
    () => client.close(),
    () => other.close(),
  );
  client.connect();
  return { other, client, seen, port, welcomes: () => welcomes };
}

describe('runner client', () => {
  it('says hello first and is connected after the welcome', async () => {
    const { other, seen } = await connected();
    await eventually(() => assert.deepEqual(seen, ['connected']));
    assert.deepEqual(other.received[0], { type: 'session.hello', version: PROTOCOL_VERSION, id: 1 });
  });

  it('pairs a reply with its request, whatever comes in between', async () => {
    const { other, client, seen } = await connected();
    await eventually(() => assert.deepEqual(seen, ['connected']));
    const first = client.request<'stack.start'>({ type: 'stack.start' });
    const second = client.request<'stack.read-logs'>({ type: 'stack.read-logs', service: 'rabbitmq' });
    const [, start, logs] = await eventually(() => {
      assert.equal(other.received.length, 3);
      return other.received as { id: number }[];
    });
    other.say({ type: 'stack.logs', id: logs?.id, service: 'rabbitmq', lines: ['one'] });
    other.say({ type: 'request.done', id: start?.id });
    assert.equal((await first).type, 'request.done');
    assert.deepEqual(await second, { type: 'stack.logs', id: logs?.id, service: 'rabbitmq', lines: ['one'] });
  });

  it('rejects a refused request with the runner’s words', async () => {
    const { other, client, seen } = await connected();
    await eventually(() => assert.deepEqual(seen, ['connected']));
    const asked = client.request<'block.stop'>({ type: 'block.stop', lesson: 'a/b', block: 'c' });
    await eventually(() => assert.equal(other.received.length, 2));
    other.say({
      type: 'request.failed',
      id: 2,
      error: { code: 'block.not-running', message: 'It is not running.', hint: 'Run it.' },
    });
    await assert.rejects(asked, (error: RequestError) => {
      assert.equal(error.code, 'block.not-running');
      assert.equal(error.sentence, 'It is not running. Run it.');
      return true;
    });
  });

  it('rejects what was asked when the connection goes, and comes back by itself', async () => {
    const { other, client, seen, welcomes } = await connected();
    await eventually(() => assert.deepEqual(seen, ['connected']));
    const asked = client.request<'stack.stop'>({ type: 'stack.stop' });
    other.sockets[0]?.terminate();
    await assert.rejects(asked, (error: RequestError) => error instanceof RequestError && error.code === 'gone');
    await eventually(() => assert.deepEqual(seen, ['connected', 'connecting', 'connected']));
    assert.equal(welcomes(), 2);
    assert.equal(other.received.filter(({ type }) => type === 'stack.stop').length <= 1, true, 'nothing is sent twice');
  });

  it('refuses a request at once while there is no connection', async () => {
    const client = new RunnerClient('http://127.0.0.1:1', { onConnection: () => {}, onWelcome: () => {} });
    await assert.rejects(client.request<'stack.stop'>({ type: 'stack.stop' }), {
      code: 'gone',
      message: 'The runner is not there.',
    });
  });

  it('says that the runner is gone when nobody listens, and finds it when it starts', async () => {
    const first = await connected();
    await eventually(() => assert.deepEqual(first.seen, ['connected']));
    await first.other.close();
    await eventually(() => assert.equal(first.seen.at(-1), 'gone'));
    const again = new OtherEnd();
    await again.listen(first.port);
    closing.push(() => again.close());
    first.client.retry();
    await eventually(() => assert.equal(first.seen.at(-1), 'connected'));
  });

  it('tells a page without a valid cookie from a runner that is not there', async () => {
    const { seen } = await connected((other) => {
      other.refusesSockets = true;
      other.sessionStatus = 401;
    });
    await eventually(() => assert.deepEqual(seen, ['signed-out']));
  });

  it('asks a plain file server once, whether it says 404 or shows a page of its own, and again only when told to', async () => {
    const proxy = await withoutRunner(502, 'text/html');
    const files = await withoutRunner(404, 'text/plain');
    const pages = await withoutRunner(200, 'text/html');
    // The proxy's runner may come back, so it is asked again; meanwhile the others would have been, too.
    await eventually(() => assert.ok(proxy.asked() >= 3), { withinMs: 20_000 });
    await eventually(() => assert.deepEqual(proxy.seen, ['gone']));
    for (const { seen } of [files, pages]) await eventually(() => assert.deepEqual(seen, ['elsewhere']));
    assert.deepEqual([files.asked(), pages.asked()], [1, 1]);
    files.client.retry();
    await eventually(() => assert.equal(files.asked(), 2));
  });

  it('comes back by itself to a runner that it knew, when what answered in its place said 404', async () => {
    const first = await connected();
    await eventually(() => assert.deepEqual(first.seen, ['connected']));
    await first.other.close();
    let asked = 0;
    const page = createServer((_request, response) => void response.writeHead(404).end('<p>'));
    page.on('upgrade', (_request, socket) => {
      asked++;
      socket.end('HTTP/1.1 404 No\r\n\r\n');
    });
    await new Promise<void>((resolve) => page.listen(first.port, '127.0.0.1', resolve));
    await eventually(() => assert.ok(asked >= 2, 'it is asked again'), { withinMs: 20_000 });
    assert.equal(first.seen.at(-1), 'gone');
    page.closeAllConnections();
    await new Promise((resolve) => page.close(resolve));
    const again = new OtherEnd();
    await again.listen(first.port);
    closing.push(() => again.close());
    await eventually(() => assert.equal(first.seen.at(-1), 'connected'), { withinMs: 20_000 });
  });

  it('stays outdated when the runner speaks another version', async () => {
    const { other, client, seen } = await connected((made) => {
      made.version = PROTOCOL_VERSION + 1;
    });
    await eventually(() => assert.deepEqual(seen, ['outdated']));
    client.retry();
    await eventually(() => assert.equal(other.sockets[0]?.readyState, 3));
    assert.equal(other.sockets.length, 1);
  });

  it('tells messages to whoever listens to their type, until they stop', async () => {
    const { other, client, seen } = await connected();
    await eventually(() => assert.deepEqual(seen, ['connected']));
    const heard: string[] = [];
    const end = client.on('block.data', ({ data }) => heard.push(data));
    other.say({ type: 'block.data', lesson: 'a/b', block: 'c', run: 'r', seq: 0, data: 'one' });
    await eventually(() => assert.deepEqual(heard, ['one']));
    end();
    other.say({ type: 'block.data', lesson: 'a/b', block: 'c', run: 'r', seq: 3, data: 'two' });
    const asked = client.request<'stack.start'>({ type: 'stack.start' });
    await eventually(() => assert.equal(other.received.length, 2));
    other.say({ type: 'request.done', id: 2 });
    await asked;
    assert.deepEqual(heard, ['one']);
  });
});

describe('reconnect delay', () => {
  it('begins at a quarter of a second, doubles and stops at five seconds', () => {
    assert.deepEqual([0, 1, 2, 3, 4, 5, 50].map(reconnectDelay), [250, 500, 1000, 2000, 4000, 5000, 5000]);
  });
});

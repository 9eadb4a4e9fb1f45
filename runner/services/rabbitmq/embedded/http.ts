import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { refusal } from '../../../lib/front-door.ts';
import { Broker } from './broker.ts';
import { type Api, answer, type Outgoing } from './dispatch.ts';
import { readPage } from './page/page.ts';
import type { Resource } from './resource.ts';
import { bindingResources } from './resources/bindings.ts';
import { exchangeResources } from './resources/exchanges.ts';
import { messageResources } from './resources/messages.ts';
import { newestResources } from './resources/newest.ts';
import { nodeResources } from './resources/node.ts';
import { queueResources } from './resources/queues.ts';
import { userResources } from './resources/users.ts';
import { vhostResources } from './resources/vhosts.ts';

/** What the embedded broker starts with. */
export type RabbitmqOptions = {
  /** It writes in here only. */
  dataDir: string;
  ports: { management?: number };
  log: (line: string) => void;
};

/** A body larger than this (bytes) is refused; RabbitMQ reads 8 MB at a time and stops after the first. */
const MAX_BODY_BYTES = 8_000_000;
/** The port by which the stack's network knows the service, whatever port it listens on here. */
const USUAL_PORT = 15_672;
const NODE = 'rabbit@rabbitmq';

const resources: readonly Resource[] = [
  ...[...nodeResources, ...vhostResources, ...userResources, ...newestResources],
  ...[...exchangeResources, ...queueResources, ...bindingResources, ...messageResources],
];

/** Starts the embedded, RabbitMQ-compatible broker; resolves when it answers. Its port is 0 for any free one. */
export async function startRabbitmq(options: RabbitmqOptions): Promise<{ port: number; stop: () => Promise<void> }> {
  const { dataDir, ports, log } = options;
  const broker = await Broker.open(dataDir, log);
  const api: Api = { broker, node: NODE, resources, log };
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    serve(api, request, response).catch((error: unknown) => {
      log(`A connection ended early: ${String(error)}`);
      response.destroy();
    });
  });
  await listen(server, ports.management ?? USUAL_PORT);
  const { port } = server.address() as AddressInfo;
  log(`The embedded, RabbitMQ-compatible broker answers on port ${port}.`);
  let stopping: Promise<void> | undefined;
  return { port, stop: () => (stopping ??= stop(server, broker)) };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function stop(server: Server, broker: Broker): Promise<void> {
  await new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
  await broker.close();
}

async function serve(api: Api, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { authorization, accept } = request.headers;
  const target = (request.url ?? '/').replace(/^http:\/\/[^/]*/i, ''); // a proxy may send the whole address
  const [path = '/', search = ''] = target.split(/\?(.*)/s);
  const names = ['rabbitmq', `rabbitmq:${USUAL_PORT}`];
  const turnedAway = refusal(request.headers, { port: request.socket.localPort ?? 0, names, isPage: path === '/' });
  if (turnedAway) {
    const reason = `${turnedAway.header} ${turnedAway.value || '(none)'} is not allowed here.`;
    return send(request, response, { status: 403, headers: jsonHeaders, body: JSON.stringify({ error: 'forbidden', reason }) });
  }
  const body = await readBody(request);
  if (body === undefined) {
    const refused = JSON.stringify({ error: 'bad_request', reason: 'Exceeded HTTP request body size limit' });
    return send(request, response, { status: 400, headers: { ...jsonHeaders, connection: 'close' }, body: refused });
  }
  const method = request.method ?? 'GET';
  const page = method === 'GET' || method === 'HEAD' ? await readPage(path) : undefined;
  const query = new URLSearchParams(search);
  send(request, response, page ?? (await answer(api, { method, path, query, headers: { authorization, accept }, body })));
}

const jsonHeaders = { 'content-type': 'application/json' };

/** The whole body, or nothing when it is too large; the rest of that is read and forgotten, so that the answer arrives. */
function readBody(request: IncomingMessage): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let bytes = 0;
    request.on('data', (part: Buffer) => {
      bytes += part.length;
      if (bytes <= MAX_BODY_BYTES) parts.push(part);
      else resolve(undefined);
    });
    request.on('end', () => resolve(Buffer.concat(parts).toString()));
    request.on('error', reject);
    request.on('close', () => reject(new Error('the client went away')));
  });
}

function send(request: IncomingMessage, response: ServerResponse, { status, headers, body }: Outgoing): void {
  const length = status === 204 ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  response.writeHead(status, { ...headers, ...length, server: 'Cowboy' });
  response.end(request.method === 'HEAD' ? undefined : body);
}

import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { ErrorBody } from '#contract/error.ts';
import { HEARTBEAT_MS, MAX_MESSAGE_BYTES } from '#contract/limits.ts';
import { RunnerError, toErrorBody } from './errors.ts';
import { serverCloser } from './lib/close-server.ts';
import { foreignness, refusal } from './lib/front-door.ts';
import { isPortFree, portOf, portOwner } from './lib/ports.ts';

/** What stands behind the front door: the built site, or Astro's dev server. */
export type Site = {
  request: (req: IncomingMessage, res: ServerResponse) => void;
  /** An upgrade that is not for `/ws`: the dev server's own socket. */
  upgrade?: (req: IncomingMessage, socket: Duplex, head: Buffer) => void;
  close?: () => Promise<void>;
};

export type ServerOptions = {
  port: number;
  token: string;
  /** Opens the site once, like the token; for an address that others may see. */
  launchToken: string;
  /** Host headers, with port, that are answered beside the loopback ones. */
  allowHosts: readonly string[];
  site: Site;
  connect: (socket: WebSocket) => void;
};

/** The runner's HTTP server while it listens. `moved` says by whom the wanted port was taken. */
export type RunnerServer = { port: number; moved: string | undefined; close: () => Promise<void> };

/** Anything larger than this ends the connection before it fills the memory; what is too large but less is answered (bytes). */
const HARD_MAX_BYTES = 16 * MAX_MESSAGE_BYTES;

/**
 * The front door. Host and Origin are looked at before anything else, also when the token is right. The token comes
 * once, in the address that `npm start` opens, and is a cookie from then on.
 */
export async function startServer(options: ServerOptions): Promise<RunnerServer> {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: HARD_MAX_BYTES });
  const keys = new Set([options.token, options.launchToken]);
  const server = createServer((req, res) => {
    try {
      admit(req, portOf(server), options);
      answer(req, res, { ...options, port: portOf(server), keys });
    } catch (error) {
      refuse(req, res, error);
    }
  });
  const close = serverCloser(server);
  server.on('upgrade', (req, socket, head) => {
    socket.on('error', () => socket.destroy());
    try {
      admit(req, portOf(server), options);
      if (pathOf(req) !== '/ws' && options.site.upgrade) return options.site.upgrade(req, socket, head);
      if (pathOf(req) !== '/ws') throw new RunnerError('message.malformed', 'The runner’s WebSocket is at /ws.');
      authorise(req, options.token, portOf(server));
      sockets.handleUpgrade(req, socket, head, (webSocket) => welcome(webSocket, options.connect));
    } catch (error) {
      const { status, body } = errorAnswer(error);
      socket.end(
        `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
      );
    }
  });
  const moved = await listen(server, options.port);
  return { port: portOf(server), moved, close };
}

/** Paths no other page has a reason to lead to. */
const NO_PAGES: readonly string[] = ['/health', '/session', '/ws'];

/** @throws RunnerError 'origin.foreign' */
function admit(req: IncomingMessage, port: number, { allowHosts }: ServerOptions): void {
  const host = req.headers.host?.toLowerCase();
  const { origin } = req.headers;
  const isAllowed =
    host !== undefined &&
    allowHosts.includes(host) &&
    (origin === undefined || [`http://${host}`, `https://${host}`].includes(origin));
  const isPage = !NO_PAGES.includes(pathOf(req));
  const refused = isAllowed ? foreignness(req.headers, isPage) : refusal(req.headers, { port, isPage });
  if (!refused) return;
  const hint =
    refused.header === 'Host'
      ? `If a proxy or a forwarded port leads here, start the runner with --allow-host ${refused.value || '<host>:<port>'}`
      : 'Open the address that npm start printed.';
  throw new RunnerError(
    'origin.foreign',
    `The runner does not answer requests whose ${refused.header} is ${refused.value || 'missing'}.`,
    { hint },
  );
}

/** @throws RunnerError 'token.wrong' */
function authorise(req: IncomingMessage, token: string, port: number): void {
  const cookies = (req.headers.cookie ?? '').split(/;\s*/).map((cookie) => cookie.split('='));
  const given = cookies.find(([name]) => name === cookieName(port))?.[1];
  if (given === undefined || !isSame(given, token)) throw wrongToken();
}

const wrongToken = (): RunnerError =>
  new RunnerError('token.wrong', 'This page is not signed in to the runner.', {
    hint: 'Open the address that npm start printed; it has the token of this start.',
  });

/** The name carries the port, because cookies do not tell ports apart and two runners may be open. */
const cookieName = (port: number): string => `towpath-${port}`;

/** Compares in constant time, whatever the lengths. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

function answer(
  req: IncomingMessage,
  res: ServerResponse,
  { token, keys, port, site }: ServerOptions & { keys: Set<string> },
): void {
  res.setHeader('x-content-type-options', 'nosniff');
  res.setHeader('referrer-policy', 'no-referrer');
  const given = new URLSearchParams((req.url ?? '/').split('?')[1]).get('token');
  const path = pathOf(req);
  if (path === '/health') json(res, 200, { ok: true });
  else if (path === '/session') {
    authorise(req, token, port);
    res.writeHead(204).end();
  } else if (path === '/' && given !== null) {
    const key = [...keys].find((candidate) => isSame(given, candidate));
    if (key === undefined) throw wrongToken();
    if (key !== token) keys.delete(key);
    res
      .writeHead(302, {
        location: '/',
        'set-cookie': `${cookieName(port)}=${token}; HttpOnly; SameSite=Strict; Path=/`,
        'cache-control': 'no-store',
      })
      .end();
  } else site.request(req, res);
}

const pathOf = (req: IncomingMessage): string => (req.url ?? '/').split('?')[0] ?? '/';

/** JSON for programs, sentences for a person who opened the address in a browser. */
function refuse(req: IncomingMessage, res: ServerResponse, error: unknown): void {
  const { status, body } = errorAnswer(error);
  const { message, hint } = (JSON.parse(body) as { error: ErrorBody }).error;
  const [type, text] = req.headers.accept?.includes('text/html')
    ? ['text/plain; charset=utf-8', `${[message, hint].filter(Boolean).join('\n\n')}\n`]
    : ['application/json', body];
  res.writeHead(Number(status.split(' ')[0]), { 'content-type': type, 'cache-control': 'no-store' }).end(text);
}

function errorAnswer(error: unknown): { status: string; body: string } {
  const body = toErrorBody(error);
  const status =
    { 'origin.foreign': '403 Forbidden', 'token.wrong': '401 Unauthorized', 'message.malformed': '404 Not Found' }[
      body.code as string
    ] ?? '500 Internal Server Error';
  return { status, body: JSON.stringify({ error: body }) };
}

function json(res: ServerResponse, status: number, value: unknown): void {
  res.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(JSON.stringify(value));
}

/** Hands a socket over and lets go of pages that no longer answer. */
function welcome(socket: WebSocket, connect: (socket: WebSocket) => void): void {
  let isAlive = true;
  const heartbeat = setInterval(() => {
    if (!isAlive) return socket.terminate();
    isAlive = false;
    socket.ping();
  }, HEARTBEAT_MS);
  socket.on('pong', () => {
    isAlive = true;
  });
  socket.on('close', () => clearInterval(heartbeat));
  socket.on('error', () => socket.terminate());
  connect(socket);
}

/** Listens on the wanted port of loopback, or on a free one, and says by whom the wanted one is taken. */
async function listen(server: Server, port: number): Promise<string | undefined> {
  const isFree = port === 0 || (await isPortFree(port));
  const owner = isFree ? undefined : await portOwner(port);
  await new Promise<void>((resolve, reject) => {
    server.on('error', (error: NodeJS.ErrnoException) => {
      // Taken between our look and now: any other will do.
      if (error.code === 'EADDRINUSE') server.listen(0, '127.0.0.1', resolve);
      else reject(error);
    });
    server.listen(isFree ? port : 0, '127.0.0.1', resolve);
  });
  return isFree ? undefined : `Port ${port} is taken${owner ? ` by ${owner}` : ''}; the site is on ${portOf(server)} instead.`;
}

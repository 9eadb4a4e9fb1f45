import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { type Duplex, pipeline } from 'node:stream';
import { serverCloser } from '../lib/close-server.ts';
import { portOf } from '../lib/ports.ts';
import type { Address } from '../services/stack.ts';

/** Where a name of the stack's network lives; undefined when the name is not of the stack. What it throws is explained. */
export type Resolve = (address: Address) => Address | undefined | Promise<Address | undefined>;

export type ProxyOptions = {
  resolve: Resolve;
  /** Answers `http://towpath/?command=…`, what the command `towpath` asks for. */
  control: (command: { name: string; service: string | undefined }) => Promise<{ status: number; text: string }>;
  /** The proxy that the learner's own environment names, for hosts that are not ours. */
  upstream: string | undefined;
  /** What to say after that a host is not known, such as the name that was meant. Nothing unless said. */
  meant?: (hostname: string) => string | undefined | Promise<string | undefined>;
  /** What a block is told of an error that `resolve` or `control` threw. */
  explain: (error: unknown) => string;
  /** A new one unless said. */
  secret?: string;
  /** Any free one unless said. */
  port?: number;
};

/** A running shell proxy: `url` has its user and secret in it. */
export type ShellProxy = { url: string; close: () => Promise<void> };

/** Headers that are between two neighbours only [RFC 9110, 7.6.1]. */
const HOP_BY_HOP = ['connection', 'proxy-connection', 'proxy-authorization', 'keep-alive', 'te', 'trailer', 'upgrade'];

/** A secret for a proxy. */
export const newProxySecret = (): string => randomBytes(24).toString('base64url');

/**
 * The HTTP proxy that blocks find in `http_proxy`. Names of the stack go to their service, everything else passes
 * through unchanged. It answers only with its secret, so that nobody else on the machine can use it. It runs on this
 * machine, and in the container of the shell: it imports only what is copied there (docker/gate-files.ts).
 * @throws Error EADDRINUSE when the port it is given is taken
 */
export async function startShellProxy(options: ProxyOptions): Promise<ShellProxy> {
  const secret = options.secret ?? newProxySecret();
  const expected = Buffer.from(`Basic ${Buffer.from(`towpath:${secret}`).toString('base64')}`);
  const isAllowed = (req: IncomingMessage): boolean => {
    const given = Buffer.from(req.headers['proxy-authorization'] ?? '');
    return given.length === expected.length && timingSafeEqual(given, expected);
  };
  const server = createServer((req, res) => {
    if (!isAllowed(req)) return refuse(res, 407, 'This proxy belongs to Towpath and answers its blocks and shells only.');
    void forward(req, res, options);
  });
  const close = serverCloser(server);
  server.on('connect', (req: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    if (isAllowed(req)) void tunnel({ req, socket: socket as Socket, head }, options);
    else socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  return { url: `http://towpath:${secret}@127.0.0.1:${portOf(server)}`, close };
}

async function forward(req: IncomingMessage, res: ServerResponse, options: ProxyOptions): Promise<void> {
  const { resolve, control, upstream, explain, meant } = options;
  const url = URL.canParse(req.url ?? '') ? new URL(req.url ?? '') : undefined;
  if (url?.protocol !== 'http:')
    return refuse(res, 400, 'This is a proxy: ask it for a whole address, such as http://rabbitmq:15672/api/overview.');
  try {
    if (url.hostname === 'towpath') {
      const { status, text } = await control({
        name: url.searchParams.get('command') ?? '',
        service: url.searchParams.get('service') ?? undefined,
      });
      res.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(text);
      return;
    }
    const service = await resolve(addressOf(url));
    const via = service ? undefined : upstream && proxyAddress(upstream);
    // The embedded services answer under loopback names only: against pages that point a name of theirs at us.
    const host = service && service.hostname !== url.hostname ? `${service.hostname}:${service.port}` : url.host;
    pass(
      { req, res, url },
      {
        ...(service ?? addressOf(via || url)),
        host,
        via: via || undefined,
        meant: service ? undefined : () => meant?.(url.hostname),
        path: via ? url.href : `${url.pathname}${url.search}`,
      },
    );
  } catch (error) {
    refuse(res, 502, explain(error));
  }
}

type Exchange = { req: IncomingMessage; res: ServerResponse; url: URL };
type Target = Address & {
  host: string;
  path: string;
  via: URL | undefined;
  meant: (() => string | undefined | Promise<string | undefined>) | undefined;
};

function pass({ req, res, url }: Exchange, target: Target): void {
  const headers = Object.fromEntries(Object.entries(req.headers).filter(([name]) => !HOP_BY_HOP.includes(name)));
  if (target.via?.username) headers['proxy-authorization'] = basic(target.via);
  const onward = request({
    host: target.hostname,
    port: target.port,
    method: req.method,
    path: target.path,
    headers: { ...headers, host: target.host },
    setHost: false,
    agent: false,
  });
  onward.on('response', (answer) => {
    const kept = Object.entries(answer.headers).filter(([name]) => !HOP_BY_HOP.includes(name));
    res.writeHead(answer.statusCode ?? 502, answer.statusMessage, Object.fromEntries(kept));
    // Whoever ends early ends the other: curl must not wait for a service that died in mid-answer.
    pipeline(answer, res, () => undefined);
  });
  onward.on('error', async (error) => {
    const { code = error.message } = error as NodeJS.ErrnoException;
    const isUnknown = code === 'ENOTFOUND' || code === 'EAI_AGAIN'; // the latter without a network
    const hint = isUnknown ? await Promise.resolve(target.meant?.()).catch(() => undefined) : undefined;
    refuse(res, 502, [`${url.host} cannot be reached (${code}).`, hint].filter(Boolean).join(' '));
  });
  res.on('close', () => onward.destroy());
  req.pipe(onward);
}

/** CONNECT, as curl uses it with --proxytunnel. The upstream proxy is asked for the same, and its answer is the answer. */
async function tunnel(
  { req, socket, head }: { req: IncomingMessage; socket: Socket; head: Buffer },
  { resolve, upstream, explain }: ProxyOptions,
): Promise<void> {
  const [, hostname = '', port = '443'] = /^\[?([^\]]*?)\]?:(\d+)$/.exec(req.url ?? '') ?? [];
  try {
    const asked = { hostname, port: Number(port) };
    const service = await resolve(asked);
    const via = !service && upstream ? proxyAddress(upstream) : undefined;
    const target = service ?? (via ? addressOf(via) : asked);
    const onward = connect({ host: target.hostname, port: target.port });
    onward.once('connect', () => {
      if (via) onward.write(connectRequest(req.url ?? '', via));
      else socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
    socket.on('close', () => onward.destroy());
  } catch (error) {
    socket.end(`HTTP/1.1 502 Bad Gateway\r\n\r\n${explain(error)}\n`);
  }
}

function refuse(res: ServerResponse, status: number, text: string): void {
  if (res.headersSent) {
    res.destroy();
    return;
  }
  res
    .writeHead(status, {
      'content-type': 'text/plain; charset=utf-8',
      ...(status === 407 && { 'proxy-authenticate': 'Basic realm="Towpath"' }),
    })
    .end(`${text}\n`);
}

const connectRequest = (authority: string, via: URL): string =>
  [
    `CONNECT ${authority} HTTP/1.1`,
    `Host: ${authority}`,
    ...(via.username ? [`Proxy-Authorization: ${basic(via)}`] : []),
    '',
    '',
  ].join('\r\n');

const basic = ({ username, password }: URL): string =>
  `Basic ${Buffer.from(decodeURIComponent(`${username}:${password}`)).toString('base64')}`;

/** As curl takes it: `proxy.example:3128` is a proxy too. */
const proxyAddress = (proxy: string): URL => new URL(/^[a-z]+:\/\//i.test(proxy) ? proxy : `http://${proxy}`);

const addressOf = (url: URL): Address => ({ hostname: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || 80) });

import type { Socket } from 'node:net';
import { openSocket, type Place } from './open-socket.ts';

/** There is no connection. `words` is what the runner said of it: a service that is stopped will not come by waiting. */
export class Unreachable extends Error {
  readonly words: string | undefined;

  constructor(address: string, words?: string) {
    super(`${address} cannot be reached.`);
    this.words = words;
  }
}

const HERE = ['localhost', '127.0.0.1', '::1'];

/** Tries the addresses of a list with commas in order. @throws Unreachable when none answers. */
export async function connectToAny(addresses: string, proxyUrl: string | undefined): Promise<Socket> {
  let last: unknown;
  for (const address of addresses.split(',')) {
    try {
      return await connectTo(address, proxyUrl);
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      last = error;
    }
  }
  throw last;
}

/**
 * Opens a connection to `host:port`. The runner is asked where a name of the stack's network lives; addresses of this
 * machine, and all of them without its proxy, are taken as they are.
 * @throws Unreachable
 */
async function connectTo(address: string, proxyUrl: string | undefined): Promise<Socket> {
  const { host } = parseAddress(address);
  const found = !proxyUrl || HERE.includes(host) ? address : await ask(address, new URL(proxyUrl));
  return await open(parseAddress(found), address);
}

/** `kafka:9092` or `[::1]:9092` taken apart. @throws Error in Kafka's words. */
export function parseAddress(address: string): Place {
  const [, host = '', port = ''] = /^\[?([^\]]*?)\]?:(\d+)$/.exec(address.trim()) ?? [];
  if (host === '') throw new Error(`Invalid url in bootstrap.servers: ${address}`);
  return { host, port: Number(port) };
}

async function open(place: Place, address: string): Promise<Socket> {
  return await openSocket(place).catch(() => {
    throw new Unreachable(address);
  });
}

/** Asks `http://towpath/` by hand: Node's HTTP client takes longer to load than everything else together. */
async function ask(address: string, proxy: URL): Promise<string> {
  const socket = await open({ host: proxy.hostname, port: Number(proxy.port || 80) }, address);
  const user = Buffer.from(decodeURIComponent(`${proxy.username}:${proxy.password}`)).toString('base64');
  const target = `http://towpath/?command=address&service=${encodeURIComponent(address)}`;
  socket.write(`GET ${target} HTTP/1.0\r\nHost: towpath\r\nProxy-Authorization: Basic ${user}\r\n\r\n`);
  const answer = await readAll(socket, address);
  const [, status, text = ''] = /^HTTP\/1\.[01] (\d+) [\s\S]*?\r\n\r\n([\s\S]*)$/.exec(answer) ?? [];
  if (status === '200') return text.trim();
  throw new Unreachable(address, text.trim() || undefined);
}

function readAll(socket: Socket, address: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    socket.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
    });
    socket.once('end', () => resolve(text)).once('error', () => reject(new Unreachable(address)));
  });
}

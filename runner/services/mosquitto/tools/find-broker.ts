import { connect, type Socket } from 'node:net';
import { Failure } from './failure.ts';

const HERE = ['localhost', '127.0.0.1', '::1'];

/**
 * Connects to the broker. The runner is asked where a name of the stack's network lives; addresses of this machine, and
 * all of them without its proxy, are taken as they are. No name means the stack's own broker.
 * @throws Failure in Mosquitto's words, or the runner's
 */
export async function openBroker(host: string | undefined, port: number, proxyUrl: string | undefined): Promise<Socket> {
  const isAsked = proxyUrl && !HERE.includes(host ?? '');
  const found = isAsked ? await ask(`${host ?? 'mosquitto'}:${port}`, new URL(proxyUrl)) : `${host ?? 'localhost'}:${port}`;
  const at = found.lastIndexOf(':');
  return await open(found.slice(0, at), Number(found.slice(at + 1)));
}

async function open(host: string, port: number): Promise<Socket> {
  const socket = connect({ host, port, noDelay: true });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', ({ code }: NodeJS.ErrnoException) => {
      const isName = code === 'ENOTFOUND' || code === 'EAI_AGAIN';
      reject(new Failure(isName ? 'Unable to connect (Lookup error.).' : 'Error: Connection refused'));
    });
  });
  return socket;
}

/** Asks `http://towpath/` by hand: Node's HTTP client takes longer to load than everything else together. */
async function ask(address: string, proxy: URL): Promise<string> {
  const socket = await open(proxy.hostname, Number(proxy.port || 80));
  const user = Buffer.from(decodeURIComponent(`${proxy.username}:${proxy.password}`)).toString('base64');
  const target = `http://towpath/?command=address&service=${encodeURIComponent(address)}`;
  socket.write(`GET ${target} HTTP/1.0\r\nHost: towpath\r\nProxy-Authorization: Basic ${user}\r\n\r\n`);
  const parts: Buffer[] = [];
  for await (const part of socket) parts.push(part as Buffer);
  const answer = Buffer.concat(parts).toString();
  const [, status, text = ''] = /^HTTP\/1\.[01] (\d+) [\s\S]*?\r\n\r\n([\s\S]*)$/.exec(answer) ?? [];
  if (status !== '200') throw new Failure(text.trim() || 'Error: Connection refused');
  return text.trim();
}

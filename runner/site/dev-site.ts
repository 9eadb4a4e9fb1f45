import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { type Duplex, pipeline } from 'node:stream';
import type { Site } from '../server.ts';

/** Astro's dev server behind the runner's front door: pages and Vite's own socket are passed on, so there is one origin. */
export async function devSite(projectDir: string): Promise<Site> {
  const { dev } = await import('astro');
  const before = [...process.listeners('SIGTERM'), ...process.stdin.listeners('end')];
  // Below warnings it would print its own address, which is not the one to open.
  const server = await dev({ root: projectDir, server: { host: '127.0.0.1', port: 0 }, logLevel: 'warn' });
  // Vite ends the whole process on SIGTERM and when standard input closes; here the runner does that, with its services.
  for (const source of [process, process.stdin]) {
    for (const event of ['SIGTERM', 'end']) {
      for (const listener of source.listeners(event)) if (!before.includes(listener)) source.off(event, listener as () => void);
    }
  }
  const { port } = server.address;
  return {
    request: (req, res) => pass({ req, res }, port),
    upgrade: (req, socket, head) => tunnel({ req, socket, head }, port),
    close: () => server.stop(),
  };
}

function pass({ req, res }: { req: IncomingMessage; res: ServerResponse }, port: number): void {
  const onward = request({ host: '127.0.0.1', port, method: req.method, path: req.url, headers: req.headers });
  // The page may be gone before the answer is there: it was reloaded meanwhile.
  res.on('close', () => onward.destroy());
  onward.on('response', (answer) => {
    if (res.destroyed) return void answer.destroy();
    res.writeHead(answer.statusCode ?? 502, answer.headers);
    pipeline(answer, res, () => undefined);
  });
  onward.on('error', () => {
    if (res.destroyed) return;
    if (!res.headersSent) res.writeHead(502, { 'content-type': 'text/plain' });
    res.end('The dev server does not answer. Its messages are in the terminal.\n');
  });
  req.pipe(onward);
}

function tunnel({ req, socket, head }: { req: IncomingMessage; socket: Duplex; head: Buffer }, port: number): void {
  const onward = connect(port, '127.0.0.1', () => {
    const headers = req.rawHeaders.reduce((lines, value, index) => lines + (index % 2 === 0 ? `${value}: ` : `${value}\r\n`), '');
    onward.write(`${req.method} ${req.url} HTTP/1.1\r\n${headers}\r\n`);
    onward.write(head);
    onward.pipe(socket).pipe(onward);
  });
  onward.on('error', () => socket.destroy());
  socket.on('close', () => onward.destroy());
}

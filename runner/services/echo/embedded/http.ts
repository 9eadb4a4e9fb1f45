import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { frontDoor } from '../../../lib/front-door.ts';

/** The longest text it remembers (bytes), and how many. */
const MAX_TEXT_BYTES = 10_000;
const MAX_TEXTS = 1_000;
const USUAL_PORT = 7007;

/** Starts echo; resolves when it answers. A restart forgets everything. */
export async function startEcho(options: { ports: { http?: number }; log: (line: string) => void }) {
  const heard: string[] = [];
  const server = createAdaptorServer({ fetch: echoApp(heard, () => port()).fetch });
  const port = () => (server.address() as AddressInfo | null)?.port ?? 0;
  server.listen(options.ports.http ?? USUAL_PORT, '127.0.0.1');
  await once(server, 'listening');
  options.log(`Echo listens on port ${port()}.`);
  let stopped: Promise<unknown> | undefined;
  const stop = async () => {
    stopped ??= once(server.close(), 'close');
    if ('closeAllConnections' in server) server.closeAllConnections();
    await stopped;
  };
  return { port: port(), stop };
}

/** `POST /say` with a text, `GET /heard` for all of them, oldest first. */
function echoApp(heard: string[], port: () => number): Hono {
  const app = new Hono();
  app.use(frontDoor(port, ['echo', `echo:${USUAL_PORT}`]));
  app.use(bodyLimit({ maxSize: MAX_TEXT_BYTES, onError: (c) => c.json({ error: 'too long', most: MAX_TEXT_BYTES }, 413) }));
  app.post('/say', async (c) => {
    const text = await c.req.text();
    if (text === '') return c.json({ error: 'empty', reason: 'There is no text in the body.' }, 400);
    heard.splice(0, heard.length + 1 - MAX_TEXTS);
    heard.push(text);
    return c.json({ heard: heard.length }, 201);
  });
  app.get('/heard', (c) => c.json(heard));
  app.notFound((c) => c.json({ error: 'not found' }, 404));
  return app;
}

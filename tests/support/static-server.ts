import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';

/** A file server that knows nothing of Towpath, as pages are put on the web. */
export type StaticServer = {
  url: string;
  /** Paths that were asked for and are none of its files. */
  missing: () => string[];
  stop: () => Promise<void>;
};

/** Serves a folder on a free port of the loopback. */
export async function startStaticServer(dir: string): Promise<StaticServer> {
  const missing: string[] = [];
  const app = new Hono();
  app.use('*', serveStatic({ root: dir }));
  app.notFound((c) => {
    missing.push(c.req.path);
    return c.text('Not found.\n', 404);
  });
  const { promise, resolve } = Promise.withResolvers<AddressInfo>();
  const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, resolve);
  const { port } = await promise;
  return {
    url: `http://127.0.0.1:${port}`,
    missing: () => [...missing],
    stop: () => {
      const closed = new Promise<void>((done) => server.close(() => done()));
      if ('closeAllConnections' in server) server.closeAllConnections();
      return closed;
    },
  };
}

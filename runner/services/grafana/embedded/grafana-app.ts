import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { frontDoor } from '../../../lib/front-door.ts';
import { Refusal } from './refusal.ts';
import { dashboardRoutes } from './routes/dashboards.ts';
import { dataSourceRoutes } from './routes/data-sources.ts';
import { folderRoutes } from './routes/folders.ts';
import { importRoutes } from './routes/import.ts';
import { instanceRoutes } from './routes/instance.ts';
import { queryRoutes } from './routes/query.ts';
import { searchRoutes } from './routes/search.ts';
import type { State } from './state.ts';
import { type Asked, whoAsks } from './who-asks.ts';

/** What the routes work with. */
export type Grafana = { state: State; proxyUrl: string | undefined; log: (line: string) => void };

/** Answers a request for the page that draws dashboards, or with nothing when the path is none of the page's. */
export type AnswerPage = (request: Request) => Promise<Response | undefined>;

type Served = { port: () => number; answerPage: AnswerPage | undefined };

/** The largest body it reads (bytes): a dashboard is some hundred kilobytes at most. */
const MAX_BODY_BYTES = 5_000_000;
/** The port by which the stack's network knows the service, whatever port it listens on here. */
const USUAL_PORT = 3000;

/** The HTTP API of the embedded Grafana. */
export function grafanaApp({ port, answerPage, ...grafana }: Grafana & Served): Hono<Asked> {
  const app = new Hono<Asked>();
  app.use(frontDoor(port, ['grafana', `grafana:${USUAL_PORT}`], (path) => !/^\/api(\/|$)/.test(path)));
  app.use(bodyLimit({ maxSize: MAX_BODY_BYTES, onError: (c) => c.json({ message: 'Request body too large' }, 413) }));
  app.use('/api/*', whoAsks);
  const routes = [instanceRoutes, dataSourceRoutes, folderRoutes, searchRoutes, importRoutes, dashboardRoutes, queryRoutes];
  for (const make of routes) app.route('/api', make(grafana));
  if (answerPage) app.get('*', async (c, next) => (await answerPage(c.req.raw)) ?? (await next()));
  app.notFound((c) =>
    c.json(
      { message: `Not found: the embedded Grafana has no ${c.req.method} ${c.req.path}. See what it has in its README.` },
      404,
    ),
  );
  app.onError((error, c) => {
    if (error instanceof Refusal) return c.json(error.body, error.status);
    grafana.log(`${c.req.method} ${c.req.path} failed: ${error.stack ?? error.message}`);
    return c.json({ message: 'Internal Server Error' }, 500);
  });
  return app;
}

import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { changedDataSource, newDataSource, shownDataSource } from '../data-source.ts';
import type { Grafana } from '../grafana-app.ts';
import { checkHealth } from '../influx/check-health.ts';
import { passOn } from '../influx/pass-on.ts';
import { readBody } from '../read-body.ts';
import { refuse } from '../refusal.ts';
import type { DataSource, State } from '../state.ts';
import { type Asked, adminOnly } from '../who-asks.ts';

/** What a data source is made or changed with; what Grafana knows beside it is of its page. */
const given = z.object({
  uid: z.string().default(''),
  name: z.string().default(''),
  type: z.string().default(''),
  access: z.string().default('proxy'),
  url: z.string().default(''),
  user: z.string().default(''),
  database: z.string().default(''),
  basicAuth: z.boolean().default(false),
  basicAuthUser: z.string().default(''),
  withCredentials: z.boolean().default(false),
  isDefault: z.boolean().default(false),
  jsonData: z.record(z.string(), z.unknown()).nullish(),
  secureJsonData: z.record(z.string(), z.string()).nullish(),
  version: z.int().optional(),
});
export type GivenDataSource = z.infer<typeof given>;

/** How many there may be. */
const MAX_DATA_SOURCES = 100;

/** Data sources by number, uid and name, and how they are. */
export function dataSourceRoutes(grafana: Grafana): Hono<Asked> {
  const { state } = grafana;
  const app = new Hono<Asked>();
  const found = (c: Context) => findDataSource(state, c);
  const read = adminOnly('datasources:read');
  app.get('/datasources', read, (c) => {
    const byName = [...state.dataSources].sort((a, b) => a.name.toLowerCase().localeCompare(b.name.toLowerCase(), 'en'));
    return c.json(byName.map((each) => ({ ...shownDataSource(each), typeName: 'InfluxDB' })));
  });
  app.get('/datasources/id/:name', adminOnly('datasources.id:read'), (c) => c.json({ id: found(c).id }));
  app.post('/datasources', adminOnly('datasources:create'), async (c) => {
    if (state.dataSources.length >= MAX_DATA_SOURCES) throw refuse(403, 'Quota reached');
    const added = newDataSource(state, await readBody(c, given));
    keep(state, added);
    return c.json({ datasource: shownDataSource(added), id: added.id, message: 'Datasource added', name: added.name });
  });
  const change = async (c: Context<Asked>) => {
    const changed = changedDataSource(state, await readBody(c, given), found(c));
    keep(state, changed);
    return c.json({ datasource: shownDataSource(changed), id: changed.id, message: 'Datasource updated', name: changed.name });
  };
  const remove = (c: Context<Asked>) => {
    const gone = found(c);
    state.keepSettings({ dataSources: state.dataSources.filter((each) => each !== gone) });
    return c.json({ id: gone.id, message: 'Data source deleted' });
  };
  for (const path of ['/datasources/uid/:uid', '/datasources/name/:name', '/datasources/:id{[0-9]+}'] as const) {
    app.get(path, read, (c) => c.json(shownDataSource(found(c))));
    app.put(path, adminOnly('datasources:write'), change);
    app.delete(path, adminOnly('datasources:delete'), remove);
  }
  for (const path of ['/datasources/uid/:uid/health', '/datasources/:id{[0-9]+}/health'] as const) {
    app.get(path, async (c) => {
      const health = await checkHealth(found(c), grafana.proxyUrl);
      return c.json(health, health.status === 'OK' ? 200 : 400);
    });
  }
  for (const path of ['/datasources/proxy/uid/:uid/query', '/datasources/proxy/:id{[0-9]+}/query'] as const)
    app.on(['GET', 'POST'], path, async (c) => await passOn(c.req.raw, found(c), grafana.proxyUrl));
  return app;
}

function keep(state: State, kept: DataSource): void {
  const others = state.dataSources.filter(({ id }) => id !== kept.id);
  const rest = kept.isDefault ? others.map((each) => ({ ...each, isDefault: false })) : others;
  state.keepSettings({ dataSources: [...rest, kept].sort((a, b) => a.id - b.id) });
}

/** The data source that an address names. @throws Refusal 404 */
function findDataSource(state: State, c: Context): DataSource {
  const { uid, name, id } = c.req.param() as Record<string, string | undefined>;
  const found = state.dataSources.find(
    (each) =>
      (uid !== undefined && each.uid === uid) ||
      (name !== undefined && each.name === name) ||
      (id !== undefined && each.id === Number(id)),
  );
  if (!found) throw refuse(404, 'Data source not found');
  return found;
}

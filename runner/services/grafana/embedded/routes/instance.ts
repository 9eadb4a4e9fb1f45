import { Hono } from 'hono';
import type { Grafana } from '../grafana-app.ts';
import { type Asked, signedIn } from '../who-asks.ts';

/** The version whose API this is; what the Docker stack runs. */
export const VERSION = '12.1.1';

/** What Grafana says of itself, its organization and who asks. */
export function instanceRoutes({ state }: Grafana): Hono<Asked> {
  const app = new Hono<Asked>();
  app.get('/health', (c) => c.json({ commit: 'embedded', database: 'ok', version: VERSION }));
  app.get('/org', (c) => {
    const address = { address1: '', address2: '', city: '', zipCode: '', state: '', country: '' };
    return c.json({ id: 1, name: 'Main Org.', address });
  });
  app.get('/user', (c) => {
    signedIn(c);
    return c.json({ id: 1, email: 'admin@localhost', name: '', login: 'admin', theme: '', orgId: 1, isGrafanaAdmin: true });
  });
  // What a page may know of the data sources without an account: no address, no database.
  app.get('/frontend/settings', (c) => {
    const known = state.dataSources.map(({ id, uid, name, type, isDefault }) => [name, { id, uid, name, type, isDefault }]);
    return c.json({
      anonymousEnabled: true,
      buildInfo: { version: VERSION, edition: 'Open Source', env: 'production' },
      datasources: Object.fromEntries(known),
      defaultDatasource: state.dataSources.find(({ isDefault }) => isDefault)?.name ?? '',
      minRefreshInterval: '1s',
    });
  });
  return app;
}

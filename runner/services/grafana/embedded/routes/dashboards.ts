import { type Context, Hono } from 'hono';
import * as z from 'zod';
import type { Grafana } from '../grafana-app.ts';
import { readBody } from '../read-body.ts';
import { notHere, refuse } from '../refusal.ts';
import { findDashboard, saveDashboard } from '../save-dashboard.ts';
import { slug } from '../slug.ts';
import type { Dashboard, State } from '../state.ts';
import { type Asked, adminOnly, type Who } from '../who-asks.ts';
import { folderUrl } from './folders.ts';

const saved = z.object({
  dashboard: z.record(z.string(), z.unknown()),
  folderUid: z.string().optional(),
  folderId: z.int().optional(),
  message: z.string().optional(),
  overwrite: z.boolean().optional(),
  isFolder: z.boolean().optional(),
});

/** Dashboards: saved with a version each time, read, put back, removed. */
export function dashboardRoutes({ state }: Grafana): Hono<Asked> {
  const app = new Hono<Asked>();
  const uidOf = (c: Context) => findDashboard(state, c.req.param('uid') ?? '');
  app.post('/dashboards/db', adminOnly('any of dashboards:create, dashboards:write'), async (c) => {
    const { folderId, isFolder, ...save } = await readBody(c, saved);
    if (isFolder) throw refuse(400, 'Use folders endpoint for saving folders.');
    if (folderId && save.folderUid === undefined) throw notHere('folders by number: name the folder with folderUid');
    return c.json(said(saveDashboard(state, save)));
  });
  app.get('/dashboards/uid/:uid', (c) => {
    const dashboard = uidOf(c);
    return c.json({ meta: metaOf(state, dashboard, c.get('who')), dashboard: dashboard.data });
  });
  app.delete('/dashboards/uid/:uid', adminOnly('dashboards:delete'), (c) => {
    const { id, uid, title } = uidOf(c);
    state.removeDashboard(id);
    return c.json({ message: `Dashboard ${title} deleted`, title, uid });
  });
  app.get('/dashboards/uid/:uid/versions', adminOnly('dashboards:write'), (c) => {
    const dashboard = uidOf(c);
    const limit = Number(c.req.query('limit')) || undefined;
    const start = Number(c.req.query('start')) || 0;
    const versions = dashboard.versions.slice(start).map((each) => versionOf(dashboard, each));
    return c.json({
      continueToken: '',
      versions: versions.slice(0, limit).map(({ data: _, ...rest }) => ({ ...rest, data: {} })),
    });
  });
  app.get('/dashboards/uid/:uid/versions/:version', adminOnly('dashboards:write'), (c) => {
    const dashboard = uidOf(c);
    return c.json(versionOf(dashboard, findVersion(dashboard, Number(c.req.param('version')))));
  });
  app.post('/dashboards/uid/:uid/restore', adminOnly('dashboards:write'), async (c) => {
    const dashboard = uidOf(c);
    const { version } = await readBody(c, z.object({ version: z.int() }));
    const { data } = findVersion(dashboard, version);
    const { folderUid, id, uid } = dashboard;
    const message = `Restored from version ${version}`;
    return c.json(
      said(saveDashboard(state, { dashboard: { ...data, id, uid }, folderUid, message, overwrite: true, restoredFrom: version })),
    );
  });
  return app;
}

/** The address of a dashboard's page. */
export const dashboardUrl = ({ uid, title }: Pick<Dashboard, 'uid' | 'title'>): string => `/d/${uid}/${slug(title)}`;

function said(dashboard: Dashboard) {
  const { folderUid, id, uid, title, version } = dashboard;
  return { folderUid, id, slug: slug(title), status: 'success', uid, url: dashboardUrl(dashboard), version };
}

function metaOf(state: State, dashboard: Dashboard, who: Who) {
  const may = who === 'admin';
  const folder = state.folders.find(({ uid }) => uid === dashboard.folderUid);
  const allowed = { canSave: may, canEdit: may, canAdmin: may, canStar: may, canDelete: may };
  const { created, updated, version, title } = dashboard;
  return {
    ...{ type: 'db', ...allowed, slug: slug(title), url: dashboardUrl(dashboard), expires: '0001-01-01T00:00:00Z' },
    ...{ created, updated, updatedBy: 'admin', createdBy: 'admin', version, hasAcl: false, isFolder: false },
    folderId: folder?.id ?? 0,
    folderUid: folder?.uid ?? '',
    folderTitle: folder?.title ?? 'General',
    folderUrl: folder ? folderUrl(folder) : '',
    provisioned: false,
    provisionedExternalId: '',
  };
}

type Version = Dashboard['versions'][number];

function findVersion({ versions }: Dashboard, wanted: number): Version {
  const found = versions.find(({ version }) => version === wanted);
  if (!found) throw refuse(404, 'Dashboard version not found');
  return found;
}

function versionOf({ id, uid }: Dashboard, { version, parentVersion, restoredFrom, created, message, data }: Version) {
  return { id: version, dashboardId: id, uid, parentVersion, restoredFrom, version, created, createdBy: 'admin', message, data };
}

import { Hono } from 'hono';
import * as z from 'zod';
import type { Grafana } from '../grafana-app.ts';
import { readBody } from '../read-body.ts';
import { notHere, Refusal, refuse } from '../refusal.ts';
import { slug } from '../slug.ts';
import type { Folder, State } from '../state.ts';
import { checkUid, newUid } from '../uid.ts';
import { type Asked, adminOnly, type Who } from '../who-asks.ts';

const made = z.object({ uid: z.string().default(''), title: z.string().default(''), parentUid: z.string().default('') });
const renamed = z.object({
  title: z.string().default(''),
  version: z.int().default(0),
  overwrite: z.boolean().default(false),
});

/** Folders: made, listed, renamed, removed with what is in them. */
export function folderRoutes({ state }: Grafana): Hono<Asked> {
  const app = new Hono<Asked>();
  app.get('/folders', (c) => c.json(c.req.query('parentUid') ? [] : state.folders.map(listed)));
  app.get('/folders/:uid', (c) => c.json(shown(findFolder(state, c.req.param('uid')), c.get('who'))));
  app.post('/folders', adminOnly('folders:create'), async (c) => {
    const { uid, title, parentUid } = await readBody(c, made);
    if (parentUid !== '') throw notHere('folders in folders');
    if (title.trim() === '') throw refuse(400, 'folder title cannot be empty');
    checkUid(uid);
    if (uid !== '' && state.folders.some((each) => each.uid === uid))
      throw refuse(409, 'a folder/dashboard with the same uid already exists');
    const now = new Date().toISOString();
    const folder = { id: state.newId(), uid: uid || newUid(), title: title.trim(), version: 1, created: now, updated: now };
    state.keepSettings({ folders: [...state.folders, folder] });
    return c.json(shown(folder, 'admin'));
  });
  app.put('/folders/:uid', adminOnly('folders:write'), async (c) => {
    const { title, version, overwrite } = await readBody(c, renamed);
    const folder = findFolder(state, c.req.param('uid'));
    if (title.trim() === '') throw refuse(400, 'folder title cannot be empty');
    if (!overwrite && version !== folder.version)
      throw new Refusal(412, { message: 'the folder has been changed by someone else', status: 'version-mismatch' });
    const changed = { ...folder, title: title.trim(), version: folder.version + 1, updated: new Date().toISOString() };
    state.keepSettings({ folders: state.folders.map((each) => (each === folder ? changed : each)) });
    return c.json(shown(changed, 'admin'));
  });
  app.delete('/folders/:uid', adminOnly('folders:delete'), (c) => {
    const folder = findFolder(state, c.req.param('uid'));
    for (const { id, folderUid } of state.dashboards) if (folderUid === folder.uid) state.removeDashboard(id);
    state.keepSettings({ folders: state.folders.filter((each) => each !== folder) });
    return c.json({ message: 'Folder deleted' });
  });
  return app;
}

/** The address of a folder's page. */
export const folderUrl = ({ uid, title }: Folder): string => `/dashboards/f/${uid}/${slug(title)}`;

const listed = ({ id, uid, title }: Folder) => ({ id, uid, title });

function shown(folder: Folder, who: Who) {
  const may = who === 'admin';
  const { id, uid, title, version, created, updated } = folder;
  const allowed = { hasAcl: false, canSave: may, canEdit: may, canAdmin: may, canDelete: may };
  const history = { createdBy: 'admin', created, updatedBy: 'admin', updated, version };
  return { id, uid, orgId: 1, title, url: folderUrl(folder), ...allowed, ...history };
}

function findFolder(state: State, uid: string): Folder {
  const folder = state.folders.find((each) => each.uid === uid);
  if (!folder) throw new Refusal(404, { message: 'folder not found', status: 'not-found' });
  return folder;
}

import { Hono } from 'hono';
import type { Grafana } from '../grafana-app.ts';
import { refuse } from '../refusal.ts';
import { slug } from '../slug.ts';
import type { Dashboard, Folder, State } from '../state.ts';
import { tagsOf } from '../tags-of.ts';
import type { Asked } from '../who-asks.ts';
import { dashboardUrl } from './dashboards.ts';
import { folderUrl } from './folders.ts';

/** How many Grafana gives unless asked for fewer, and at most. */
const USUAL_LIMIT = 1000;
const MAX_LIMIT = 5000;

/** Finds dashboards and folders by title, tags and folder. */
export function searchRoutes({ state }: Grafana): Hono<Asked> {
  const app = new Hono<Asked>();
  app.get('/search', (c) => {
    const many = (name: string) => c.req.queries(name) ?? [];
    const one = (name: string) => c.req.query(name) ?? '';
    const limit = Number(one('limit')) || USUAL_LIMIT;
    const page = Number(one('page')) || 1;
    if (limit > MAX_LIMIT)
      throw refuse(422, `Limit is above maximum allowed (${MAX_LIMIT}), use page parameter to access hits beyond limit`);
    const hits = [
      ...(one('type') === 'dash-db' || many('tag').length > 0 ? [] : folders(state, many('folderUIDs'))),
      ...(one('type') === 'dash-folder' ? [] : dashboards(state, many('folderUIDs'), many('tag'))),
    ].filter(({ title }) => title.toLowerCase().includes(one('query').toLowerCase()));
    const wanted = many('dashboardUIDs');
    const chosen = hits.filter(({ uid }) => wanted.length === 0 || wanted.includes(uid));
    if (one('sort') === 'alpha-desc') chosen.reverse();
    return c.json(chosen.slice((page - 1) * limit, page * limit));
  });
  app.get('/dashboards/tags', (c) => {
    const counts = new Map<string, number>();
    for (const tag of state.dashboards.flatMap(tagsOf)) counts.set(tag, (counts.get(tag) ?? 0) + 1);
    return c.json([...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([term, count]) => ({ term, count })));
  });
  return app;
}

const byTitle = (a: { title: string }, b: { title: string }) => a.title.localeCompare(b.title, 'en');

const EVERY_HIT = { slug: '', isStarred: false, sortMeta: 0, isDeleted: false };

/** Folders are in none: a search inside of some finds dashboards only. */
function folders(state: State, inside: readonly string[]) {
  const found = inside.length === 0 || inside.includes('general') ? state.folders : [];
  return [...found].sort(byTitle).map((folder: Folder) => {
    const { id, uid, title } = folder;
    return {
      id,
      orgId: 1,
      uid,
      title,
      uri: `db/${slug(title)}`,
      url: folderUrl(folder),
      type: 'dash-folder',
      tags: [],
      ...EVERY_HIT,
    };
  });
}

function dashboards(state: State, inside: readonly string[], tags: readonly string[]) {
  const isInside = ({ folderUid }: Dashboard) => inside.length === 0 || inside.includes(folderUid || 'general');
  const hasTags = (dashboard: Dashboard) => tags.every((tag) => tagsOf(dashboard).includes(tag));
  const found = state.dashboards.filter((each) => isInside(each) && hasTags(each)).sort(byTitle);
  return found.map((dashboard) => {
    const { id, uid, title, folderUid } = dashboard;
    const folder = state.folders.find((each) => each.uid === folderUid);
    const home = folder && { folderId: folder.id, folderUid, folderTitle: folder.title, folderUrl: folderUrl(folder) };
    const what = { id, orgId: 1, uid, title, uri: `db/${slug(title)}`, url: dashboardUrl(dashboard), type: 'dash-db' };
    return { ...what, tags: tagsOf(dashboard).sort(), ...EVERY_HIT, ...home };
  });
}

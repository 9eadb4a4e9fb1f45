import { formatInterval, readDuration } from './durations.ts';
import { Refusal, refuse } from './refusal.ts';
import type { Dashboard, State } from './state.ts';
import { checkUid, newUid } from './uid.ts';

/** A dashboard that is to be kept. */
export type Save = {
  dashboard: Record<string, unknown>;
  folderUid?: string | undefined;
  message?: string | undefined;
  overwrite?: boolean | undefined;
  /** The version it was put back to. */
  restoredFrom?: number;
};

/** How many versions Grafana keeps of one. */
const MAX_VERSIONS = 20;
/** How many dashboards there may be. */
const MAX_DASHBOARDS = 1000;
const MIN_REFRESH_MS = 1000;

const notFound = () => new Refusal(404, { message: 'Dashboard not found', status: 'not-found' });

/**
 * Keeps a dashboard: a new one, or a new version of one that is known by its id or uid.
 * @throws Refusal as Grafana says no: 412 `version-mismatch` when somebody else was quicker
 */
export function saveDashboard(state: State, save: Save): Dashboard {
  const title = titleOf(save);
  const uid = typeof save.dashboard.uid === 'string' ? save.dashboard.uid.trim() : '';
  checkUid(uid);
  checkRefresh(save.dashboard.refresh);
  if ((save.message ?? '').length > 500) throw refuse(400, 'message too long, max 500 characters');
  const folderUid = folderOf(state, save);
  const existing = findExisting(state, save.dashboard.id, uid);
  if (!existing && state.dashboards.length >= MAX_DASHBOARDS) throw refuse(403, 'Quota reached');
  if (existing && !save.overwrite && Number(save.dashboard.version ?? 0) !== existing.version)
    throw new Refusal(412, { message: 'The dashboard has been changed by someone else', status: 'version-mismatch' });
  const now = new Date().toISOString();
  const parent = existing?.version ?? 0;
  const known = { id: existing?.id ?? state.newId(), uid: uid || existing?.uid || newUid(), version: parent + 1 };
  const data = { ...save.dashboard, ...known, title };
  const version = {
    version: known.version,
    parentVersion: parent,
    restoredFrom: save.restoredFrom ?? 0,
    created: now,
    message: save.message ?? '',
    data,
  };
  const versions = [version, ...(existing?.versions ?? [])].slice(0, MAX_VERSIONS);
  const kept = { ...known, title, folderUid, created: existing?.created ?? now, updated: now, data, versions };
  state.keepDashboard(kept);
  return kept;
}

function titleOf({ dashboard }: Save): string {
  const title = typeof dashboard.title === 'string' ? dashboard.title.trim() : '';
  if (title === '') throw new Refusal(400, { message: 'Dashboard title cannot be empty', status: 'empty-name' });
  if (title.length > 5000)
    throw new Refusal(400, { message: 'Dashboard title cannot contain more than 5 000 characters', status: 'title-too-long' });
  return title;
}

function checkRefresh(refresh: unknown): void {
  if (typeof refresh !== 'string' || refresh === '' || refresh === 'auto') return;
  const ms = readDuration(refresh);
  if (ms === undefined) throw refuse(400, `invalid refresh interval "${refresh}": such as ${formatInterval(5000)}`);
  if (ms < MIN_REFRESH_MS) throw refuse(400, 'Dashboard refresh interval is too low');
}

function folderOf(state: State, { folderUid = '' }: Save): string {
  if (folderUid === '' || folderUid === 'general') return '';
  if (!state.folders.some(({ uid }) => uid === folderUid)) throw refuse(400, 'folder not found');
  return folderUid;
}

function findExisting(state: State, id: unknown, uid: string): Dashboard | undefined {
  const byUid = uid === '' ? undefined : state.dashboards.find((each) => each.uid === uid);
  if (typeof id !== 'number' || id === 0) return byUid;
  const byId = state.dashboards.find((each) => each.id === id);
  if (!byId) throw notFound();
  if (byUid && byUid !== byId) throw refuse(400, 'A dashboard with the same uid already exists');
  return byId;
}

/** The dashboard with a uid. @throws Refusal 404 */
export function findDashboard(state: State, uid: string): Dashboard {
  const found = state.dashboards.find((each) => each.uid === uid);
  if (!found) throw refuse(404, 'Dashboard not found');
  return found;
}

import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { readJson, writeJson } from '../../../lib/json-file.ts';

const record = z.record(z.string(), z.unknown());

const dataSource = z.object({
  id: z.int(),
  uid: z.string(),
  name: z.string(),
  type: z.literal('influxdb'),
  access: z.string(),
  url: z.string(),
  user: z.string(),
  database: z.string(),
  basicAuth: z.boolean(),
  basicAuthUser: z.string(),
  withCredentials: z.boolean(),
  isDefault: z.boolean(),
  jsonData: record,
  /** Passwords; answers name them only. */
  secureJsonData: z.record(z.string(), z.string()),
  version: z.int(),
});
/** A data source with all that Grafana keeps of it. */
export type DataSource = z.infer<typeof dataSource>;

const folder = z.object({
  id: z.int(),
  uid: z.string(),
  title: z.string(),
  version: z.int(),
  created: z.string(),
  updated: z.string(),
});
/** A folder of dashboards. */
export type Folder = z.infer<typeof folder>;

const version = z.object({
  version: z.int(),
  parentVersion: z.int(),
  restoredFrom: z.int(),
  created: z.string(),
  message: z.string(),
  data: record,
});

const dashboard = z.object({
  id: z.int(),
  uid: z.string(),
  title: z.string(),
  folderUid: z.string(),
  created: z.string(),
  updated: z.string(),
  version: z.int(),
  data: record,
  /** What was saved, the newest first. */
  versions: z.array(version),
});
/** A dashboard: its JSON as it was saved, and what it was before. */
export type Dashboard = z.infer<typeof dashboard>;

const settings = z.object({
  lastId: z.int(),
  dataSources: z.array(dataSource),
  folders: z.array(folder),
});

/**
 * What Grafana keeps: data sources and folders in one file, each dashboard in its own, named by its number. A change is
 * on the disk, whole, before it is answered.
 */
export class State {
  readonly #dir: string;
  #lastId = 0;
  dataSources: DataSource[] = [];
  folders: Folder[] = [];
  dashboards: Dashboard[] = [];

  constructor(dir: string) {
    this.#dir = dir;
    mkdirSync(this.#dashboardsDir, { recursive: true });
    const kept = readJson(this.#settingsPath, settings);
    if (kept) Object.assign(this, { dataSources: kept.dataSources, folders: kept.folders });
    const all = readdirSync(this.#dashboardsDir);
    // Half of a file, from a sudden end; it was never answered.
    for (const file of all.filter((name) => name.endsWith('.tmp'))) rmSync(join(this.#dashboardsDir, file), { force: true });
    const files = all.filter((file) => /^\d+\.json/.test(file));
    for (const file of files.filter((name) => name.endsWith('.json'))) {
      const found = readJson(join(this.#dashboardsDir, file), dashboard);
      if (found) this.dashboards.push(found);
    }
    this.dashboards.sort((a, b) => a.id - b.id);
    // Also those of files that are damaged.
    this.#lastId = Math.max(0, kept?.lastId ?? 0, ...files.map((file) => Number.parseInt(file, 10)));
  }

  /** A number that nothing had before. */
  newId(): number {
    this.#lastId++;
    return this.#lastId;
  }

  /** Writes data sources and folders as they are to be. They count only when that has succeeded. */
  keepSettings(changed: { dataSources?: DataSource[]; folders?: Folder[] }): void {
    const { dataSources = this.dataSources, folders = this.folders } = changed;
    writeJson(this.#settingsPath, { lastId: this.#lastId, dataSources, folders }, { mode: 0o600 });
    Object.assign(this, { dataSources, folders });
  }

  /** Writes a new dashboard, or one that changed. */
  keepDashboard(kept: Dashboard): void {
    writeJson(this.#dashboardPath(kept.id), kept);
    this.dashboards = [...this.dashboards.filter(({ id }) => id !== kept.id), kept].sort((a, b) => a.id - b.id);
  }

  removeDashboard(id: number): void {
    rmSync(this.#dashboardPath(id), { force: true });
    this.dashboards = this.dashboards.filter((each) => each.id !== id);
  }

  get #settingsPath(): string {
    return join(this.#dir, 'settings.json');
  }

  get #dashboardsDir(): string {
    return join(this.#dir, 'dashboards');
  }

  #dashboardPath(id: number): string {
    return join(this.#dashboardsDir, `${id}.json`);
  }
}

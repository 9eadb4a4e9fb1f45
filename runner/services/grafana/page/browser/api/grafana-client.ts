import { type Json, record, records, text } from '../model/read-json.ts';

/** Grafana refused, or did not answer. `status` 0: it did not answer. */
export class GrafanaError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** A data source as the page needs to know it. */
export type DataSource = { uid: string; type: string; name: string; isDefault: boolean };

/** A dashboard in the list. */
export type Found = { uid: string; title: string; folder: string; tags: string[] };

/**
 * Asks Grafana, on the address the page came from.
 * @throws GrafanaError
 */
export async function ask(path: string, { body, headers, signal }: AskOptions = {}): Promise<Json> {
  const { status, json } = await exchange(path, { body, headers, signal });
  if (status >= 200 && status < 300) return json;
  throw new GrafanaError(status, text(json.message) ?? `Grafana answered with status ${status}.`);
}

type AskOptions = { body?: unknown; headers?: Record<string, string> | undefined; signal?: AbortSignal | undefined };

/** Sends a request and reads the answer, whatever its status. */
export async function exchange(path: string, { body, headers, signal }: AskOptions): Promise<{ status: number; json: Json }> {
  let answer: Response;
  try {
    answer = await fetch(path, {
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new GrafanaError(0, 'Grafana does not answer. It may be stopped.');
  }
  const words = await answer.text();
  try {
    const read: unknown = JSON.parse(words);
    return { status: answer.status, json: Array.isArray(read) ? { list: read } : record(read) };
  } catch {
    return { status: answer.status, json: { message: words.slice(0, 300) } };
  }
}

/** The dashboards whose title has the words in it. */
export async function searchDashboards(words: string, signal?: AbortSignal): Promise<Found[]> {
  const { list } = await ask(`/api/search?type=dash-db&limit=1000&query=${encodeURIComponent(words)}`, { signal });
  return records(list).map((one) => ({
    uid: text(one.uid) ?? '',
    title: text(one.title) ?? '',
    folder: text(one.folderTitle) ?? '',
    tags: Array.isArray(one.tags) ? one.tags.map(String) : [],
  }));
}

/** The data sources there are, by what anybody may know of them. */
export async function listDataSources(): Promise<DataSource[]> {
  const settings = await ask('/api/frontend/settings');
  const first = text(settings.defaultDatasource);
  return Object.entries(record(settings.datasources)).map(([name, one]) => {
    const source = record(one);
    return {
      uid: text(source.uid) ?? '',
      type: text(source.type) ?? '',
      name: text(source.name) ?? name,
      isDefault: source.isDefault === true || name === first,
    };
  });
}

/** Whether there is a dashboard with this uid: asked in a way that is no error when there is none. */
export async function hasDashboard(uid: string): Promise<boolean> {
  const { list } = await ask(`/api/search?type=dash-db&limit=1&dashboardUIDs=${encodeURIComponent(uid)}`);
  return records(list).length > 0;
}

/** A stored dashboard with what Grafana says about it. */
export async function getDashboard(uid: string): Promise<{ dashboard: Json; meta: Json }> {
  const { dashboard, meta } = await ask(`/api/dashboards/uid/${encodeURIComponent(uid)}`);
  return { dashboard: record(dashboard), meta: record(meta) };
}

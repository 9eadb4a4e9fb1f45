/** A data source as Grafana's API shows it. */
export type DataSourceSeen = {
  uid: string;
  name: string;
  type: string;
  url: string;
  database: string;
  isDefault: boolean;
  jsonData?: { dbName?: string };
};
/** A dashboard as the search finds it. */
export type DashboardHit = { uid: string; title: string };
/** A dashboard with its JSON, which may hold anything. */
export type DashboardSeen = { dashboard: Record<string, unknown>; meta: { version: number } };
/** What a query answers: data frames, or why there are none. */
export type QueryResult = {
  error?: string;
  frames?: { schema?: { fields?: { type?: string }[] }; data?: { values?: unknown[][] } }[];
};

type Body = Record<string, unknown>;
type Answer = { status: number; body: unknown };

/** Grafana says no to what should work. */
export class GrafanaRefusal extends Error {
  override readonly name = 'GrafanaRefusal';
}

const ADMIN = `Basic ${Buffer.from('admin:admin').toString('base64')}`;

/** Asks Grafana's HTTP API as its administrator, on either stack. */
export class GrafanaClient {
  readonly #origin: string;
  readonly #signal: AbortSignal;

  /** `origin`: where it is: `http://127.0.0.1:3000`. */
  constructor(origin: string, signal: AbortSignal) {
    this.#origin = origin;
    this.#signal = signal;
  }

  async dataSources(): Promise<DataSourceSeen[]> {
    return (await this.#get('/api/datasources')) as DataSourceSeen[];
  }

  /** What "Save & test" says of a data source. */
  async health(uid: string): Promise<{ isWell: boolean; message: string }> {
    const { status, body } = await this.#ask(`/api/datasources/uid/${encodeURIComponent(uid)}/health`);
    return {
      isWell: status === 200 && (body as Body).status === 'OK',
      message: String((body as Body).message ?? `it answers ${status}`),
    };
  }

  async dashboards(): Promise<DashboardHit[]> {
    return (await this.#get('/api/search?type=dash-db&limit=1000')) as DashboardHit[];
  }

  /** A dashboard; undefined when it is gone meanwhile. */
  async dashboard(uid: string): Promise<DashboardSeen | undefined> {
    const { status, body } = await this.#ask(`/api/dashboards/uid/${encodeURIComponent(uid)}`);
    if (status === 404) return undefined;
    return this.#expected({ status, body }) as DashboardSeen;
  }

  /** Asks queries as a panel does. What is wrong with one is in its result; what is wrong with all is in each. */
  async query(queries: readonly Body[], range: { from: string; to: string }): Promise<QueryResult[]> {
    const answer = await this.#ask('/api/ds/query', { ...range, queries });
    const { results, message } = answer.body as { results?: Record<string, QueryResult>; message?: string };
    if (!results && answer.status >= 500) this.#expected(answer);
    return queries.map(({ refId }) => results?.[String(refId)] ?? { error: message ?? `it answers ${answer.status}` });
  }

  async #get(path: string): Promise<unknown> {
    return this.#expected(await this.#ask(path));
  }

  #expected({ status, body }: Answer): unknown {
    if (status === 200) return body;
    throw new GrafanaRefusal(String((body as Body).message ?? `it answers ${status}`));
  }

  async #ask(path: string, body?: Body): Promise<Answer> {
    const response = await fetch(this.#origin + path, {
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
      headers: { authorization: ADMIN, ...(body && { 'content-type': 'application/json' }) },
      signal: this.#signal,
    });
    return { status: response.status, body: await response.json() };
  }
}

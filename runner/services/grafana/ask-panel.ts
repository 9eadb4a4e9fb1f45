import type { Json, Panel } from './dashboard-panels.ts';
import { type AskValues, fillVariables, valuesOf } from './fill-variables.ts';
import type { DataSourceSeen, GrafanaClient, QueryResult } from './grafana-client.ts';

/** Characters of a query that a row of Verify shows. */
const LONGEST_QUERY = 160;

/** The times that are asked for, and how far apart points may lie. */
export type Asked = { from: string; to: string; intervalMs: number };

/** What a panel got: rows with something in them, or why there are none. */
export type PanelAnswer = { hasData: boolean; why?: string };

/** Asks what the panels of a dashboard ask, with the dashboard's variables as they are set. */
export class PanelAsker {
  readonly #client: GrafanaClient;
  readonly #asked: Asked;
  readonly #dataSources: readonly DataSourceSeen[];
  #values: ReadonlyMap<string, string> = new Map();

  private constructor(client: GrafanaClient, asked: Asked, dataSources: readonly DataSourceSeen[]) {
    this.#client = client;
    this.#asked = asked;
    this.#dataSources = dataSources;
  }

  static async open(client: GrafanaClient, dashboard: Json, asked: Asked): Promise<PanelAsker> {
    const asker = new PanelAsker(client, asked, await client.dataSources());
    asker.#values = await valuesOf(dashboard, (variable) => asker.#choices(variable));
    return asker;
  }

  async ask({ targets, datasource }: Panel): Promise<PanelAnswer> {
    if (targets.length === 0) return { hasData: false, why: 'it has no query' };
    const results: QueryResult[] = [];
    const queries: string[] = [];
    for (const [index, target] of targets.entries()) {
      const filled = fillVariables({ ...target, refId: target.refId ?? `Q${index}` }, this.#values) as Json;
      const named = filled.datasource ?? fillVariables(datasource, this.#values);
      const found = this.#find(named);
      if (!found) return { hasData: false, why: `its data source ${nameOf(named)} is not there` };
      results.push(...(await this.#query(filled, found)));
      if (filled.rawQuery === true && typeof filled.query === 'string') queries.push(filled.query);
    }
    if (results.some(hasData)) return { hasData: true };
    const error = results.find((result) => result.error !== undefined)?.error;
    const asked = queries[0] === undefined ? '' : `: ${inOneLine(queries[0])}`;
    return { hasData: false, why: error ?? `its query finds nothing from ${this.#asked.from} to ${this.#asked.to}${asked}` };
  }

  async #query(target: Json, { uid, type }: DataSourceSeen): Promise<QueryResult[]> {
    const { from, to, intervalMs } = this.#asked;
    return await this.#client.query([{ intervalMs, maxDataPoints: 500, ...target, datasource: { uid, type } }], { from, to });
  }

  /** By uid, or by name as older dashboards do it; the default where none is named. */
  #find(named: unknown): DataSourceSeen | undefined {
    const wanted = nameOf(named);
    if (wanted === '' || wanted === 'default')
      return this.#dataSources.find(({ isDefault }) => isDefault) ?? this.#dataSources[0];
    return this.#dataSources.find(({ uid, name }) => uid === wanted || name === wanted);
  }

  #choices: AskValues = async ({ type, query, datasource }) => {
    if (type === 'datasource') return this.#dataSources.filter((each) => each.type === query).map(({ uid }) => uid);
    const text = typeof query === 'string' ? query : (query as Json | undefined)?.query;
    const found = this.#find(datasource);
    if (typeof text !== 'string' || !found) return [];
    const [result] = await this.#query({ refId: 'metricFindQuery', rawQuery: true, query: text }, found);
    return (result?.frames?.[0]?.data?.values?.at(-1) ?? []).map(String);
  };
}

/** A query as it stands in a sentence. */
function inOneLine(query: string): string {
  const text = query.replaceAll(/\s+/g, ' ').trim();
  return text.length > LONGEST_QUERY ? `${text.slice(0, LONGEST_QUERY - 1)}…` : text;
}

function nameOf(named: unknown): string {
  if (typeof named === 'string') return named;
  const uid = (named as Json | null | undefined)?.uid;
  return typeof uid === 'string' ? uid : '';
}

/** Empty buckets of time are no data. */
function hasData({ frames = [] }: QueryResult): boolean {
  return frames.some(({ schema, data }) =>
    (data?.values ?? []).some(
      (values, index) => schema?.fields?.[index]?.type !== 'time' && values.some((value) => value !== null && value !== ''),
    ),
  );
}

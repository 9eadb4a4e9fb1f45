import { Hono } from 'hono';
import * as z from 'zod';
import type { Grafana } from '../grafana-app.ts';
import { askInflux, databaseOf } from '../influx/ask-influx.ts';
import { QUERY_TIMEOUT_MS } from '../influx/check-health.ts';
import { compileQuery, intervalOf, type TimeRange } from '../influx/compile-query.ts';
import { type Frame, toFrames } from '../influx/frames.ts';
import { type QueryModel, queryModel } from '../influx/query-model.ts';
import { readAnswer } from '../influx/read-answer.ts';
import { readBody } from '../read-body.ts';
import { refuse, refuseAs } from '../refusal.ts';
import type { DataSource, State } from '../state.ts';
import { readTime } from '../time-range.ts';
import type { Asked } from '../who-asks.ts';

const time = z.union([z.string(), z.number()]).default('').transform(String);
const asked = z.object({ from: time, to: time, queries: z.array(z.record(z.string(), z.unknown())).default([]) });

/** How many queries one request may have: more than any panel has. */
const MAX_QUERIES = 100;

type Result = { status: number; frames: Frame[]; error?: string; errorSource?: string };

/** What panels and variables ask: queries for data sources, answered as data frames. */
export function queryRoutes({ state, proxyUrl }: Grafana): Hono<Asked> {
  const app = new Hono<Asked>();
  app.post('/ds/query', async (c) => {
    const { from, to, queries } = await readBody(c, asked);
    if (queries.length === 0) throw refuseAs(400, 'query.noQueries', 'No queries found');
    if (queries.length > MAX_QUERIES) throw refuse(400, `The embedded Grafana answers ${MAX_QUERIES} queries at a time.`);
    const range = rangeOf(from, to);
    const chosen = queries.map((query) => ({ query: read(query), dataSource: sourceOf(state, query) }));
    const signal = AbortSignal.any([c.req.raw.signal, AbortSignal.timeout(QUERY_TIMEOUT_MS)]);
    const results = await Promise.all(
      chosen.map(async ({ query, dataSource }): Promise<[string, Result]> => {
        const result = await answer(query, range, { dataSource, proxyUrl, signal });
        return [query.refId, result];
      }),
    );
    const failed = results.some(([, { error }]) => error !== undefined);
    return c.json({ results: Object.fromEntries(results) }, failed ? 400 : 200);
  });
  return app;
}

function read(query: Record<string, unknown>): QueryModel {
  const model = queryModel.safeParse(query);
  if (!model.success) throw refuse(400, 'bad request data');
  return model.data;
}

function rangeOf(from: string, to: string): TimeRange {
  const now = Date.now();
  const range = { from: readTime(from || 'now-6h', now), to: readTime(to || 'now', now, { end: true }) };
  if (range.from === undefined) throw refuse(400, `could not parse from time "${from}"`);
  if (range.to === undefined) throw refuse(400, `could not parse to time "${to}"`);
  return { from: range.from, to: range.to };
}

/** @throws Refusal 400 when the query names none, 404 when there is none of this uid */
function sourceOf(state: State, { datasource, datasourceId, refId }: Record<string, unknown>): DataSource {
  const uid = typeof datasource === 'string' ? datasource : (datasource as { uid?: unknown } | null | undefined)?.uid;
  if (!uid && !datasourceId)
    throw refuseAs(400, 'query.missingDataSourceInfo', `Query ${refId ?? 'A'} is missing datasource information`);
  const found = state.dataSources.find((each) => (uid ? each.uid === uid : each.id === datasourceId));
  if (!found) throw refuse(404, 'Data source not found');
  return found;
}

type Where = { dataSource: DataSource; proxyUrl: string | undefined; signal: AbortSignal };

async function answer(query: QueryModel, range: TimeRange, { dataSource, proxyUrl, signal }: Where): Promise<Result> {
  try {
    const { refId, alias, policy, resultFormat } = query;
    const executed = compileQuery(query, range);
    const rp: Record<string, string> = policy === '' || policy === 'default' ? {} : { rp: policy };
    const parameters = { db: databaseOf(dataSource), epoch: 'ms', q: executed, ...rp };
    const series = readAnswer(await askInflux(dataSource, { parameters, proxyUrl, signal }));
    return { status: 200, frames: toFrames(series, { refId, alias, intervalMs: intervalOf(query), resultFormat, executed }) };
  } catch (error) {
    return { error: (error as Error).message, errorSource: 'downstream', status: 400, frames: [] };
  }
}

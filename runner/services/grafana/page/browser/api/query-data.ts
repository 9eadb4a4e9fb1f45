import { type Frame, readFrame } from '../data/frame.ts';
import { type Json, record, records, text } from '../model/read-json.ts';
import type { TimeRange } from '../time/time-range.ts';
import { exchange, GrafanaError } from './grafana-client.ts';

/** What queries brought: frames in the order of the queries, and what went wrong, in the data source's words. */
export type QueryAnswer = { frames: Frame[]; errors: string[] };

/**
 * Sends queries of one panel to their data sources. A query that failed is an error in the answer; the rest is there.
 * @throws GrafanaError when nothing was answered
 */
export async function queryData(queries: readonly Json[], { from, to }: TimeRange, signal?: AbortSignal): Promise<QueryAnswer> {
  const body = { queries, from: String(Math.round(from)), to: String(Math.round(to)) };
  const { status, json } = await exchange('/api/ds/query', { body, signal });
  const results = record(json.results);
  const answer: QueryAnswer = { frames: [], errors: [] };
  for (const refId of queries.map((query) => String(query.refId))) {
    const result = record(results[refId]);
    const error = text(result.error);
    if (error) answer.errors.push(queries.length > 1 ? `Query ${refId}: ${error}` : error);
    answer.frames.push(...records(result.frames).map((frame) => readFrame(frame, refId)));
  }
  if (status >= 400 && answer.errors.length === 0 && answer.frames.length === 0)
    throw new GrafanaError(status, text(json.message) ?? `Grafana answered with status ${status}.`);
  return answer;
}

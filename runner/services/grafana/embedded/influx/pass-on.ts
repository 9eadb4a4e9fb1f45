import { refuse } from '../refusal.ts';
import type { DataSource } from '../state.ts';
import { askInflux, databaseOf } from './ask-influx.ts';
import { QUERY_TIMEOUT_MS } from './check-health.ts';

/** A question to InfluxDB that goes through Grafana as it is; the database is the data source's, whatever it says. */
export async function passOn(request: Request, dataSource: DataSource, proxyUrl: string | undefined): Promise<Response> {
  const asked = Object.fromEntries(new URL(request.url).searchParams);
  const form = request.method === 'POST' ? Object.fromEntries(new URLSearchParams(await request.text())) : {};
  const parameters = { ...asked, ...form, db: databaseOf(dataSource) };
  const signal = AbortSignal.timeout(QUERY_TIMEOUT_MS);
  const { status, type, text } = await askInflux(dataSource, { parameters, proxyUrl, signal }).catch((error: unknown) => {
    throw refuse(502, (error as Error).message);
  });
  return new Response(text, { status, headers: { 'content-type': type, 'content-security-policy': 'sandbox' } });
}

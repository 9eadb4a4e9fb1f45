import type { DataSource } from '../state.ts';
import { askInflux, databaseOf } from './ask-influx.ts';
import { readAnswer } from './read-answer.ts';

/** How a data source is, as "Save & test" shows it. */
export type Health = { status: 'OK' | 'ERROR'; message: string };

/** As long as Grafana waits for a data source (ms). */
export const QUERY_TIMEOUT_MS = 30_000;

/** Asks InfluxDB for its measurements: what Grafana does to see whether a data source works. */
export async function checkHealth(dataSource: DataSource, proxyUrl: string | undefined): Promise<Health> {
  const failed = (error: unknown, doing: string): Health => {
    const message = error instanceof Error ? error.message : String(error);
    return { status: 'ERROR', message: `${message} ${doing}` };
  };
  const signal = AbortSignal.timeout(QUERY_TIMEOUT_MS);
  const parameters = { db: databaseOf(dataSource), epoch: 'ms', q: 'SHOW measurements' };
  const answer = await askInflux(dataSource, { parameters, proxyUrl, signal }).catch((error: unknown) => ({ error }));
  if ('error' in answer) return failed(answer.error, 'error performing influxQL query');
  try {
    const [first] = readAnswer(answer);
    return { status: 'OK', message: `datasource is working. ${first?.values?.length ?? 0} measurements found` };
  } catch (error) {
    return failed(error, 'error reading influxDB');
  }
}

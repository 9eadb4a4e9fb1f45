import { setTimeout as pause } from 'node:timers/promises';
import { startEmbedded } from '../../conformance/influxdb/servers.ts';
import { Part } from '../../content/machine-telemetry/part.ts';
import { atSecond, makeTopics, program, startBrokers } from '../../content/machine-telemetry/pipeline.ts';
import { inTime, type Row } from '../row.ts';

const GRAFANA = new URL('../../services/grafana/grafana-child.ts', import.meta.url).pathname;
const WARM_UP_SECONDS = 5;
const SECONDS = 15;
/** How often a dashboard asks anew: the shortest that Grafana is set to (ms). */
const REFRESH_MS = 1_000;
/** What a panel asks for each time (ms): longer than any sample takes. */
const RANGE_MS = 10_000;
const DATABASE = 'machines';

const JSON_TYPE = { 'content-type': 'application/json' };

type Frame = { schema: { fields: { labels?: Record<string, string> }[] }; data: { values: number[][] } };

/** From the simulator over MQTT, Kafka and InfluxDB to a point that a dashboard gets, all of it embedded, at 1,000 samples a second. */
export async function sampleToDashboard(): Promise<Row> {
  const influx = await startEmbedded();
  const { folder, places, client, end } = await startBrokers();
  const grafana = new Part(GRAFANA, { cwd: folder, args: () => [`${folder}/grafana`] });
  const env = { INFLUX_URL: influx.baseUrl, DATABASE };
  const [make, simulator, connector, sink] = ['make-events', 'simulator', 'connector', 'database-connector'].map((name) =>
    program(name, places, env),
  );
  if (!make || !simulator || !connector || !sink) throw new Error('There are four programs.');
  try {
    await makeTopics(client);
    await fetch(`${influx.baseUrl}/query`, { method: 'POST', body: new URLSearchParams({ q: `CREATE DATABASE ${DATABASE}` }) });
    grafana.start();
    const url = `http://127.0.0.1:${(await grafana.says(/^(\d+)$/))[1]}`;
    await addDataSource(url, influx.baseUrl);
    make.start();
    await make.says(/samples of/);
    sink.start();
    connector.start();
    await connector.says(/subscribed/);
    simulator.start();
    await atSecond(simulator, WARM_UP_SECONDS);
    return rowOf(await watchDashboard(url));
  } finally {
    await Promise.all([make, simulator, connector, sink, grafana].map((part) => part.end('SIGKILL')));
    await end();
    await influx.stop();
  }
}

async function addDataSource(url: string, influxUrl: string): Promise<void> {
  const headers = { ...JSON_TYPE, authorization: `Basic ${Buffer.from('admin:admin').toString('base64')}` };
  const source = {
    name: 'InfluxDB',
    uid: 'influx',
    type: 'influxdb',
    access: 'proxy',
    url: influxUrl,
    jsonData: { dbName: DATABASE },
  };
  const added = await fetch(`${url}/api/datasources`, { method: 'POST', headers, body: JSON.stringify(source) });
  if (!added.ok) throw new Error(`Grafana answers ${added.status}: ${await added.text()}`);
}

/** Asks as a panel does, again and again. @returns how old each sample was when a dashboard had it first (ms) */
async function watchDashboard(url: string): Promise<number[]> {
  const query = 'SELECT "sequence" FROM "machine_data" WHERE $timeFilter GROUP BY "machine", "metric"';
  const queries = [{ refId: 'A', datasource: { uid: 'influx' }, rawQuery: true, query }];
  const began = Date.now();
  const seen = new Set<string>();
  const ages: number[] = [];
  while (Date.now() < began + SECONDS * 1_000) {
    const started = performance.now();
    const to = Date.now();
    const body = JSON.stringify({ from: String(Math.max(began, to - RANGE_MS)), to: String(to), queries });
    const answer = await fetch(`${url}/api/ds/query`, { method: 'POST', headers: JSON_TYPE, body });
    const { results } = (await answer.json()) as { results: { A: { frames: Frame[] } } };
    const now = Date.now();
    for (const { schema, data } of results.A.frames) {
      const [times = [], sequences = []] = data.values;
      for (const [index, time] of times.entries()) {
        const name = `${JSON.stringify(schema.fields[1]?.labels)} ${sequences[index]}`;
        if (seen.has(name)) continue;
        seen.add(name);
        ages.push(now - time);
      }
    }
    await pause(Math.max(0, REFRESH_MS - (performance.now() - started)));
  }
  return ages;
}

function rowOf(ages: readonly number[]): Row {
  const sorted = ages.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  const number = ages.length.toLocaleString('en');
  return {
    what: 'Telemetry at 1,000 samples a second: sample to a point of a dashboard that refreshes each second, p50',
    value: `${inTime(at(0.5))} of ${number} samples (p95 ${inTime(at(0.95))})`,
    bar: '≤ 1 s',
    isMet: ages.length >= SECONDS * 700 && at(0.5) <= 1_000,
  };
}

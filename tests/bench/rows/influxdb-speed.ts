import { noInfluxdb, type Server, startEmbedded, startReal } from '../../conformance/influxdb/servers.ts';
import { inBytes, inTime, quantiles, type Row } from '../row.ts';
import { rssOf, watchRss } from '../rss.ts';

const POINTS = 3_600_000;
const BATCH = 5_000;
const MACHINES = 10;
/** Each machine has a sample every 10 ms: an hour in all. */
const STEP_MS = 10;
const BEGIN_MS = 1_600_000_000_000;
const QUERIES = 7;

type Measured = { write: number; all: number; each: number; before: number; after: number; peak: number };

/** An hour of ten machines, written in batches and summed up in windows of ten seconds; beside the real InfluxDB. */
export async function influxdbSpeed(): Promise<Row[]> {
  const embedded = await measured(startEmbedded);
  const lacks = noInfluxdb();
  return rows(embedded, lacks === undefined ? await measured(startReal) : undefined);
}

async function measured(start: () => Promise<Server>): Promise<Measured> {
  const server = await start();
  try {
    await query(server, 'CREATE DATABASE plant');
    const before = rssOf(server.pid);
    const peakOf = watchRss(server.pid);
    const write = await writeAll(server);
    const window = `time >= ${BEGIN_MS}ms AND time < ${BEGIN_MS + 3_600_000}ms GROUP BY time(10s)`;
    const all = await fastest(server, `SELECT mean(value) FROM vibration WHERE ${window}`, 360);
    const each = await fastest(server, `SELECT mean(value) FROM vibration WHERE ${window}, machine`, 360 * MACHINES);
    return { write, all, each, before, after: rssOf(server.pid), peak: peakOf() };
  } finally {
    await server.stop();
  }
}

/** Points per second. The lines are made between the writes, whose time alone counts. */
async function writeAll({ baseUrl }: Server): Promise<number> {
  let ms = 0;
  for (let first = 0; first < POINTS; first += BATCH) {
    const body = lines(first);
    const start = performance.now();
    const response = await fetch(`${baseUrl}/write?db=plant&precision=ms`, { method: 'POST', body });
    await response.arrayBuffer();
    ms += performance.now() - start;
    if (response.status !== 204) throw new Error(`A batch was answered with ${response.status}.`);
  }
  return POINTS / (ms / 1_000);
}

function lines(first: number): string {
  let text = '';
  for (let n = first; n < first + BATCH; n++) {
    const time = BEGIN_MS + Math.floor(n / MACHINES) * STEP_MS;
    text += `vibration,machine=m${n % MACHINES} value=${((n * 7_919) % 20_011) / 1_000} ${time}\n`;
  }
  return text;
}

/** The middle of some answers' times (ms), after one that warms up. */
async function fastest(server: Server, text: string, rows: number): Promise<number> {
  const times: number[] = [];
  for (let at = 0; at <= QUERIES; at++) {
    const start = performance.now();
    const answer = await query(server, text);
    if (at > 0) times.push(performance.now() - start);
    const counted = (answer.match(/Z",/g) ?? []).length;
    if (counted !== rows) throw new Error(`${rows} rows were expected, ${counted} came: ${answer.slice(0, 300)}`);
  }
  return quantiles(times).p50;
}

async function query({ baseUrl }: Server, q: string): Promise<string> {
  const response = await fetch(`${baseUrl}/query?db=plant`, { method: 'POST', body: new URLSearchParams({ q }) });
  return await response.text();
}

function rows(embedded: Measured, real: Measured | undefined): Row[] {
  const beside = (show: (measured: Measured) => string) => real && { reference: `InfluxDB 1.6.7 ${show(real)}` };
  const perSecond = ({ write }: Measured) => `${Math.round(write / 1_000).toLocaleString('en')} k/s`;
  const memory = ({ before, after, peak }: Measured) =>
    `${inBytes(after - before)} (${inBytes(before)} before, ${inBytes(peak)} at most)`;
  const window = (what: string, key: 'all' | 'each'): Row => ({
    ...{ what: `InfluxDB: ${what}`, value: inTime(embedded[key]), bar: '≤ 500 ms, ≤ the real one’s' },
    ...{ isMet: embedded[key] <= 500 && embedded[key] <= (real?.[key] ?? Number.POSITIVE_INFINITY) },
    ...beside((measured) => inTime(measured[key])),
  });
  return [
    {
      ...{ what: 'InfluxDB: writes in batches of 5,000', value: perSecond(embedded), bar: '≥ 100 k/s' },
      ...{ isMet: embedded.write >= 100_000, ...beside(perSecond) },
    },
    window('mean, GROUP BY time(10s), of 3.6 M points, p50', 'all'),
    window('the same for each of ten machines, p50', 'each'),
    {
      ...{ what: 'InfluxDB: memory that 3.6 M points add', value: memory(embedded), bar: '≤ 150 MB' },
      ...{ isMet: embedded.after - embedded.before <= 150e6, ...beside(memory) },
    },
  ];
}

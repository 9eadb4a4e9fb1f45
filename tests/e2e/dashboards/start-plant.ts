import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGrafana } from '../../../runner/services/grafana/embedded/http.ts';
import { answerPage } from '../../../runner/services/grafana/page/answer-page.ts';
import { startInfluxdb } from '../../../runner/services/influxdb/embedded/start-influxdb.ts';

/** A Grafana with the page and an InfluxDB with fifteen minutes of three machines. */
export type Plant = {
  url: string;
  /** Writes points in line protocol, with times in ms. */
  write: (lines: string[]) => Promise<void>;
  /** Stores one of the dashboards beside this file, or another one. */
  save: (dashboard: string | Record<string, unknown>) => Promise<void>;
  /** Imports one that was exported for others, with `Plant` as its data source. */
  importExported: (name: string) => Promise<void>;
  stop: () => Promise<void>;
};

const MACHINES = ['drill', 'mill', 'press'];
const ACCOUNT = `Basic ${Buffer.from('admin:admin').toString('base64')}`;

/** Starts both on free ports with the data source `plant`. */
export async function startPlant(): Promise<Plant> {
  const dataDir = await mkdtemp(join(tmpdir(), 'towpath plant '));
  const log = () => {};
  const influx = await startInfluxdb({ dataDir: join(dataDir, 'influxdb'), port: 0, log });
  const grafana = await startGrafana({ dataDir: join(dataDir, 'grafana'), ports: { http: 0 }, answerPage, log });
  const [source, url] = [influx, grafana].map(({ port }) => `http://127.0.0.1:${port}`);
  const ask = async (path: string, body: unknown) => {
    const headers = { 'content-type': 'application/json', authorization: ACCOUNT };
    const answer = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  };
  const write = async (lines: string[]) => {
    const answer = await fetch(`${source}/write?db=plant&precision=ms`, { method: 'POST', body: lines.join('\n') });
    if (answer.status !== 204) throw new Error(`${answer.status} ${await answer.text()}`);
  };
  await fetch(`${source}/query`, { method: 'POST', body: new URLSearchParams({ q: 'CREATE DATABASE plant' }) });
  await write(samples(Date.now() - 900_000, Date.now()));
  const jsonData = { dbName: 'plant', httpMode: 'GET' };
  await ask('/api/datasources', { name: 'Plant', uid: 'plant', type: 'influxdb', access: 'proxy', url: source, jsonData });
  return {
    url: url ?? '',
    write,
    save: async (dashboard) => {
      const read = typeof dashboard === 'string' ? readDashboard(dashboard) : dashboard;
      await ask('/api/dashboards/db', { dashboard: { ...read, id: null }, overwrite: true });
    },
    importExported: async (name) => {
      const inputs = [
        { name: 'DS_PLANT', type: 'datasource', pluginId: 'influxdb', value: 'Plant' },
        { name: 'VAR_STEPS', type: 'constant', value: '10s,1m' },
      ];
      await ask('/api/dashboards/import', { dashboard: readDashboard(name), inputs, overwrite: true });
    },
    stop: async () => {
      await Promise.all([grafana.stop(), influx.stop()]);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Reads a dashboard beside this file. */
export function readDashboard(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(new URL(`${name}.json`, import.meta.url), 'utf8')) as Record<string, unknown>;
}

/** A sample of each machine every five seconds. */
function samples(from: number, to: number): string[] {
  const lines: string[] = [];
  for (let at = Math.ceil(from / 5_000) * 5_000; at <= to; at += 5_000)
    for (const [index, machine] of MACHINES.entries()) {
      const wave = Math.sin(at / 90_000 + index * 2);
      const temperature = (55 + 12 * index + 6 * wave).toFixed(2);
      const speed = (1_400 + 300 * index - 80 * wave).toFixed(1);
      const power = (900 + 700 * index + 200 * wave).toFixed(1);
      lines.push(
        `machine,machine=${machine} temperature=${temperature},speed=${speed},power=${power},load=${(0.55 + wave / 8).toFixed(3)} ${at}`,
      );
    }
  return lines;
}

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { RunnerError } from '../../../runner/errors.ts';
import { explain } from '../../../runner/shell/explain.ts';
import { type ShellProxy, startShellProxy } from '../../../runner/shell/proxy.ts';
import { type Server, startEmbedded } from '../../conformance/influxdb/servers.ts';
import { suiteGrafana } from './suite-grafana.ts';

describe('a data source with a name of the stack’s network', () => {
  let influx: Server;
  let proxy: ShellProxy;
  let isStopped = false;
  before(async () => {
    influx = await startEmbedded();
    await fetch(`${influx.baseUrl}/query`, { method: 'POST', body: new URLSearchParams({ q: 'CREATE DATABASE plant' }) });
    const resolve = () => {
      if (isStopped)
        throw new RunnerError('service.stopped', 'InfluxDB is stopped.', { hint: 'Start InfluxDB: towpath start influxdb' });
      return { hostname: '127.0.0.1', port: Number(new URL(influx.baseUrl).port) };
    };
    proxy = await startShellProxy({ resolve, explain, upstream: undefined, control: async () => ({ status: 404, text: '' }) });
  });
  after(async () => {
    await influx.stop();
    await proxy.close();
  });
  const { ask } = suiteGrafana(() => ({ proxyUrl: proxy.url }));
  const query = async () => {
    const one = { refId: 'A', datasource: { uid: 'influx' }, rawQuery: true, query: 'SHOW DATABASES' };
    return (await ask('POST /api/ds/query', { body: { queries: [one] } })).body as {
      results: { A: { error?: string; frames: { data: { values: unknown[][] } }[] } };
    };
  };

  test('is found, with GET and with POST', async () => {
    const source = { name: 'Plant', uid: 'influx', type: 'influxdb', access: 'proxy', url: 'http://influxdb:8086' };
    await ask('POST /api/datasources', { body: source });
    for (const httpMode of ['GET', 'POST']) {
      const { status } = await ask('PUT /api/datasources/uid/influx', {
        body: { ...source, jsonData: { httpMode, dbName: 'plant' } },
      });
      assert.equal(status, 200);
      const { results } = await query();
      assert.deepEqual(results.A.frames[0]?.data.values, [['plant']], JSON.stringify(results));
    }
  });

  test('says in words why it is not reached', async () => {
    isStopped = true;
    const { results } = await query();
    assert.match(
      results.A.error ?? '',
      /^Post "http:\/\/influxdb:8086\/query\?db=plant&epoch=ms": dial tcp: InfluxDB is stopped\. Start InfluxDB/,
    );
  });
});

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { freePort } from '../../../runner/lib/ports.ts';
import { noInfluxdb, type Server, startEmbedded, startReal } from '../../conformance/influxdb/servers.ts';
import { suiteGrafana } from './suite-grafana.ts';

const reason = noInfluxdb();
if (reason !== undefined && process.env.TOWPATH_NO_SKIP === '1') throw new Error(reason);

/** What stands behind the data source: our own, and Debian's. */
const INFLUXDBS: [string, () => Promise<Server>, { skip: string | false }][] = [
  ['the embedded InfluxDB', startEmbedded, { skip: false }],
  ['Debian’s InfluxDB', startReal, { skip: reason ?? false }],
];

type Frame = { schema: { name: string; fields: { name: string; labels?: unknown }[] }; data: { values: unknown[][] } };
type Results = { results: Record<string, { status: number; error?: string; frames: Frame[] }> };

/** The first of four samples, ten seconds apart, of two machines (ms). */
const T0 = 1_700_000_000_000;

for (const [name, startInfluxdb, options] of INFLUXDBS) {
  describe(`data sources and queries, with ${name}`, options, () => {
    const { ask } = suiteGrafana();
    let influx: Server;
    before(async () => {
      influx = await startInfluxdb();
      await fetch(`${influx.baseUrl}/query`, { method: 'POST', body: new URLSearchParams({ q: 'CREATE DATABASE plant' }) });
      const lines = [0, 1, 2, 3].flatMap((i) =>
        ['drill', 'press'].map((machine, m) => `machine,name=${machine} temp=${20 + 10 * m + i},state="on" ${T0 + i * 10_000}`),
      );
      const written = await fetch(`${influx.baseUrl}/write?db=plant&precision=ms`, { method: 'POST', body: lines.join('\n') });
      assert.equal(written.status, 204);
    });
    after(() => influx.stop());

    const source = (more: Record<string, unknown> = {}) => ({
      name: 'Plant',
      type: 'influxdb',
      uid: 'plant',
      access: 'proxy',
      url: influx.baseUrl,
      jsonData: { dbName: 'plant', httpMode: 'GET' },
      ...more,
    });
    const query = async (queries: Record<string, unknown>[], range = { from: String(T0 - 60_000), to: String(T0 + 60_000) }) => {
      const named = queries.map((each) => ({ refId: 'A', datasource: { type: 'influxdb', uid: 'plant' }, ...each }));
      const { status, body } = await ask('POST /api/ds/query', { as: '', body: { ...range, queries: named } });
      return { status, body, ...(body as Results) };
    };

    test('a data source is added once, found by number, uid and name, and tells no password', async () => {
      const secureJsonData = { password: 'secret' };
      const added = await ask('POST /api/datasources', { body: source({ secureJsonData, user: 'root', isDefault: true }) });
      const { id, message, name, datasource } = added.body as Record<string, Record<string, unknown>>;
      assert.deepEqual([added.status, message, name], [200, 'Datasource added', 'Plant']);
      assert.deepEqual(datasource?.secureJsonFields, { password: true });
      assert.doesNotMatch(JSON.stringify(added.body), /secret/);
      for (const path of ['uid/plant', 'name/Plant', id])
        assert.equal((await ask(`GET /api/datasources/${path}`)).body.uid, 'plant');
      assert.deepEqual((await ask('GET /api/datasources/id/Plant')).body, { id });
      const again = await ask('POST /api/datasources', { body: source() });
      assert.deepEqual(again, { status: 409, body: { message: 'data source with the same name already exists' } });
      const { defaultDatasource, datasources } = (await ask('GET /api/frontend/settings', { as: '' })).body;
      assert.deepEqual([defaultDatasource, Object.keys(datasources as object)], ['Plant', ['Plant']]);
    });

    test('what this Grafana lacks is refused with a word about it', async () => {
      const lacking: [Record<string, unknown>, RegExp][] = [
        [{ type: 'prometheus', name: 'P' }, /data sources of type "prometheus"/],
        [{ jsonData: { version: 'Flux' }, name: 'F' }, /query language "Flux"/],
        [{ access: 'direct', name: 'D' }, /access "direct"/],
      ];
      for (const [more, words] of lacking) {
        const { status, body } = await ask('POST /api/datasources', { body: source({ uid: 'other', ...more }) });
        assert.equal(status, 400);
        assert.match(String(body.message), words);
      }
    });

    test('its health is green when InfluxDB answers, and else says why not', async () => {
      const health = async (more: Record<string, unknown>) => {
        assert.equal((await ask('PUT /api/datasources/uid/plant', { body: source(more) })).status, 200);
        return await ask('GET /api/datasources/uid/plant/health', { as: '' });
      };
      const well = { status: 200, body: { status: 'OK', message: 'datasource is working. 1 measurements found' } };
      assert.deepEqual(await health({ jsonData: { dbName: 'plant', httpMode: 'POST' } }), well);
      assert.deepEqual(await health({ jsonData: {}, database: 'plant' }), well);
      // InfluxDB shows no measurements of a database that is not there, without a complaint.
      const nothing = { status: 'OK', message: 'datasource is working. 0 measurements found' };
      assert.deepEqual((await health({ jsonData: { dbName: 'nowhere' } })).body, nothing);
      const nameless = await health({ jsonData: {} });
      assert.deepEqual(nameless.body, { status: 'ERROR', message: 'database name required error reading influxDB' });
      const port = await freePort();
      const away = await health({ url: `http://127.0.0.1:${port}` });
      const words = `Get "http://127.0.0.1:${port}/query?db=plant&epoch=ms&q=SHOW+measurements": dial tcp 127.0.0.1:${port}: connect: connection refused error performing influxQL query`;
      assert.deepEqual(away, { status: 400, body: { status: 'ERROR', message: words } });
      assert.deepEqual(await health({}), well);
    });

    test('a raw query becomes a frame per line, in the range and interval that it is asked for', async () => {
      const text = 'SELECT mean("temp") FROM "machine" WHERE $timeFilter GROUP BY time($__interval), "name" fill(none)';
      const { status, results } = await query([{ rawQuery: true, query: text, intervalMs: 20_000, alias: '$tag_name' }]);
      assert.equal(status, 200);
      const frames = results.A?.frames ?? [];
      assert.deepEqual(
        frames.map(({ schema }) => schema.name),
        ['drill', 'press'],
      );
      assert.deepEqual(frames[0]?.schema.fields[1]?.labels, { name: 'drill' });
      assert.deepEqual(frames[0]?.data.values, [
        [T0, T0 + 20_000],
        [20.5, 22.5],
      ]);
      const early = { from: String(T0 - 60_000), to: String(T0 + 10_000) };
      const { results: cut } = await query([{ rawQuery: true, query: 'SELECT temp FROM machine WHERE $timeFilter' }], early);
      assert.equal(cut.A?.frames[0]?.data.values[0]?.length, 4);
    });

    test('a query of the builder answers too, and a table has tags as columns', async () => {
      const built = {
        measurement: 'machine',
        select: [
          [
            { type: 'field', params: ['temp'] },
            { type: 'max', params: [] },
          ],
        ],
        groupBy: [{ type: 'tag', params: ['name'] }],
        tags: [{ key: 'name', operator: '=~', value: '/^(press)$/' }],
      };
      const { results } = await query([built, { ...built, refId: 'B', resultFormat: 'table' }]);
      assert.deepEqual(results.A?.frames[0]?.data.values[1], [33]);
      const table = results.B?.frames[0];
      assert.deepEqual(
        table?.schema.fields.map(({ name }) => name),
        ['Time', 'name', 'max'],
      );
      assert.deepEqual(table?.data.values.slice(1), [['press'], [33]]);
    });

    test('the values of a variable are asked in the same way', async () => {
      const { results } = await query([{ refId: 'metricFindQuery', rawQuery: true, query: 'SHOW TAG VALUES WITH KEY = "name"' }]);
      assert.deepEqual(results.metricFindQuery?.frames[0]?.data.values, [['drill', 'press']]);
    });

    test('a query that InfluxDB refuses is an error of its own, beside others that answer', async () => {
      const wrong = { refId: 'B', rawQuery: true, query: 'SELEC temp' };
      const { status, results } = await query([{ rawQuery: true, query: 'SELECT temp FROM machine' }, wrong]);
      assert.equal(status, 400);
      assert.equal(results.A?.frames.length, 1);
      assert.match(results.B?.error ?? '', /^InfluxDB returned error: error parsing query: found SELEC, expected/);
    });

    test('a query without a data source, or with one that is not there, is refused', async () => {
      assert.deepEqual(
        await ask('POST /api/ds/query', { body: { queries: [] } }).then(({ body }) => body.message),
        'No queries found',
      );
      assert.deepEqual((await query([{ datasource: null }])).status, 400);
      const gone = await query([{ datasource: { uid: 'gone' } }]);
      assert.deepEqual([gone.status, gone.body], [404, { message: 'Data source not found' }]);
    });

    test('InfluxDB is reached through Grafana as it is', async () => {
      const path = `/api/datasources/proxy/uid/plant/query?db=other&epoch=ms&q=${encodeURIComponent('SELECT count(temp) FROM machine')}`;
      const { status, body } = await ask(`GET ${path}`, { as: '' });
      const series = (body as { results?: { series?: { values: unknown }[] }[] }).results?.[0]?.series;
      assert.deepEqual([status, series?.[0]?.values], [200, [[0, 8]]]);
    });

    test('one that is removed is gone', async () => {
      assert.equal((await ask('DELETE /api/datasources/uid/plant')).body.message, 'Data source deleted');
      assert.deepEqual((await ask('GET /api/datasources')).body, []);
    });
  });
}

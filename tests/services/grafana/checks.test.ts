import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Check, checkSchema } from '#contract/checks/checks.ts';
import { freePort } from '../../../runner/lib/ports.ts';
import { fillVariables, valuesOf } from '../../../runner/services/grafana/fill-variables.ts';
import { grafanaObserver } from '../../../runner/services/grafana/observe.ts';
import { runCheck } from '../../../runner/verify/checks/checks.ts';
import { folderFiles } from '../../../runner/workspace/folder-files.ts';
import { type Server, startEmbedded } from '../../conformance/influxdb/servers.ts';
import { suiteGrafana } from './suite-grafana.ts';

describe('checks and observer', () => {
  const { ask, port } = suiteGrafana();
  const context = () => ({
    resolve: (url: string) => url.replace('grafana:3000', `127.0.0.1:${port()}`),
    files: folderFiles(''),
    signal: AbortSignal.timeout(20_000),
  });
  const look = async (check: Record<string, unknown>) => {
    const read: Check = checkSchema.parse({ id: 'a', ...check });
    return await runCheck(read, context());
  };
  const dashboard = (more: Record<string, unknown> = {}) => look({ check: 'grafana.dashboard', dashboard: 'machines', ...more });
  let influx: Server;
  before(async () => {
    influx = await startEmbedded();
    await fetch(`${influx.baseUrl}/query`, { method: 'POST', body: new URLSearchParams({ q: 'CREATE DATABASE plant' }) });
    const old = Date.now() - 3_600_000;
    const lines = [
      `machine,name=drill temp=20 ${Date.now()}`,
      `machine,name=press temp=30 ${Date.now()}`,
      `old,name=drill temp=1 ${old}`,
    ];
    await fetch(`${influx.baseUrl}/write?db=plant&precision=ms`, { method: 'POST', body: lines.join('\n') });
  });
  after(() => influx.stop());

  test('grafana.datasource tells one that is missing, one set to another database, one that reaches nothing and a good one apart', async () => {
    const check = (more = {}) => look({ check: 'grafana.datasource', datasource: 'plant', ...more });
    const missing = await check();
    assert.deepEqual([missing.passed, missing.actual], [false, 'there is no data source plant; there are no data sources']);
    const jsonData = { dbName: 'plant' };
    const source = {
      name: 'Plant',
      uid: 'plant',
      type: 'influxdb',
      access: 'proxy',
      url: `http://127.0.0.1:${await freePort()}`,
      jsonData,
    };
    await ask('POST /api/datasources', { body: source });
    const away = await check();
    assert.match(away.actual, /^Grafana says: Get "http:.*connection refused error performing influxQL query$/);
    assert.match(away.hint ?? '', /InfluxDB is at http:\/\/influxdb:8086/);
    await ask('PUT /api/datasources/uid/plant', { body: { ...source, url: influx.baseUrl } });
    assert.equal((await check({ database: 'other' })).actual, 'it is set to the database plant');
    const good = await check({ datasource: 'Plant', database: 'plant' });
    assert.deepEqual([good.passed, good.actual], [true, 'datasource is working. 2 measurements found']);
    assert.match((await check({ datasource: 'plent' })).hint ?? '', /^A data source plant is there/);
  });

  const query = (text: string) => [{ refId: 'A', rawQuery: true, query: text }];
  const panel = (title: string, text: string, more = {}) => ({
    title,
    type: 'timeseries',
    datasource: { uid: 'plant' },
    targets: query(text),
    ...more,
  });
  const save = (panels: unknown[], more = {}) =>
    ask('POST /api/dashboards/db', {
      body: {
        overwrite: true,
        dashboard: { uid: 'machines', title: 'Machines', time: { from: 'now-15m', to: 'now' }, panels, ...more },
      },
    });
  const good = panel('Temperature', 'SELECT mean(temp) FROM machine WHERE $timeFilter GROUP BY time($__interval) fill(null)');

  test('grafana.dashboard says which panel is missing, and which one has no data and why', async () => {
    assert.equal((await dashboard()).actual, 'there is no dashboard machines; there are no dashboards');
    await save([{ title: 'About', type: 'text' }]);
    assert.equal((await dashboard()).actual, '1 panel, none with a query');
    const old = panel('Old', 'SELECT temp FROM old WHERE $timeFilter');
    const wrong = panel('Wrong', 'SELEC temp');
    const lost = panel('Lost', 'SELECT 1', { datasource: { uid: 'gone' } });
    await save([
      good,
      { type: 'row', title: 'More', collapsed: true, panels: [old, wrong, lost] },
      panel('Bare', '', { targets: [] }),
    ]);
    const cases: [Record<string, unknown>, RegExp][] = [
      [{ dashboard: 'machine' }, /^there is no dashboard machine; there is: machines \(Machines\)$/],
      [{ panels: ['Temperatur'] }, /^there is no panel Temperatur; there are: Temperature, Old, Wrong, Lost, Bare$/],
      [
        { panels: ['Old'] },
        /^the panel “Old” has no data: its query finds nothing from now-15m to now: SELECT temp FROM old WHERE \$timeFilter$/,
      ],
      [{ panels: ['Wrong'] }, /^the panel “Wrong” has no data: InfluxDB returned error: error parsing query: found SELEC/],
      [{ panels: ['Lost'] }, /^the panel “Lost” has no data: its data source gone is not there$/],
      [{ panels: ['Bare'] }, /^the panel “Bare” has no data: it has no query$/],
      [{}, /^the panel .* has no data: .*; 3 others have none either$/],
    ];
    for (const [more, words] of cases) {
      const result = await dashboard(more);
      assert.equal(result.passed, false);
      assert.match(result.actual, words);
    }
  });

  test('grafana.dashboard passes when the panels have data, in the dashboard’s range or the one it names', async () => {
    const passed = await dashboard({ panels: ['Temperature'] });
    assert.deepEqual([passed.passed, passed.actual], [true, '1 panel with data']);
    assert.equal((await dashboard({ dashboard: 'Machines', panels: ['Old'], newestWithin: 7200 })).passed, true);
    assert.equal((await dashboard({ panels: ['Old'], newestWithin: 60 })).passed, false);
  });

  test('variables stand for what the dashboard chooses, or for their first choice', async () => {
    const list = [
      { name: 'source', type: 'datasource', query: 'influxdb' },
      {
        name: 'machine',
        type: 'query',
        datasource: { uid: 'plant' },
        query: 'SHOW TAG VALUES WITH KEY = "name"',
        multi: true,
        current: { value: ['$__all'] },
      },
      { name: 'one', type: 'query', datasource: { uid: 'plant' }, query: { query: 'SHOW TAG VALUES WITH KEY = "name"' } },
    ];
    const from = (condition: string) => `SELECT temp FROM machine WHERE $timeFilter AND ${condition}`;
    const datasource = { uid: `\${source}` };
    await save(
      [panel('All', from('"name" =~ /^$machine$/'), { datasource }), panel('One', from(`"name" = '\${one}'`), { datasource })],
      {
        templating: { list },
      },
    );
    assert.equal((await dashboard()).actual, '2 panels with data');
  });

  test('the picture counts panels and lists dashboards; a peek shows the panels', async () => {
    const things = [
      { kind: 'dashboard' as const, name: 'machines' },
      { kind: 'dashboard' as const, name: 'nothing' },
    ];
    const [seen, none] = await grafanaObserver.observe(things, context());
    assert.deepEqual(seen, { isThere: true, count: 2, noun: 'panels', facts: ['saved 3 times'] });
    assert.deepEqual(none, { isThere: false });
    assert.deepEqual(await grafanaObserver.list(context()), [{ kind: 'dashboard', name: 'machines' }]);
    const peeked = await grafanaObserver.peek({ kind: 'dashboard', name: 'Machines' }, { ...context(), mayMark: false });
    assert.ok(peeked.state === 'seen');
    assert.deepEqual(
      peeked.messages.map(({ value, facts }) => [value?.text, facts]),
      [
        ['All', ['timeseries', '1 query']],
        ['One', ['timeseries', '1 query']],
      ],
    );
  });
});

describe('the variables of a dashboard', () => {
  test('have what is chosen, all, or the first choice', async () => {
    const list = [
      { name: 'chosen', type: 'custom', query: 'a,b', current: { value: 'b' } },
      { name: 'first', type: 'custom', query: 'Drill : d, Press : p' },
      { name: 'several', type: 'custom', query: 'a', multi: true, current: { value: ['a.b', 'c'] } },
      { name: 'all', type: 'query', includeAll: true, current: { value: '$__all' } },
      { name: 'named', type: 'query', includeAll: true, allValue: 'm.*', current: { value: ['$__all'] } },
      { name: 'every', type: 'interval', query: '10s,1m' },
      { name: 'auto', type: 'interval', current: { value: '$__auto_interval_auto' } },
      { name: 'fixed', type: 'constant', query: 'plant' },
      { name: 'asked', type: 'query', query: 'SHOW …' },
    ];
    const values = await valuesOf({ templating: { list } }, async () => ['x', 'y']);
    assert.deepEqual(Object.fromEntries(values), {
      ...{ chosen: 'b', first: 'd', several: '(a\\.b|c)', all: '.*', named: 'm.*', every: '10s' },
      ...{ auto: '$__interval', fixed: 'plant', asked: 'x' },
    });
  });

  test('are filled in wherever they stand, in each way of writing them', () => {
    const values = new Map([['m', 'drill']]);
    const text = `$m \${m} \${m:regex} [[m]] [[m:csv]] $mm $timeFilter \${__from}`;
    const filled = `drill drill drill drill drill $mm $timeFilter \${__from}`;
    assert.deepEqual(fillVariables({ a: [text, 5, null], b: { c: text } }, values), { a: [filled, 5, null], b: { c: filled } });
  });
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { suiteGrafana } from './suite-grafana.ts';

describe('folders, search and import', () => {
  const { ask } = suiteGrafana();
  const titles = async (query: string) =>
    ((await ask(`GET /api/search${query}`, { as: '' })).body as unknown as { title: string }[]).map(({ title }) => title);

  test('a folder is made, renamed by who knows its version, and listed', async () => {
    const made = await ask('POST /api/folders', { body: { uid: 'plant', title: 'Plant' } });
    assert.deepEqual([made.status, made.body.url, made.body.version], [200, '/dashboards/f/plant/plant', 1]);
    const again = await ask('POST /api/folders', { body: { uid: 'plant', title: 'Plant' } });
    assert.deepEqual([again.status, again.body.message], [409, 'a folder/dashboard with the same uid already exists']);
    const nameless = await ask('POST /api/folders', { body: { title: '' } });
    assert.deepEqual(nameless, { status: 400, body: { message: 'folder title cannot be empty' } });
    const old = await ask('PUT /api/folders/plant', { body: { title: 'Works', version: 7 } });
    assert.deepEqual([old.status, old.body.status], [412, 'version-mismatch']);
    assert.equal((await ask('PUT /api/folders/plant', { body: { title: 'Works', version: 1 } })).body.version, 2);
    const listed = (await ask('GET /api/folders')).body as unknown as { uid: string; title: string }[];
    assert.deepEqual(
      listed.map(({ uid, title }) => [uid, title]),
      [['plant', 'Works']],
    );
  });

  test('dashboards are found by title, tag, folder and kind, folders first', async () => {
    const save = (dashboard: unknown, folderUid = '') => ask('POST /api/dashboards/db', { body: { dashboard, folderUid } });
    await save({ uid: 'two', title: 'Temperatures', tags: ['machines', 'heat'] }, 'plant');
    await save({ uid: 'one', title: 'Alarms', tags: ['machines'] });
    assert.deepEqual(await titles(''), ['Works', 'Alarms', 'Temperatures']);
    assert.deepEqual(await titles('?query=temp'), ['Temperatures']);
    assert.deepEqual(await titles('?type=dash-folder'), ['Works']);
    assert.deepEqual(await titles('?type=dash-db&limit=1'), ['Alarms']);
    assert.deepEqual(await titles('?type=dash-db&limit=1&page=2'), ['Temperatures']);
    assert.deepEqual(await titles('?tag=machines&tag=heat'), ['Temperatures']);
    assert.deepEqual(await titles('?folderUIDs=plant'), ['Temperatures']);
    assert.deepEqual(await titles('?folderUIDs=general&type=dash-db'), ['Alarms']);
    assert.deepEqual(await titles('?dashboardUIDs=one'), ['Alarms']);
    assert.equal((await ask('GET /api/search?limit=5001')).status, 422);
    const [hit] = (await ask('GET /api/search?query=temp')).body as unknown as Record<string, unknown>[];
    const { type, url, folderUid, folderTitle, tags } = hit ?? {};
    const expected = {
      type: 'dash-db',
      url: '/d/two/temperatures',
      folderUid: 'plant',
      folderTitle: 'Works',
      tags: ['heat', 'machines'],
    };
    assert.deepEqual({ type, url, folderUid, folderTitle, tags }, expected);
    const counted = [
      { term: 'heat', count: 1 },
      { term: 'machines', count: 2 },
    ];
    assert.deepEqual((await ask('GET /api/dashboards/tags')).body, counted);
  });

  test('a folder takes its dashboards along when it goes', async () => {
    assert.deepEqual((await ask('DELETE /api/folders/plant')).body, { message: 'Folder deleted' });
    assert.deepEqual(await titles(''), ['Alarms']);
  });

  test('an exported dashboard is imported with its inputs filled in, everywhere', async () => {
    const dashboard = {
      __inputs: [{ name: 'DS_INFLUX', label: 'InfluxDB', type: 'datasource', pluginId: 'influxdb' }],
      __requires: [{ type: 'panel', id: 'timeseries' }],
      title: 'Imported',
      panels: [
        {
          datasource: { type: 'influxdb', uid: `\${DS_INFLUX}` },
          title: `\${machine}`,
          targets: [{ datasource: `\${DS_INFLUX}` }],
        },
      ],
    };
    const lacking = await ask('POST /api/dashboards/import', { body: { dashboard } });
    assert.deepEqual(
      [lacking.status, lacking.body.message],
      [400, 'Dashboard input variable: DS_INFLUX missing from import command'],
    );
    const inputs = [{ name: 'DS_INFLUX', type: 'datasource', pluginId: 'influxdb', value: 'influx' }];
    const { status, body } = await ask('POST /api/dashboards/import', { body: { dashboard, inputs } });
    assert.deepEqual([status, body.imported, body.title, body.slug], [200, true, 'Imported', 'imported']);
    const { dashboard: kept } = (await ask(`GET /api/dashboards/uid/${body.uid}`)).body as { dashboard: Record<string, unknown> };
    assert.deepEqual(Object.keys(kept).sort(), ['id', 'panels', 'title', 'uid', 'version']);
    const filled = { datasource: { type: 'influxdb', uid: 'influx' }, title: `\${machine}`, targets: [{ datasource: 'influx' }] };
    assert.deepEqual(kept.panels, [filled]);
    assert.equal((await ask('POST /api/dashboards/import', { body: {} })).status, 422);
  });
});

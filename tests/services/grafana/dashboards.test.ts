import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { suiteGrafana } from './suite-grafana.ts';

describe('dashboards', () => {
  const grafana = suiteGrafana();
  const { ask } = grafana;
  const save = (dashboard: Record<string, unknown>, more: Record<string, unknown> = {}) =>
    ask('POST /api/dashboards/db', { body: { dashboard, ...more } });

  test('a new one gets number, uid, version and address, and is read as it was saved', async () => {
    const panels = [{ id: 1, type: 'text', title: 'Über', options: { content: '# hi' } }];
    const { status, body } = await save({ id: null, title: ' Machine Tools: Q1 ', panels, tags: ['machines'] });
    assert.equal(status, 200);
    assert.match(String(body.uid), /^[a-z][a-z0-9]{13}$/);
    const { uid, id } = body;
    const url = `/d/${uid}/machine-tools-q1`;
    assert.deepEqual(body, { folderUid: '', id, slug: 'machine-tools-q1', status: 'success', uid, url, version: 1 });
    const read = (await ask(`GET /api/dashboards/uid/${uid}`, { as: '' })).body as {
      meta: Record<string, unknown>;
      dashboard: unknown;
    };
    assert.deepEqual(read.dashboard, { id, uid, version: 1, title: 'Machine Tools: Q1', panels, tags: ['machines'] });
    const { canSave, folderTitle, slug, version } = read.meta;
    assert.deepEqual(
      { canSave, folderTitle, slug, version },
      { canSave: false, folderTitle: 'General', slug: 'machine-tools-q1', version: 1 },
    );
  });

  test('who saves an old version is told with 412, unless it is to be overwritten', async () => {
    await save({ uid: 'shared', title: 'Shared' });
    assert.equal((await save({ uid: 'shared', title: 'Mine', version: 1 }, { message: 'mine' })).body.version, 2);
    const theirs = await save({ uid: 'shared', title: 'Theirs', version: 1 });
    const message = 'The dashboard has been changed by someone else';
    assert.deepEqual(theirs, { status: 412, body: { message, status: 'version-mismatch' } });
    assert.equal((await save({ uid: 'shared', title: 'Theirs' }, { overwrite: true })).body.version, 3);
  });

  test('its versions are listed and read, and an old one is put back as a new one', async () => {
    const { versions } = (await ask('GET /api/dashboards/uid/shared/versions')).body as { versions: Record<string, unknown>[] };
    assert.deepEqual(
      versions.map(({ version, parentVersion, message }) => [version, parentVersion, message]),
      [
        [3, 2, ''],
        [2, 1, 'mine'],
        [1, 0, ''],
      ],
    );
    const second = (await ask('GET /api/dashboards/uid/shared/versions/2')).body as { data: Record<string, unknown> };
    assert.equal(second.data.title, 'Mine');
    assert.equal((await ask('GET /api/dashboards/uid/shared/versions/9')).status, 404);
    assert.equal((await ask('POST /api/dashboards/uid/shared/restore', { body: { version: 2 } })).body.version, 4);
    const now = (await ask('GET /api/dashboards/uid/shared')).body as { dashboard: Record<string, unknown> };
    assert.deepEqual([now.dashboard.title, now.dashboard.version], ['Mine', 4]);
  });

  test('twenty versions are kept', async () => {
    for (let i = 0; i < 24; i++) await save({ uid: 'busy', title: `Take ${i}` }, { overwrite: true });
    const { versions } = (await ask('GET /api/dashboards/uid/busy/versions')).body as { versions: { version: number }[] };
    assert.deepEqual([versions.length, versions[0]?.version, versions.at(-1)?.version], [20, 24, 5]);
  });

  test('what cannot be saved is refused in Grafana’s words', async () => {
    const refused: [Record<string, unknown>, Record<string, unknown>, number, string][] = [
      [{ title: ' ' }, {}, 400, 'Dashboard title cannot be empty'],
      [{ title: 'x', uid: 'a b' }, {}, 400, 'uid contains illegal characters'],
      [{ title: 'x', uid: 'x'.repeat(41) }, {}, 400, 'uid too long, max 40 characters'],
      [{ title: 'x', id: 9999 }, {}, 404, 'Dashboard not found'],
      [{ title: 'x', refresh: '100ms' }, {}, 400, 'Dashboard refresh interval is too low'],
      [{ title: 'x' }, { folderUid: 'nowhere' }, 400, 'folder not found'],
      [{ title: 'x' }, { message: 'x'.repeat(501) }, 400, 'message too long, max 500 characters'],
      [{ title: 'x' }, { isFolder: true }, 400, 'Use folders endpoint for saving folders.'],
    ];
    for (const [dashboard, more, status, message] of refused) {
      const answer = await save(dashboard, more);
      assert.deepEqual([answer.status, answer.body.message], [status, message]);
    }
  });

  test('one that is removed is gone', async () => {
    await save({ uid: 'gone', title: 'Gone' });
    const { status, body } = await ask('DELETE /api/dashboards/uid/gone');
    assert.deepEqual([status, body], [200, { message: 'Dashboard Gone deleted', title: 'Gone', uid: 'gone' }]);
    assert.deepEqual(await ask('GET /api/dashboards/uid/gone'), { status: 404, body: { message: 'Dashboard not found' } });
  });

  test('all of them are there after a restart; a damaged file is set aside', async () => {
    const { body } = await save({ uid: 'damaged', title: 'Damaged' });
    await writeFile(join(grafana.dataDir(), 'dashboards', `${body.id}.json`), '{"id":');
    await grafana.restart();
    const found = (await ask('GET /api/search?query=mine')).body as unknown as { uid: string }[];
    assert.deepEqual(
      found.map(({ uid }) => uid),
      ['shared'],
    );
    assert.equal((await ask('GET /api/dashboards/uid/damaged')).status, 404);
    assert.ok((await readdir(join(grafana.dataDir(), 'dashboards'))).includes(`${body.id}.json.damaged`));
    const { id } = (await save({ title: 'After' })).body;
    assert.ok(Number(id) > Number(body.id), 'a number is never given twice');
  });
});

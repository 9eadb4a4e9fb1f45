import assert from 'node:assert/strict';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { InfluxStore } from '../../../../runner/services/influxdb/embedded/store/influx-store.ts';
import { eventually } from '../../../support/eventually.ts';
import { readPoints } from './read-points.ts';
import { startStore } from './start-store.ts';

/** Changes one byte of a file; gives back what was there before. */
async function damage(path: string, at: number): Promise<Buffer> {
  const before = await readFile(path);
  const changed = Buffer.from(before);
  const place = at < 0 ? changed.length + at : at;
  changed.writeUInt8((changed[place] ?? 0) ^ 0xff, place);
  await writeFile(path, changed);
  return before;
}

/** A store that was written to and closed, and its folders. */
async function closedStore(write: (store: Awaited<ReturnType<typeof startStore>>) => Promise<void>, limits = {}) {
  const store = await startStore(limits);
  await write(store);
  await store.database().close();
  return { dataDir: store.dataDir, folder: join(store.dataDir, 'database-1') };
}

async function open(dataDir: string) {
  const log: string[] = [];
  const store = new InfluxStore({ dataDir, log: (line) => log.push(line) });
  const plant = store.database('plant');
  const points = plant ? readPoints(plant) : undefined;
  return { store, points, log };
}

/** What is in a folder now, when it is opened and closed again. */
async function look(dataDir: string) {
  const { store, points, log } = await open(dataDir);
  await store.close();
  return { points, log };
}

const namesIn = async (folder: string, part: string) => (await readdir(folder)).filter((name) => name.includes(part));

// Of the second of three records: a byte of its lines, and the highest byte of its length.
for (const [what, at] of [
  ['a point', -12],
  ['the length of a write', 3],
] as const)
  test(`one damaged byte in ${what} loses that write alone, not the answered ones behind it, and the log is kept`, async () => {
    const { dataDir, folder } = await closedStore(async (store) => {
      for (const n of [1, 2, 3]) await store.write(`m v=${n} ${n}`);
    });
    const path = join(folder, 'log-00000001');
    const size = (await readFile(path)).length / 3;
    const before = await damage(path, at < 0 ? 2 * size + at + 8 : size + at);
    const { points, log } = await look(dataDir);
    assert.deepEqual(points, ['m v=1 1', 'm v=3 3']);
    assert.deepEqual(log, [
      `The log log-00000001 of database plant is damaged: the writes in ${size} of its bytes are lost, although they were answered. All others are there. The log as it was is kept as log-00000001.damaged.`,
    ]);
    assert.deepEqual((await readFile(`${path}.damaged`)).length, before.length);
    const again = await open(dataDir);
    await again.store.database('plant')?.writeLines({ lines: Buffer.from('m v=4 4'), precision: 'n', now: { ms: 0, ns: 0 } });
    await again.store.close();
    assert.deepEqual(again.log, [], 'it is said once');
    assert.deepEqual((await look(dataDir)).points, ['m v=1 1', 'm v=3 3', 'm v=4 4']);
    await rm(dataDir, { recursive: true, force: true });
  });

test('a last write whose length was changed is not taken for one that was cut short: the log is kept and it is said', async () => {
  const { dataDir, folder } = await closedStore(async (store) => {
    for (const n of [1, 2, 3]) await store.write(`m v=${n} ${n}`);
  });
  const path = join(folder, 'log-00000001');
  const before = await readFile(path);
  await damage(path, (before.length / 3) * 2 + 3);
  const { points, log } = await look(dataDir);
  assert.deepEqual(points, ['m v=1 1', 'm v=2 2']);
  assert.equal(log.length, 1);
  assert.match(log[0] ?? '', /^The log log-00000001 of database plant is damaged: .* is kept as log-00000001\.damaged\.$/);
  assert.deepEqual((await readFile(`${path}.damaged`)).length, before.length);
  assert.deepEqual(await look(dataDir), { points, log: [] });
  await rm(dataDir, { recursive: true, force: true });
});

test('a segment that cannot be read is set aside; all other points are there', async () => {
  const { dataDir, folder } = await closedStore(
    async (store) => {
      for (const n of [1, 2]) {
        await store.write(`m text="${'x'.repeat(300)}",v=${n} ${n}`);
        const manifest = join(store.dataDir, 'database-1/manifest.json');
        await eventually(async () => assert.equal(JSON.parse(await readFile(manifest, 'utf8')).segments.length, n));
      }
      await store.write('m v=3 3');
    },
    { maxLogBytes: 200 },
  );
  const [first = '', second = ''] = (await namesIn(folder, 'segment-')).toSorted();
  await damage(join(folder, first), -30);
  const { points = [], log } = await look(dataDir);
  assert.deepEqual(
    points.map((line) => line.slice(-4)),
    ['=2 2', '=3 3'],
  );
  assert.equal(log.length, 1);
  assert.match(log[0] ?? '', /^Points of database plant are lost: .*is damaged\. It is kept as segment-\d+\.damaged;/);
  assert.deepEqual((await look(dataDir)).log, [], 'it is said once');
  assert.deepEqual((await namesIn(folder, 'segment-')).toSorted(), [`${first}.damaged`, second]);
  await rename(join(folder, second), join(folder, 'elsewhere'));
  assert.match((await look(dataDir)).log[0] ?? '', /There is no segment-\d+; the database goes on without\.$/);
  await rm(dataDir, { recursive: true, force: true });
});

test('a database that cannot be read is set aside, the others are there, and it can be made anew', async () => {
  const { dataDir, folder } = await closedStore(async (store) => {
    await store.write('m v=1 1');
  });
  const first = await open(dataDir);
  await first.store.createDatabase('other');
  await first.store.close();
  await writeFile(join(folder, 'manifest.json'), '{"segments":[');
  const { store, points, log } = await open(dataDir);
  assert.equal(points, undefined);
  assert.deepEqual(store.databaseNames(), ['other']);
  assert.equal(log.length, 1);
  assert.match(log[0] ?? '', /^Database plant cannot be read: .* It is kept as database-1\.damaged; the others go on\.$/);
  await store.createDatabase('plant');
  await store.close();
  assert.deepEqual(await look(dataDir), { points: [], log: [] });
  assert.deepEqual((await namesIn(dataDir, 'database-')).toSorted(), ['database-1.damaged', 'database-2', 'database-3']);
  assert.deepEqual(await namesIn(join(dataDir, 'database-1.damaged'), 'log-'), ['log-00000001']);
  await rm(dataDir, { recursive: true, force: true });
});

test('no log is removed when the manifest names a later one, that is not there', async () => {
  const { dataDir, folder } = await storeWithSegment();
  const path = join(folder, 'manifest.json');
  const manifest = JSON.parse(await readFile(path, 'utf8'));
  await writeFile(path, JSON.stringify({ ...manifest, log: 5 }));
  const { points = [], log } = await look(dataDir);
  assert.deepEqual(
    points.map((line) => line.slice(-2)),
    [' 1'],
  );
  assert.deepEqual(log, ['A log is not named by its manifest. It is kept as log-00000002.damaged.']);
  assert.deepEqual(await look(dataDir), { points, log: [] }, 'it is said once');
  assert.deepEqual((await namesIn(folder, 'log-')).toSorted(), ['log-00000002.damaged', 'log-00000005']);
  await rm(dataDir, { recursive: true, force: true });
});

/** A closed store whose database has one segment, and a log behind it. */
async function storeWithSegment() {
  return await closedStore(
    async (store) => {
      await store.write(`m text="${'x'.repeat(300)}",v=1 1`);
      await eventually(async () => assert.deepEqual(await namesIn(join(store.dataDir, 'database-1'), 'log-'), ['log-00000002']));
      await store.write('m v=2 2');
    },
    { maxLogBytes: 200 },
  );
}

test('no segment is removed when the manifest is gone: the database is set aside with it', async () => {
  const { dataDir, folder } = await storeWithSegment();
  const manifest = join(folder, 'manifest.json');
  const before = await readFile(manifest);
  await rm(manifest);
  const { store, log } = await open(dataDir);
  await store.close();
  assert.deepEqual(log, [
    'Database plant cannot be read: there is no manifest.json. It is kept as database-1.damaged; the others go on.',
  ]);
  assert.deepEqual(await namesIn(`${folder}.damaged`, '0000'), ['log-00000002', 'segment-00000001']);
  await writeFile(join(`${folder}.damaged`, 'manifest.json'), before);
  await rename(`${folder}.damaged`, folder);
  await writeFile(join(dataDir, 'databases.json'), '{"next":2,"databases":{"plant":1}}');
  assert.equal((await look(dataDir)).points?.length, 2, 'it can be put back');
  await rm(dataDir, { recursive: true, force: true });
});

test('no segment is removed when the manifest names another one, that is not there', async () => {
  const { dataDir, folder } = await storeWithSegment();
  const path = join(folder, 'manifest.json');
  const manifest = JSON.parse(await readFile(path, 'utf8'));
  await writeFile(path, JSON.stringify({ ...manifest, segments: [5] }));
  const { points, log } = await look(dataDir);
  assert.deepEqual(points, ['m v=2 2']);
  assert.equal(log[0], 'A segment is not named by its manifest. It is kept as segment-00000001.damaged.');
  assert.match(log[1] ?? '', /There is no segment-00000005; the database goes on without\.$/);
  assert.deepEqual(await look(dataDir), { points, log: [] }, 'it is said once');
  assert.deepEqual(await namesIn(folder, 'segment-'), ['segment-00000001.damaged']);
  await rm(dataDir, { recursive: true, force: true });
});

for (const [what, harm] of [
  ['gone', (path: string) => rm(path)],
  ['damaged', (path: string) => writeFile(path, '{"next":2}')],
  ['changed to another folder', (path: string) => writeFile(path, '{"next":2,"databases":{"plant":7}}')],
  ['changed to name a folder twice', (path: string) => writeFile(path, '{"next":2,"databases":{"plant":2,"other":2}}')],
] as const)
  test(`no data is removed when the list of databases is ${what}`, async () => {
    const { dataDir } = await closedStore(async (store) => {
      await store.write('m v=1 1');
    });
    await harm(join(dataDir, 'databases.json'));
    const { store, log } = await open(dataDir);
    assert.match(log.at(-1) ?? '', /A folder of a database is in no list\. It is kept as database-1\.damaged\.$/);
    await store.createDatabase('plant');
    await store.close();
    assert.deepEqual(await look(dataDir), { points: [], log: [] });
    assert.deepEqual(await namesIn(join(dataDir, 'database-1.damaged'), 'log-'), ['log-00000001']);
    await rm(dataDir, { recursive: true, force: true });
  });

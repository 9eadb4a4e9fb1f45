import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { test } from 'node:test';
import { ALL_TIME } from '../../../../runner/services/influxdb/embedded/store/time.ts';
import { readPoints } from './read-points.ts';
import { startStore } from './start-store.ts';

test('a point of another type is refused with the words of InfluxDB, the others of the write are kept', async () => {
  const store = await startStore();
  const conflict = 'partial write: field type conflict: input field "v" on measurement "m" is type';
  assert.equal(await store.write('m v=1 1\nm v=2i 2\nm v="x" 3'), `${conflict} integer, already exists as type float dropped=2`);
  assert.equal(await store.write('m v=t,new=1 4\nm v=5 5'), `${conflict} boolean, already exists as type float dropped=1`);
  assert.equal(await store.write('m v=1,w=2 6\nbad\nm v=3 7'), "partial write: unable to parse 'bad': missing fields dropped=0");
  assert.equal(await store.write('bad\nworse'), "unable to parse 'bad': missing fields\nunable to parse 'worse': missing fields");
  assert.deepEqual(readPoints(store.database()), ['m v=1 1', 'm v=5 5', 'm v=1,w=2 6', 'm v=3 7']);
  await store.restart();
  assert.deepEqual(readPoints(store.database()), ['m v=1 1', 'm v=5 5', 'm v=1,w=2 6', 'm v=3 7']);
  assert.deepEqual(
    [...(store.database().measurement('m')?.fields ?? [])],
    [
      ['v', 'float'],
      ['w', 'float'],
    ],
  );
  await store.stop();
});

test('a tag called time is refused, and so is a point whose only field is called time', async () => {
  const store = await startStore();
  const tag = 'partial write: invalid tag key: input tag "time" on measurement "m" is invalid dropped=1';
  assert.equal(await store.write('m,time=1 v=1 5'), tag);
  const field = 'partial write: invalid field name: input field "time" on measurement "m" is invalid dropped=1';
  assert.equal(await store.write('m time=1 5'), field);
  assert.equal(await store.write('m time=1,x=2 5'), undefined);
  assert.deepEqual(readPoints(store.database()), ['m x=2 5']);
  await store.stop();
});

test('tags in another order and with other escapes are the same series', async () => {
  const store = await startStore();
  for (const line of ['m,b=2,a=1 v=1 1', 'm,a=1,b=2 v=2 2', 'm,b=2,a=1 v=3 3', 'm,a=1,b=2 w=4 3'])
    assert.equal(await store.write(line), undefined);
  assert.deepEqual(readPoints(store.database()), ['m,a=1,b=2 v=1 1', 'm,a=1,b=2 v=2 2', 'm,a=1,b=2 v=3,w=4 3']);
  await store.stop();
});

test('more series than the limit are refused, points of those that are there are not', async () => {
  const store = await startStore({ maxSeries: 2 });
  const refused = await store.write('m,a=1 v=1 1\nm,a=2 v=1 1\nm,a=3 v=1 1\nm,a=4 v=1 1\nm,a=1 v=2 2');
  assert.equal(refused, 'partial write: max-series-per-database limit exceeded: (2) dropped=2');
  assert.deepEqual(readPoints(store.database()), ['m,a=1 v=1 1', 'm,a=1 v=2 2', 'm,a=2 v=1 1']);
  await store.stop();
});

test('a measurement that is dropped forgets the types of its fields, one whose points are deleted keeps them', async () => {
  const store = await startStore();
  await store.write('m v=1 1\nn v=1 1');
  await store.database().deletePoints(store.database().measurement('m')?.series() ?? [], {
    from: { ms: 0, ns: 0 },
    to: { ms: 1, ns: 0 },
  });
  await store.database().dropMeasurement('n');
  assert.deepEqual(store.database().measurementNames(), []);
  await store.restart();
  const conflict =
    'partial write: field type conflict: input field "v" on measurement "m" is type string, already exists as type float dropped=1';
  assert.equal(await store.write('m v="x" 1'), conflict);
  assert.equal(await store.write('n v="x" 1'), undefined);
  assert.deepEqual(readPoints(store.database()), ['n v="x" 1']);
  await store.stop();
});

test('points that SELECT INTO makes are written with every character and digit that they have', async () => {
  const store = await startStore();
  const tags = new Map([
    ['z', '1,2 3=4'],
    ['a b', 'x'],
    ['empty', ''],
  ]);
  await store.database().write([
    {
      ...{ measurement: 'm n,o', tags, time: { ms: -1, ns: 999_999 } },
      fields: new Map([
        ['f "q"', { type: 'float', value: 1e-9 }],
        ['i', { type: 'integer', value: 9_223_372_036_854_775_807n }],
        ['s', { type: 'string', value: 'say "hi" \\ \n bye' }],
        ['b', { type: 'boolean', value: false }],
      ]),
    },
  ]);
  assert.deepEqual(readPoints(store.database()), [
    'm\\ n\\,o,a\\ b=x,z=1\\,2\\ 3\\=4 b=false,f "q"=1e-9,i=9223372036854775807i,s="say \\"hi\\" \\\\ \\n bye" -1',
  ]);
  await store.stop();
});

test('a database that is gone is not read any more, whatever the numbers of its files are used for by then', async () => {
  const store = await startStore();
  await store.write('m v=1 1');
  const [series] = store.database().measurement('m')?.series() ?? [];
  assert.ok(series);
  const nothing = { from: { ms: 0, ns: 0 }, to: { ms: 0, ns: 0 } };
  await store.database().deletePoints([], nothing); // the log becomes a segment
  const late = series.scan(['v'], ALL_TIME);
  await store.database().close();
  assert.throws(() => late.next(), /what was asked for was removed in the meantime/);
  await rm(store.dataDir, { recursive: true, force: true });
});

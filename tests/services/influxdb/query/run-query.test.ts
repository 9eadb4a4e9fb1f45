import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startStore, type TestStore } from '../store/start-store.ts';
import { ask, rowsOf } from './ask.ts';

let store: TestStore;

before(async () => {
  store = await startStore();
  const many = Array.from({ length: 20_000 }, (_, i) => `many,k=${i % 4} v=${i % 100}i ${i * 1_000_001}`);
  const lines = [
    'big v=9007199254740993i 1',
    'big v=9007199254740995i 2',
    'big v=1i 3',
    'fine v=1 1500',
    'fine v=2 2999',
    'fine v=4 3000',
    'clock v=1 1603576800000000000',
    'clock v=2 1603584000000000000',
    'clock v=4 1603587600000000000',
    'clock v=8 1603670400000000000',
  ];
  assert.equal(await store.write([...many, ...lines].join('\n')), undefined);
});

after(async () => await store.stop());

test('integers stay exact beyond what a number holds, in functions, in arithmetic and in conditions', async () => {
  assert.deepEqual(await rowsOf(store, 'SELECT sum(v), max(v), spread(v) FROM big'), [
    [0n, 18014398509481989n, 9007199254740995n, 9007199254740994n],
  ]);
  assert.deepEqual(await rowsOf(store, 'SELECT v + 1, v * 2 FROM big LIMIT 1'), [[1n, 9007199254740994n, 18014398509481986n]]);
  assert.deepEqual(await rowsOf(store, 'SELECT v FROM big WHERE v = 9007199254740993'), [[1n, 9007199254740993n]]);
});

test('windows may be shorter than a millisecond', async () => {
  const rows = await rowsOf(store, 'SELECT sum(v) FROM fine WHERE time >= 0 AND time < 4500 GROUP BY time(1500ns) fill(0)');
  assert.deepEqual(rows, [
    [0n, 0],
    [1500n, 3],
    [3000n, 4],
  ]);
});

test('days of a time zone are as long as its clock says, and two hours when it is turned back are three', async () => {
  const hour = 3_600_000_000_000n;
  // 2020-10-25T00:00:00+02:00
  const midnight = 1_603_576_800_000_000_000n;
  const day = "SELECT sum(v) FROM clock WHERE time >= '2020-10-25' AND time < '2020-10-27' GROUP BY time(1d) tz('Europe/Berlin')";
  assert.deepEqual(await rowsOf(store, day), [
    [midnight, 7],
    [midnight + 25n * hour, 8],
  ]);
  const back =
    "SELECT sum(v) FROM clock WHERE time >= 1603584000s AND time < 1603602000s GROUP BY time(2h) fill(none) tz('Europe/Berlin')";
  assert.deepEqual(await rowsOf(store, back), [[1603584000n * 1_000_000_000n, 6]]);
});

test('rows of several series come in order of time, from either end, and can be paged', async () => {
  assert.deepEqual(await rowsOf(store, 'SELECT v, k FROM many LIMIT 3 OFFSET 101'), [
    [101_000_101n, 1, '1'],
    [102_000_102n, 2, '2'],
    [103_000_103n, 3, '3'],
  ]);
  assert.deepEqual(await rowsOf(store, 'SELECT v, k FROM many ORDER BY time DESC LIMIT 2'), [
    [19_999_019_999n, 99, '3'],
    [19_998_019_998n, 98, '2'],
  ]);
});

test('functions over windows agree with the sums of what is in them', async () => {
  const rows = await rowsOf(
    store,
    'SELECT count(v), sum(v), min(v), max(v) FROM many WHERE time >= 0 AND time < 20s GROUP BY time(5s)',
  );
  assert.equal(rows.length, 4);
  assert.deepEqual(rows[0], [0n, 5000, 247_500, 0, 99]);
  // Of its 25 values 1, 5, … 97 twelve are above 49.
  assert.deepEqual(await rowsOf(store, "SELECT count(v) FROM many WHERE v > 49 AND k = '1'"), [[0n, 2400]]);
});

test('a chunked answer says which series and statements go on', async () => {
  const parts = await ask(store, 'SELECT v FROM big; SELECT v FROM fine', { chunkSize: 2 });
  const seen = parts.map(({ statementId, partial, series }) => [
    statementId,
    partial,
    series?.[0]?.partial,
    series?.[0]?.values.length,
  ]);
  assert.deepEqual(seen, [
    [0, true, true, 2],
    [0, undefined, undefined, 1],
    [1, true, true, 2],
    [1, undefined, undefined, 1],
  ]);
});

test('windows without end are refused before they use up the memory', async () => {
  const [result] = await ask(store, 'SELECT mean(v) FROM many WHERE time >= 0 GROUP BY time(1ms)');
  assert.equal(result?.error, 'max-select-buckets limit exceeded: (1600000000124/1000000)');
});

test('what InfluxDB has and this has not is refused by name', async () => {
  const [result] = await ask(store, 'CREATE RETENTION POLICY p ON plant DURATION 1h REPLICATION 1');
  assert.equal(result?.error, 'CREATE RETENTION POLICY is not supported');
  assert.equal((await ask(store, 'SELECT sample(v, 2) FROM big'))[0]?.error, 'sample() is not supported');
  assert.equal((await ask(store, 'SELECT nope(v) FROM big'))[0]?.error, 'undefined function nope()');
});

test('nothing is done for an asker who has gone', async () => {
  const gone = new AbortController();
  gone.abort();
  assert.deepEqual(await ask(store, 'SELECT v FROM big', { signal: gone.signal }), []);
});

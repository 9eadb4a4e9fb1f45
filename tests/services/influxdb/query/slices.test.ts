import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { StatementResult } from '../../../../runner/services/influxdb/embedded/result.ts';
import { startStore, type TestStore } from '../store/start-store.ts';
import { ask, rowsOf } from './ask.ts';

const POINTS = 20_000;

let store: TestStore;
before(async () => {
  store = await startStore();
  const lines = Array.from({ length: POINTS }, (_, n) => `p,machine=m${n % 4} a=${n}.5,b=${n}i ${1_000_000 * n}`);
  const sparse = Array.from({ length: 5000 }, (_, n) => `sparse a=${n} ${n}`);
  assert.equal(await store.write([...lines, ...sparse, 'sparse b=1 4999'].join('\n')), undefined);
});
after(() => store.stop());

/** Runs a query, and does something on each turn that others get meanwhile; gives back how many there were. */
async function turnsDuring(q: string, options: Parameters<typeof ask>[2] = {}, onTurn: () => void = () => {}) {
  let [turns, isOver] = [0, false];
  const take = () => {
    if (isOver) return;
    turns++;
    onTurn();
    setImmediate(take);
  };
  setImmediate(take);
  let results: StatementResult[];
  try {
    results = await ask(store, q, options);
  } finally {
    isOver = true;
  }
  return { turns, results };
}

const FILLED = "SELECT mean(a) FROM p WHERE machine = 'm1' AND time >= 0 AND time < 20s GROUP BY time(200u) fill(0)";

test('others get their turn while a query fills many windows, makes a row for each, or writes what it finds', async () => {
  const filled = await turnsDuring(FILLED);
  assert.equal(filled.results[0]?.series?.[0]?.values.length, 100_000);
  assert.ok(filled.turns > 1, `${filled.turns} turns`);
  const inParts = await turnsDuring(FILLED, { chunkSize: 10_000 });
  assert.ok(inParts.turns > 1, `${inParts.turns} turns`);
  const into = await turnsDuring('SELECT * INTO copy FROM p GROUP BY *');
  assert.ok(into.turns >= POINTS / 1000, `${into.turns} turns`);
  assert.deepEqual(await rowsOf(store, 'SELECT count(a), count(b) FROM copy'), [[0n, POINTS, POINTS]]);
});

test('a query stops when nobody waits for its answer any more, also one that writes', async () => {
  const leaving = new AbortController();
  const leave = () => store.database().measurement('half') && leaving.abort();
  const into = await turnsDuring('SELECT * INTO half FROM p GROUP BY *', { signal: leaving.signal }, leave);
  assert.deepEqual(into.results, []);
  const [[, written] = []] = await rowsOf(store, 'SELECT count(a) FROM half');
  assert.ok(Number(written) > 0 && Number(written) < POINTS, `${written} points`);
});

for (const [what, q, found, pauses] of [
  ['finds no point in any of four series', 'SELECT a FROM p WHERE a > 1000000', undefined, 4],
  ['passes over all but one of its points', `SELECT b FROM p LIMIT 1 OFFSET ${POINTS - 1}`, POINTS - 1, POINTS / 1000],
  ['reads points that have another field', 'SELECT b FROM sparse', 1, 4],
  [
    'looks for points to go from one to the next, and there are none',
    'SELECT difference(a) FROM p WHERE a > 1000000',
    undefined,
    4,
  ],
] as const)
  test(`others get their turn while a query ${what}`, async ({ mock }) => {
    // Every look at the clock finds a slice over, so that turns are pauses, whatever the machine.
    let now = performance.now();
    mock.method(performance, 'now', () => (now += 10));
    const { turns, results } = await turnsDuring(q);
    assert.equal(results[0]?.series?.[0]?.values[0]?.[1], found);
    assert.ok(turns >= pauses, `${turns} turns`);
    const leaving = new AbortController();
    const left = await turnsDuring(q, { signal: leaving.signal }, () => leaving.abort());
    assert.deepEqual(left.results, [], 'it ends when the asker leaves');
  });

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TimeRange } from '../../../../runner/services/influxdb/embedded/store/time.ts';
import { readPoints } from './read-points.ts';
import { startStore } from './start-store.ts';

/** The same numbers each time, so that a failure can be seen again. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

type Model = Map<string, Map<bigint, Map<string, string>>>;

const VALUES: readonly [string, (number: number) => string][] = [
  ['f', (number) => String(number / 4)],
  ['i', (number) => (number % 7 === 0 ? `${9_007_199_254_740_993n + BigInt(number)}i` : `${number}i`)],
  ['s', (number) => JSON.stringify(`text ${number % 50}`)],
  ['t', (number) => (number % 2 === 0 ? 'true' : 'false')],
];

/** What a model has, in the form of `readPoints`. */
function modelPoints(model: Model, isIn: (time: bigint) => boolean = () => true): string[] {
  return [...model]
    .filter(([, points]) => points.size > 0)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, points]) =>
      [...points]
        .filter(([time]) => isIn(time))
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([time, fields]) => {
          const sorted = [...fields].toSorted(([a], [b]) => (a < b ? -1 : 1));
          return `${key} ${sorted.map(([name, value]) => `${name}=${value}`).join(',')} ${time}`;
        }),
    );
}

const rangeOf = (from: bigint, to: bigint): TimeRange => ({
  from: { ms: Number(from / 1_000_000n), ns: Number(from % 1_000_000n) },
  to: { ms: Number(to / 1_000_000n), ns: Number(to % 1_000_000n) },
});

test('a database is what writes, overwrites and removals in any order of time have left, also after restarts', async () => {
  const random = randomNumbers(42);
  const store = await startStore({ maxLogBytes: 50_000 });
  const model: Model = new Map();
  const randomTime = () => BigInt(random(4_000)) * 250_000n + BigInt(random(10) === 0 ? random(3) : 0);
  const write = async () => {
    const lines: string[] = [];
    const start = random(3) === 0 ? BigInt(random(4_000)) * 250_000n : undefined;
    for (let n = 0; n < 200; n++) {
      const key = `m${random(2)},host=h${random(3)}`;
      const time = start === undefined ? randomTime() : start + BigInt(n) * 250_000n;
      const fields = VALUES.filter(() => random(3) > 0).map(([name, value]) => [name, value(random(1_000))] as const);
      if (fields.length === 0) continue;
      lines.push(`${key} ${fields.map(([name, value]) => `${name}=${value}`).join(',')} ${time}`);
      const points = model.get(key) ?? new Map<bigint, Map<string, string>>();
      model.set(key, points);
      points.set(time, new Map([...(points.get(time) ?? []), ...fields]));
    }
    assert.equal(await store.write(lines.join('\n')), undefined);
  };
  const remove = async () => {
    const key = `m${random(2)},host=h${random(3)}`;
    const [from, to] = [randomTime(), randomTime()].toSorted((a, b) => (a < b ? -1 : 1));
    if (from === undefined || to === undefined) return;
    const series = store.database().measurement(key.slice(0, 2))?.series() ?? [];
    await store.database().deletePoints(series.filter((one) => one.key === key), rangeOf(from, to)); // biome-ignore format: one thought
    for (const time of model.get(key)?.keys() ?? []) if (time >= from && time <= to) model.get(key)?.delete(time);
  };
  for (let step = 0; step < 60; step++) {
    await write();
    if (random(8) === 0) await remove();
    if (random(15) === 0) await store.restart();
    if (random(10) > 0) continue;
    assert.deepEqual(readPoints(store.database()), modelPoints(model));
    const [from, to] = [100_000_001n, 700_000_000n];
    assert.deepEqual(
      readPoints(store.database(), rangeOf(from, to)),
      modelPoints(model, (time) => time >= from && time <= to),
    );
  }
  await store.restart();
  assert.deepEqual(readPoints(store.database()), modelPoints(model));
  const backwards = readPoints(store.database(), undefined, 'descending');
  assert.deepEqual(backwards.toSorted(), modelPoints(model).toSorted());
  const first = backwards.filter((line) => line.startsWith('m0,host=h0 '));
  assert.deepEqual(first.toReversed(), modelPoints(new Map([['m0,host=h0', model.get('m0,host=h0') ?? new Map()]])));
  assert.deepEqual(store.log, []);
  await store.stop();
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PointCounts } from '../../../runner/services/influxdb/point-counts.ts';
import { eventually } from '../../support/eventually.ts';

test('what takes long to count is not counted again at once, and is counted again later', async () => {
  const counts = new PointCounts();
  let looks = 0;
  const slowly = async () => {
    const until = performance.now() + 10;
    while (performance.now() < until); // InfluxDB takes its time over millions of points
    return ++looks;
  };
  assert.equal(await counts.take('a', slowly), 1);
  assert.equal(await counts.take('a', slowly), 1);
  assert.equal(await counts.take('b', slowly), 2);
  await eventually(async () => assert.equal(await counts.take('a', slowly), 3));
});

test('what is not there is looked for each time', async () => {
  const counts = new PointCounts();
  assert.equal(await counts.take('a', async () => undefined), undefined);
  assert.equal(await counts.take('a', async () => 5), 5);
});

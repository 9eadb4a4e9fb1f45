import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { AbortedRanges } from '../../../../runner/services/kafka/embedded/log/aborted-ranges.ts';
import { compact } from '../../../../runner/services/kafka/embedded/log/compaction.ts';
import { findByTime, findNewest } from '../../../../runner/services/kafka/embedded/log/find-offset.ts';
import { maintain } from '../../../../runner/services/kafka/embedded/maintenance.ts';
import { readHeader } from '../../../../runner/services/kafka/embedded/records/batch.ts';
import { toAppend } from '../make-batch.ts';
import { TemporaryLog } from './temporary-log.ts';

const HOUR = 3_600_000;

describe('compaction', () => {
  let own: TemporaryLog;
  const producer = (producerId: number, baseSequence: number, isTransactional = false) => ({
    ...{ producerId, producerEpoch: 0, baseSequence, isTransactional },
  });
  const same = (key: string, count: number) => Array.from({ length: count }, (_, n) => ({ key, value: `${key}${n}` }));
  /** One pass over all that is closed. */
  const pass = async (
    settings: { maxKeys?: number; deleteRetentionMs?: number; minDirtyRatio?: number; maxLagMs?: number } = {},
    now = Date.now() + 10,
  ) => await compact(own.log, { ...own.settings, minDirtyRatio: 0, ...settings }, now);

  beforeEach(async () => {
    own = await TemporaryLog.make();
  });
  afterEach(async () => await own.remove());

  test('leaves producers their sequence numbers, also those of which no record is left', async () => {
    await own.append(same('a', 10), producer(7, 0));
    await own.append(same('b', 10), producer(8, 0));
    await own.append(same('b', 5), producer(8, 10));
    await own.append(same('b', 1));
    await own.appendToNext([{ key: 'active', value: '' }]);
    await pass();
    assert.deepEqual(await own.values(), ['9:a9', '25:b0', '26:']);
    await own.openAsAfterKill();
    const next = (producerId: number, baseSequence: number) =>
      own.log.producers.check(readHeader(toAppend(same('x', 1), producer(producerId, baseSequence))[0]));
    assert.deepEqual([next(7, 10), next(8, 15)], [undefined, undefined]);
    for (const producerId of [7, 8]) assert.throws(() => next(producerId, 16), { code: 45 });
    // The whole batch once more: it came before.
    assert.equal(own.log.producers.check(readHeader(toAppend(same('a', 10), producer(7, 0))[0])), 0);
    // The next pass leaves the batch without records as it is.
    await own.appendToNext([{ key: 'active', value: 'again' }]);
    await pass();
    assert.deepEqual(await own.values(), ['9:a9', '25:b0', '26:', '27:again']);
    await own.openAsAfterKill();
    assert.throws(() => next(8, 16), { code: 45 });
    // A producer that is forgotten leaves nothing.
    own.log.producers.expire({ logStartOffset: 0, before: Date.now() + HOUR });
    await own.appendToNext([{ key: 'active', value: 'last' }]);
    await pass();
    assert.deepEqual((await own.headers()).map(({ count }) => count).includes(0), false);
  });

  test('leaves alone what is written to, however old it is, until an append closes it', async () => {
    Object.assign(own.settings, { isCompacted: true, isDeleted: false, segmentMs: 1_000, minDirtyRatio: 0 });
    await own.append(same('a', 3));
    for (const hours of [1, 24]) await maintain(own.log, own, Date.now() + hours * HOUR);
    assert.deepEqual([own.log.segments.length, await own.values()], [1, ['0:a0', '1:a1', '2:a2']]);
    await own.appendToNext([{ key: 'active', value: '' }]);
    await maintain(own.log, own, Date.now() + HOUR);
    assert.deepEqual(await own.values(), ['2:a2', '3:']);
  });

  test('compacts what has waited long enough, however little it is', async () => {
    for (let key = 0; key < 50; key++) await own.append([{ key: `${key}`, value: '' }]);
    await own.appendToNext(same('a', 2));
    assert.equal(await pass(), true);
    await own.appendToNext([{ key: 'active', value: '' }]);
    assert.equal(await pass({ minDirtyRatio: 0.9, maxLagMs: HOUR }), false);
    assert.equal(await pass({ minDirtyRatio: 0.9, maxLagMs: HOUR }, Date.now() + 2 * HOUR), true);
    assert.deepEqual(await own.values(50), ['51:a1', '52:']);
  });

  test('remembers so many keys in a pass, also inside of a segment; the rest waits for the next pass', async () => {
    for (const key of ['a', 'b', 'c', 'a', 'd', 'b', 'e', 'a', 'a', 'c']) await own.append([{ key, value: key }]);
    await own.appendToNext([{ key: 'active', value: '' }]);
    assert.equal(await pass({ maxKeys: 4 }), true);
    // Up to offset 4 there are a, b, c and d: only the first a is outdated.
    assert.deepEqual(await own.values(), ['1:b', '2:c', '3:a', '4:d', '5:b', '6:e', '7:a', '8:a', '9:c', '10:']);
    while (await pass({ maxKeys: 4 }));
    assert.deepEqual(await own.values(), ['4:d', '5:b', '6:e', '8:a', '9:c', '10:']);
  });

  test('looks at nothing from the first open transaction on', async () => {
    await own.append([{ key: 'a', value: 'committed' }]);
    await own.append([{ key: 'a', value: 'open' }], producer(1, 0, true));
    await own.appendToNext([{ key: 'active', value: '' }]);
    assert.equal(await pass(), false);
    await own.mark(1, false);
    assert.equal(await pass(), true);
    assert.deepEqual(await own.values(), ['0:committed', '2:']);
  });

  test('removes what was aborted, then its marker, and forgets the transaction; a kill changes none of it', async () => {
    const now = Date.now();
    await own.append([{ key: 'a', value: 'kept' }]);
    await own.append([{ key: 'a', value: 'aborted' }], producer(1, 0, true));
    await own.mark(1, false, now);
    await own.append([{ key: 'b', value: 'committed' }], producer(1, 1, true));
    await own.mark(1, true, now);
    await own.append([{ key: 'c', value: 'outdated' }], producer(1, 2, true));
    await own.mark(1, true, now);
    await own.append([{ key: 'c', value: 'newest' }], producer(1, 3, true));
    await own.mark(1, true, now);
    await own.appendToNext([{ key: 'active', value: '' }]);
    const offsets = async () => (await own.headers()).map(({ lastOffset }) => lastOffset);
    await pass({ deleteRetentionMs: HOUR }, now + 2 * HOUR);
    assert.deepEqual(await own.values(), ['0:kept', '3:committed', '7:newest', '9:']);
    // The marker at 6 has nothing to end and is old. The one at 2 stays while consumers are told of its transaction.
    assert.deepEqual(await offsets(), [0, 2, 3, 4, 7, 8, 9]);
    assert.deepEqual(own.log.producers.abortedIn(0, 100), []);
    const { aborted } = JSON.parse(await readFile(join(own.folder, 'checkpoint'), 'utf8')) as { aborted: unknown[] };
    assert.deepEqual(aborted, []);
    await own.appendToNext([{ key: 'active', value: 'again' }]);
    await pass({ deleteRetentionMs: HOUR }, now + 2 * HOUR);
    assert.deepEqual(await offsets(), [0, 3, 4, 7, 8, 9, 10], 'only those that end what is left stay');
    for (let times = 0; times < 2; times++) {
      assert.deepEqual(await own.values(), ['0:kept', '3:committed', '7:newest', '9:', '10:again']);
      assert.equal(own.log.lastStableOffset, 11);
      await own.openAsAfterKill();
    }
  });

  test('knows each batch of an aborted transaction among very many', () => {
    const count = 100_000;
    const aborted = Array.from({ length: count }, (_, n) => ({ producerId: n % 2, firstOffset: n * 10, lastOffset: n * 10 + 4 }));
    const ranges = new AbortedRanges(aborted);
    // One comparison with each of the others for each batch would take minutes.
    for (let n = 0; n < count; n++) {
      const [first, mine] = [n * 10, n % 2];
      const seen = [-1, 0, 4, 5].map((delta) => ranges.has(mine, first + delta));
      assert.deepEqual(seen, [false, true, true, false]);
      assert.equal(ranges.has(1 - mine, first + 2) || ranges.has(2, first + 2), false);
    }
  });

  test('leaves times as they are: the newest record is found', async () => {
    const at = (timestamp: number) => ({ baseTimestamp: timestamp, maxTimestamp: timestamp });
    await own.append([{ key: 'k', value: 'outdated' }], at(9_000));
    await own.append([{ key: 'k', value: 'newest' }], at(5_000));
    await own.append([{ key: 'j', value: '' }], at(4_000));
    await own.appendToNext([{ key: 'active', value: '' }], at(3_000));
    assert.deepEqual(await findNewest(own.log, 4), { offset: 0, timestamp: 9_000 });
    await pass();
    for (let times = 0; times < 2; times++) {
      assert.deepEqual(await findNewest(own.log, 4), { offset: 1, timestamp: 5_000 });
      assert.equal(await findByTime(own.log, 5_001, 4), undefined);
      await own.openAsAfterKill();
    }
  });

  test('the newest record is found where a marker of a transaction is newer', async () => {
    const at = { baseTimestamp: 1_000, maxTimestamp: 1_000 };
    await own.append([{ key: 'k', value: '' }], { ...producer(1, 0, true), ...at });
    await own.mark(1, true);
    assert.deepEqual(await findNewest(own.log, 2), { offset: 0, timestamp: 1_000 });
  });
});

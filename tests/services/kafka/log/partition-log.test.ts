import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import {
  readTopicSettings,
  TOPIC_CONFIGS,
  type TopicSettings,
} from '../../../../runner/services/kafka/embedded/configs/topic-configs.ts';
import { compact } from '../../../../runner/services/kafka/embedded/log/compaction.ts';
import { findByTime, findNewest } from '../../../../runner/services/kafka/embedded/log/find-offset.ts';
import { PartitionLog } from '../../../../runner/services/kafka/embedded/log/partition-log.ts';
import { maintain } from '../../../../runner/services/kafka/embedded/maintenance.ts';
import {
  type BatchHeader,
  baseOffsetOf,
  batchBytes,
  lastOffsetOf,
  readHeader,
} from '../../../../runner/services/kafka/embedded/records/batch.ts';
import { makeMarkerBatch } from '../../../../runner/services/kafka/embedded/records/control.ts';
import { readRecords } from '../../../../runner/services/kafka/embedded/records/records.ts';
import { type TestRecord, toAppend } from '../make-batch.ts';

const MINUTE = 60_000;
const usual = readTopicSettings((name) => TOPIC_CONFIGS.get(name)?.fallback ?? '');

describe('the log of a partition', () => {
  let folder = '';
  let log: PartitionLog;
  let settings: TopicSettings;
  const told: string[] = [];
  const open = async () =>
    await PartitionLog.open(
      folder,
      () => settings,
      (line) => told.push(line),
    );
  const append = async (records: TestRecord[], header: Partial<BatchHeader> = {}) => {
    const { baseOffset, written } = log.append(...toAppend(records, header));
    await written;
    return baseOffset;
  };
  const values = async (from: number, { maxBytes = 1_000_000, limit = log.highWatermark } = {}) => {
    const found: string[] = [];
    for (let offset = from; offset < limit; ) {
      const bytes = await log.read(offset, { maxBytes, limit });
      if (bytes.length === 0) break;
      for (let at = 0; at < bytes.length; at += batchBytes(bytes, at)) {
        for (const record of readRecords(bytes, at)) {
          if (record.offset >= from) found.push(`${record.offset}:${record.value?.toString() ?? 'null'}`);
        }
        offset = lastOffsetOf(bytes, at) + 1;
      }
    }
    return found;
  };

  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'towpath log ')), 'topic-0');
    settings = { ...usual };
    told.length = 0;
    log = await open();
  });
  afterEach(async () => {
    await log.close();
    await rm(join(folder, '..'), { recursive: true, force: true });
  });

  test('gives offsets in order, and batches from the one that holds an offset on', async () => {
    assert.equal(await append([{ value: 'a' }, { value: 'b' }]), 0);
    assert.equal(await append([{ value: 'c' }]), 2);
    assert.deepEqual(await values(0), ['0:a', '1:b', '2:c']);
    const bytes = await log.read(1, { maxBytes: 1_000, limit: 3 });
    assert.equal(baseOffsetOf(bytes), 0);
    assert.deepEqual(await values(2), ['2:c']);
  });

  test('gives one whole batch at least, and no more than fits', async () => {
    for (let at = 0; at < 10; at++) await append([{ value: 'x'.repeat(100) }]);
    const one = await log.read(0, { maxBytes: 1, limit: 10 });
    assert.equal(one.length, batchBytes(one));
    const three = await log.read(4, { maxBytes: one.length * 3 + 5, limit: 10 });
    assert.deepEqual([three.length, baseOffsetOf(three)], [one.length * 3, 4]);
    assert.deepEqual(await log.read(10, { maxBytes: 1_000, limit: 10 }), Buffer.alloc(0));
  });

  test('finds a batch that is larger than what was asked for, anywhere in a long file', async () => {
    for (let at = 0; at < 40; at++) await append([{ value: String(at).padStart(at % 7 === 0 ? 60_000 : 900, '.') }]);
    for (const offset of [0, 7, 13, 21, 35, 39]) {
      const bytes = await log.read(offset, { maxBytes: 10, limit: 40 });
      assert.equal(baseOffsetOf(bytes), offset);
      assert.equal(bytes.length, batchBytes(bytes));
    }
  });

  test('says when an offset is outside', async () => {
    await append([{ value: 'a' }]);
    await assert.rejects(log.read(2, { maxBytes: 1, limit: 2 }), { code: 1 });
    await log.startAt(1);
    await assert.rejects(log.read(0, { maxBytes: 1, limit: 1 }), { code: 1 });
  });

  test('is the same after it was opened again, in several segments', async () => {
    settings.segmentBytes = 300;
    for (let at = 0; at < 20; at++) await append([{ value: `value ${at}` }]);
    const before = Array.from({ length: 20 }, (_, at) => `${at}:value ${at}`);
    assert.deepEqual(await values(0), before);
    assert.ok(log.segments.length > 3);
    await log.close();
    log = await open();
    assert.deepEqual([log.logStartOffset, log.endOffset, log.highWatermark], [0, 20, 20]);
    assert.deepEqual(await values(0), before);
    assert.equal(await append([{ value: 'next' }]), 20);
  });

  test('cuts off a batch that was not finished, and keeps all before it', async () => {
    for (let at = 0; at < 5; at++) await append([{ value: `value ${at}` }]);
    const file = join(folder, '00000000000000000000.log');
    const { size } = await stat(file);
    await log.close();
    await truncate(file, size - 1);
    log = await open();
    assert.deepEqual(await values(0), ['0:value 0', '1:value 1', '2:value 2', '3:value 3']);
    await log.close();
    assert.match(told.join('\n'), /The last \d+ bytes of .*\.log were not whole and are cut off\./);
    log = await open();
    assert.equal(await append([{ value: 'again' }]), 4);
  });

  test('cuts off bytes that are no batch, and a batch with a wrong checksum', async () => {
    await append([{ value: 'good' }]);
    await log.close();
    const file = join(folder, '00000000000000000000.log');
    const good = await readFile(file);
    const bad = Buffer.from(good);
    bad.writeInt8(1, bad.length - 3);
    bad.writeInt32BE(1, 4);
    for (const rest of [Buffer.from('no batch'), Buffer.alloc(500, 7), bad]) {
      await writeFile(file, Buffer.concat([good, rest]));
      log = await open();
      assert.deepEqual(await values(0), ['0:good']);
      await log.close();
    }
  });

  test('needs neither its index nor its checkpoint, and distrusts damaged ones', async () => {
    for (let at = 0; at < 100; at++)
      await append([{ value: `${at}`.padStart(3_000, '.') }], { producerId: 3, producerEpoch: 0, baseSequence: at });
    const before = await values(0);
    await log.close();
    const index = join(folder, '00000000000000000000.index');
    const damages = [
      async () => await rm(index),
      async () => await appendFile(index, 'torn'),
      async () => await writeFile(index, Buffer.alloc(24 * 5, 3)),
      async () => await writeFile(join(folder, 'checkpoint'), '{"half'),
      async () => await rm(join(folder, 'checkpoint')),
    ];
    for (const damage of damages) {
      await damage();
      log = await open();
      assert.deepEqual(await values(0), before);
      assert.equal(
        log.producers.check(readHeader(toAppend([{ value: 'x' }], { producerId: 3, producerEpoch: 0, baseSequence: 99 })[0])),
        99,
      );
      await log.close();
    }
    log = await open();
  });

  test('finds offsets by time, also inside of a batch', async () => {
    settings.segmentBytes = 2_000;
    for (let at = 0; at < 50; at++)
      await append([{ value: `${at}`.padStart(100) }], { baseTimestamp: 1_000 + at * 10, maxTimestamp: 1_000 + at * 10 });
    const at = async (timestamp: number) => (await findByTime(log, timestamp, 50))?.offset;
    assert.deepEqual(
      [await at(0), await at(1_000), await at(1_001), await at(1_250), await at(1_490), await at(1_491)],
      [0, 0, 1, 25, 49, undefined],
    );
    assert.deepEqual(await findNewest(log, 50), { offset: 49, timestamp: 1_490 });
    assert.equal(await findByTime(log, 1_490, 49), undefined);
  });

  test('writes that come together share the disk and are all there', async () => {
    const all = Array.from({ length: 500 }, (_, at) => log.append(...toAppend([{ value: `${at}` }])));
    assert.deepEqual(
      all.map(({ baseOffset }) => baseOffset),
      [...all.keys()],
    );
    assert.ok(log.highWatermark < 500, 'nothing is readable before it is written');
    await Promise.all(all.map(({ written }) => written));
    assert.equal(log.highWatermark, 500);
    assert.equal((await values(0, { maxBytes: 3_000 })).length, 500);
  });

  test('retention by time removes whole segments, also the last one when all of it is old', async () => {
    settings.segmentBytes = 100;
    const now = Date.now();
    settings.retentionMs = MINUTE;
    for (const age of [5, 4, 3, 0.5])
      await append([{ value: `${age}` }], { baseTimestamp: now - age * MINUTE, maxTimestamp: now - age * MINUTE });
    await maintain(log, { settings }, now);
    assert.deepEqual([log.logStartOffset, await values(3)], [3, ['3:0.5']]);
    await maintain(log, { settings }, now + MINUTE);
    assert.deepEqual([log.logStartOffset, log.endOffset, log.bytes], [4, 4, 0]);
    await log.close();
    log = await open();
    assert.deepEqual([log.logStartOffset, log.endOffset], [4, 4]);
    assert.equal(await append([{ value: 'goes on' }]), 4);
  });

  test('retention by size keeps what reaches the size', async () => {
    settings.segmentBytes = 100;
    for (let at = 0; at < 10; at++) await append([{ value: `${at}` }]);
    settings.retentionBytes = (log.bytes / 10) * 3 + 1;
    settings.retentionMs = -1;
    await maintain(log, { settings }, Date.now());
    assert.deepEqual([log.logStartOffset, log.segments.length], [6, 4]);
  });

  test('records before an offset can be removed, and stay removed', async () => {
    settings.segmentBytes = 150;
    for (let at = 0; at < 9; at++) await append([{ value: `${at}` }]);
    await log.startAt(5);
    await log.close();
    log = await open();
    assert.deepEqual([log.logStartOffset, (await values(5))[0]], [5, '5:5']);
  });

  test('compaction keeps the newest of each key, at its offset', async () => {
    settings = { ...settings, segmentBytes: 200, isCompacted: true, isDeleted: false, minDirtyRatio: 0.01 };
    for (const [key, value] of [
      ['a', '1'],
      ['b', '1'],
      ['a', '2'],
      ['c', '1'],
      ['b', '2'],
      ['a', '3'],
      ['d', '1'],
      ['e', '1'],
    ]) {
      await append([{ key, value: value ?? '' }]);
    }
    const last = log.segments.at(-1)?.baseOffset ?? 0;
    assert.equal(await compact(log, settings, Date.now()), true);
    const kept = await values(0);
    assert.deepEqual(
      kept.filter((line) => Number(line.split(':')[0]) < last).map((line) => line.split(':')[0]),
      ['3', '4', '5'].filter((offset) => Number(offset) < last),
    );
    assert.equal(log.endOffset, 8);
    const before = await values(0);
    await log.close();
    assert.deepEqual(
      (await readdir(folder)).filter((file) => file.includes('cleaned')),
      [],
    );
    log = await open();
    assert.deepEqual(await values(0), before);
  });

  test('a tombstone removes its key at once, and goes itself when its time is over', async () => {
    settings = {
      ...settings,
      segmentBytes: 90,
      isCompacted: true,
      isDeleted: false,
      minDirtyRatio: 0.01,
      deleteRetentionMs: MINUTE,
    };
    const now = Date.now();
    const at = { baseTimestamp: now, maxTimestamp: now };
    for (const [key, value] of [
      ['a', '1'],
      ['b', '1'],
      ['a', null],
      ['z', 'last'],
    ] as const)
      await append([{ key, value }], at);
    await compact(log, settings, now);
    assert.deepEqual(await values(0), ['1:1', '2:null', '3:last']);
    await append([{ key: 'y', value: 'more' }], at);
    await compact(log, settings, now + 2 * MINUTE);
    assert.deepEqual(await values(0), ['1:1', '3:last', '4:more']);
  });

  test('part of a batch may be outdated', async () => {
    settings = { ...settings, segmentBytes: 120, isCompacted: true, minDirtyRatio: 0.01 };
    await append([
      { key: 'a', value: 'old' },
      { key: 'b', value: 'kept' },
      { key: 'c', value: 'old' },
    ]);
    await append([
      { key: 'a', value: 'new' },
      { key: 'c', value: 'new' },
    ]);
    await append([{ key: 'x', value: 'active' }]);
    await compact(log, settings, Date.now());
    assert.deepEqual(await values(0), ['1:kept', '3:new', '4:new', '5:active']);
    const bytes = await log.read(0, { maxBytes: 1_000, limit: 6 });
    assert.deepEqual([readHeader(bytes).lastOffset, readHeader(bytes).count], [2, 1]);
  });

  test('what an aborted transaction wrote is not the newest of a key', async () => {
    settings = { ...settings, segmentBytes: 100, isCompacted: true, minDirtyRatio: 0.01 };
    await append([{ key: 'a', value: 'kept' }]);
    await append([{ key: 'a', value: 'aborted' }], { isTransactional: true, producerId: 1, producerEpoch: 0, baseSequence: 0 });
    const marker = makeMarkerBatch({ producerId: 1, producerEpoch: 0 }, { isCommit: false, coordinatorEpoch: 0 }, Date.now());
    await log.append(marker, [readHeader(marker)]).written;
    await append([{ key: 'x', value: 'active' }]);
    await compact(log, settings, Date.now());
    const kept = await log.read(0, { maxBytes: 1_000, limit: 4 });
    assert.deepEqual(
      [...readRecords(kept)].map(({ offset }) => offset),
      [0],
    );
  });

  test('who reads an old segment is not disturbed when it goes', async () => {
    settings.segmentBytes = 5_000;
    for (let at = 0; at < 30; at++) await append([{ value: 'x'.repeat(1_000) }]);
    const reads = Array.from({ length: 20 }, (_, at) =>
      log.read(at, { maxBytes: 900, limit: 30 }).then(
        (bytes) => baseOffsetOf(bytes),
        (error: { code: number }) => error.code,
      ),
    );
    await log.startAt(25);
    for (const [at, offset] of (await Promise.all(reads)).entries())
      assert.ok(offset === at || offset === 1, `read ${at} gave ${offset}`);
  });

  test('a disk that refuses takes back what was not written, and the next append works', async () => {
    await append([{ value: 'a' }]);
    const segment = log.segments[0];
    assert.ok(segment);
    const write = segment.write.bind(segment);
    segment.write = async () => await Promise.reject(new Error('ENOSPC: no space left on device'));
    const lost = [log.append(...toAppend([{ value: 'b' }])), log.append(...toAppend([{ value: 'c' }]))];
    for (const { written } of lost)
      await assert.rejects(written, { code: 56, message: 'The log could not be written: ENOSPC: no space left on device' });
    segment.write = write;
    await log.settle();
    assert.equal(await append([{ value: 'd' }]), 1);
    assert.deepEqual(await values(0), ['0:a', '1:d']);
  });
});

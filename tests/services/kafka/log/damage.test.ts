import assert from 'node:assert/strict';
import { copyFile, mkdir, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { compact } from '../../../../runner/services/kafka/embedded/log/compaction.ts';
import { findByTime } from '../../../../runner/services/kafka/embedded/log/find-offset.ts';
import { batchBytes, readHeader } from '../../../../runner/services/kafka/embedded/records/batch.ts';
import { eventually } from '../../../support/eventually.ts';
import { toAppend } from '../make-batch.ts';
import { TemporaryLog } from './temporary-log.ts';

const FIRST = '00000000000000000000.log';

describe('the log of a partition that is damaged, or was left by a kill', () => {
  let own: TemporaryLog;
  const overwrite = async (position: number, bytes: number[]) => {
    const file = await open(join(own.folder, FIRST), 'r+');
    await file.write(Buffer.from(bytes), 0, bytes.length, position);
    await file.close();
  };

  beforeEach(async () => {
    own = await TemporaryLog.make();
  });
  afterEach(async () => await own.remove());

  // A batch says its format in its byte 16 and its length in the bytes 8 to 11.
  for (const [what, at, bytes] of [
    ['the format', 16, [0]],
    ['a length that is negative', 8, [0xff, 0, 0, 0]],
    ['a length that is too small', 8, [0, 0, 0, 1]],
    ['a length beyond the end', 8, [0x7f, 0, 0, 0]],
  ] as const) {
    test(`a read that meets a damaged batch ends with CORRUPT_MESSAGE: ${what}`, async () => {
      for (let n = 0; n < 60; n++) await own.append([{ value: 'x'.repeat(1_000) }]);
      const bytesOfOne = own.log.bytes / 60;
      await overwrite(bytesOfOne * 50 + at, [...bytes]);
      const before = await own.log.read(0, { maxBytes: 1_000_000, limit: 60 });
      assert.equal(before.length, bytesOfOne * 50);
      for (const offset of [50, 52]) await assert.rejects(own.log.read(offset, { maxBytes: 1_000, limit: 60 }), { code: 2 });
    });
  }

  test('a reader whose segment is compacted between its steps reads on in the new one', async () => {
    const big = 'x'.repeat(60_000);
    for (let n = 0; n < 5; n++) await own.append([{ key: 'dup', value: big }]);
    for (let n = 5; n < 10; n++) await own.append([{ key: `u${n}`, value: big }]);
    own.settings.segmentBytes = 1;
    await own.append([{ key: 'w', value: 'small' }]);
    await own.append([{ key: 'active', value: 'small' }]);
    // Its first step finds a part of a batch only; the second one comes when the file is another.
    const [first] = own.log.segments;
    assert.ok(first);
    const read = first.read;
    first.read = async (position, length) => {
      first.read = read;
      const bytes = await read(position, length);
      assert.equal(await compact(own.log, { ...own.settings, minDirtyRatio: 0, segmentBytes: 1 << 30 }, Date.now() + 10), true);
      return bytes;
    };
    const bytes = await own.log.read(5, { maxBytes: 1_000, limit: 12 });
    assert.deepEqual([readHeader(bytes).baseOffset, bytes.length], [5, batchBytes(bytes)]);
    assert.equal((await own.values(4)).length, 8);
  });

  test('a search by time whose segment is compacted meanwhile begins again', async () => {
    for (let n = 0; n < 8; n++)
      await own.append([{ key: n < 4 ? 'dup' : `u${n}`, value: 'x'.repeat(n < 4 ? 100_000 : 150_000) }], {
        baseTimestamp: 1_000 + n,
        maxTimestamp: 1_000 + n,
      });
    own.settings.segmentBytes = 1;
    await own.append([{ key: 'active', value: '' }]);
    const [first] = own.log.segments;
    assert.ok(first);
    const read = first.read;
    first.read = async (position, length) => {
      first.read = read;
      const bytes = await read(position, length);
      await compact(own.log, { ...own.settings, minDirtyRatio: 0 }, Date.now() + 10);
      return bytes;
    };
    assert.deepEqual(await findByTime(own.log, 1_006, 9), { offset: 6, timestamp: 1_006 });
  });

  test('a checkpoint that is ahead of the file counts neither at the next start nor later', async () => {
    for (let n = 0; n < 5; n++) await own.append([{ value: 'v' }]);
    const [segment] = own.log.segments;
    assert.ok(segment);
    segment.write = () => new Promise(() => undefined); // the kill comes before this write
    own.log.append(...toAppend([{ value: 'open' }], { producerId: 9, producerEpoch: 0, baseSequence: 0, isTransactional: true }));
    await own.log.startAt(1);
    await own.openAsAfterKill();
    assert.deepEqual([own.log.logStartOffset, own.log.endOffset, own.log.lastStableOffset], [1, 5, 5]);
    for (let n = 0; n < 3; n++) await own.append([{ value: 'v' }]);
    await own.openAsAfterKill();
    assert.deepEqual([own.log.logStartOffset, own.log.endOffset, own.log.lastStableOffset], [1, 8, 8]);
  });

  test('two that remove records at once both succeed, and the checkpoint is whole', async () => {
    for (let n = 0; n < 400; n++) await own.append([{ value: 'v' }], { producerId: n, producerEpoch: 0, baseSequence: 0 });
    for (let offset = 1; offset < 300; offset += 3) {
      const first = own.log.startAt(offset);
      own.log.append(...toAppend([{ value: 'v' }], { producerId: 1_000 + offset, producerEpoch: 0, baseSequence: 0 }));
      await Promise.all([first, own.log.startAt(offset + 1)]);
      const checkpoint = JSON.parse(await readFile(join(own.folder, 'checkpoint'), 'utf8')) as { logStartOffset: number };
      assert.equal(checkpoint.logStartOffset, offset + 1);
    }
    assert.deepEqual(
      (await readdir(own.folder)).filter((file) => file.endsWith('.new')),
      [],
    );
  });

  test('records whose removal could not be kept are still there, and can be removed later', async () => {
    for (let n = 0; n < 5; n++) await own.append([{ value: `${n}` }]);
    // Something is in the way of the new checkpoint, as a full disk would be.
    const blocked = join(own.folder, 'checkpoint.new');
    await mkdir(blocked);
    await assert.rejects(own.log.startAt(3), { code: 56 });
    assert.equal(own.log.logStartOffset, 0);
    await rm(blocked, { recursive: true });
    await own.log.startAt(3);
    await own.openAsAfterKill();
    assert.deepEqual(await own.values(), ['3:3', '4:4']);
  });

  test('what a compaction had merged when it was killed is there once', async () => {
    own.settings.segmentBytes = 150;
    for (let n = 0; n < 6; n++) await own.append([{ key: `k${n}`, value: 'old' }]);
    for (let n = 0; n < 6; n++) await own.append([{ key: `k${n}`, value: 'new' }]);
    const before = (await readdir(own.folder)).filter((file) => file.endsWith('.log')).sort();
    const copies = new Map<string, Buffer>();
    for (const file of before) copies.set(file, await readFile(join(own.folder, file)));
    await compact(own.log, { ...own.settings, minDirtyRatio: 0, segmentBytes: 10_000 }, Date.now() + 10);
    const values = await own.values();
    const merged = (await readdir(own.folder)).filter((file) => file.endsWith('.log'));
    assert.ok(merged.length < before.length, 'several became one');
    // The kill came when the copy was in its place, and the others were not yet removed.
    for (const [file, bytes] of copies) if (!merged.includes(file)) await writeFile(join(own.folder, file), bytes);
    await copyFile(join(own.folder, FIRST), join(own.folder, `${FIRST}.cleaned`));
    await own.openAsAfterKill();
    assert.deepEqual(await own.values(), values);
    assert.deepEqual(
      (await readdir(own.folder)).filter((file) => !file.endsWith('.index') && file !== 'checkpoint').sort(),
      merged.sort(),
    );
    assert.equal(await own.append([{ key: 'next', value: 'v' }]), 12);
  });

  test('an index that cannot be written does not refuse what is in the log', async () => {
    await own.append([{ value: 'first' }]);
    await mkdir(join(own.folder, FIRST.replace('.log', '.index'))); // in the way of the index
    for (let n = 1; n <= 300; n++) await own.append([{ value: 'x'.repeat(17_000) }]);
    assert.equal(own.log.highWatermark, 301);
    await rm(join(own.folder, FIRST.replace('.log', '.index')), { recursive: true });
    await own.append([{ value: 'last' }]);
    await eventually(async () => assert.ok((await readdir(own.folder)).includes(FIRST.replace('.log', '.index'))));
    await own.openAsAfterKill();
    assert.deepEqual([own.log.endOffset, (await own.values(301))[0]], [302, '301:last']);
  });
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import {
  HEADER_BYTES,
  isIntact,
  makeBatch,
  placeBatch,
  readHeader,
  stampBatch,
} from '../../../../runner/services/kafka/embedded/records/batch.ts';
import { CODECS, pack, unpack } from '../../../../runner/services/kafka/embedded/records/compression.ts';
import { makeMarkerBatch, readMarker } from '../../../../runner/services/kafka/embedded/records/control.ts';
import { crc32c } from '../../../../runner/services/kafka/embedded/records/crc32c.ts';
import { readRecords } from '../../../../runner/services/kafka/embedded/records/records.ts';
import { seededRandom } from '../../../support/seeded-random.ts';
import { testBatch } from '../make-batch.ts';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('CRC-32C', () => {
  test('has the check values of RFC 3720', () => {
    assert.equal(crc32c(Buffer.from('123456789')), 0xe3069283);
    assert.equal(crc32c(Buffer.alloc(32)), 0x8a9136aa);
    assert.equal(crc32c(Buffer.alloc(32, 0xff)), 0x62a8ab43);
    assert.equal(crc32c(Buffer.from(Array.from({ length: 32 }, (_, at) => at))), 0x46dd794e);
  });

  test('is the same byte by byte as in steps of eight', () => {
    const random = seededRandom(7);
    const bytes = Buffer.from(Array.from({ length: 100 }, () => Math.floor(random() * 256)));
    for (let start = 0; start < 20; start++) {
      for (let end = start; end < 60; end++) assert.equal(crc32c(bytes, start, end), slowCrc(bytes.subarray(start, end)));
    }
  });
});

/** Bit by bit, from the polynomial. */
function slowCrc(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return ~crc >>> 0;
}

describe('a batch', () => {
  test('gets its place in the log without a new checksum', () => {
    const batch = testBatch([{ value: 'a' }, { value: 'b' }]);
    placeBatch(batch, 0, { baseOffset: 2 ** 40 + 5, leaderEpoch: 3 });
    const { baseOffset, lastOffset, leaderEpoch, bytes, count } = readHeader(batch);
    assert.deepEqual([baseOffset, lastOffset, leaderEpoch, bytes, count], [2 ** 40 + 5, 2 ** 40 + 6, 3, batch.length, 2]);
    assert.ok(isIntact(batch));
  });

  test('has a wrong checksum as soon as one bit is another', () => {
    const batch = testBatch([{ value: 'a' }]);
    for (let at = 21; at < batch.length; at++) {
      const broken = Buffer.from(batch);
      broken.writeUInt8(broken.readUInt8(at) ^ 1, at);
      assert.equal(isIntact(broken), false, `byte ${at}`);
    }
  });

  test('that the broker stamps has one time for all records', () => {
    const batch = testBatch([{ value: 'a' }, { value: 'b' }]);
    stampBatch(batch, 0, 1_800_000_000_000);
    assert.ok(isIntact(batch));
    assert.deepEqual(
      [...readRecords(batch)].map(({ timestamp }) => timestamp),
      [1_800_000_000_000, 1_800_000_000_000],
    );
  });

  test('that ends a transaction says how', () => {
    const marker = makeMarkerBatch({ producerId: 7, producerEpoch: 2 }, { isCommit: true, coordinatorEpoch: 4 }, 1_000);
    const { isControl, isTransactional, producerId, producerEpoch } = readHeader(marker);
    assert.deepEqual([isControl, isTransactional, producerId, producerEpoch], [true, true, 7, 2]);
    assert.deepEqual(readMarker(marker, 0), { isCommit: true, coordinatorEpoch: 4 });
  });

  for (const [codec, pack] of [
    [1, gzipSync],
    [4, zstdCompressSync],
  ] as const) {
    test(`compressed with codec ${codec} is opened`, () => {
      const plain = testBatch([{ key: 'k', value: 'x'.repeat(500) }, { value: null }]);
      const packed = makeBatch({ ...readHeader(plain), codec }, pack(plain.subarray(HEADER_BYTES)));
      const read = [...readRecords(packed)].map(({ key, value, offset }) => [offset, key?.toString(), value?.toString()]);
      assert.deepEqual(read, [
        [0, 'k', 'x'.repeat(500)],
        [1, undefined, undefined],
      ]);
    });
  }
});

describe('compression without a library', () => {
  // Blocks made by hand from the formats' descriptions: literals, and copies that overlap themselves.
  const text = 'towpath towpath towpath towpath.';
  const snappyBlock = hex(`20 1c ${Buffer.from('towpath ').toString('hex')} 5a 08 00 00 2e`);

  test('a raw snappy block', () => assert.equal(unpack(2, snappyBlock).toString(), text));

  test('snappy blocks in the framing of Java clients', () => {
    const framed = Buffer.concat([
      hex('82534e4150505900 00000001 00000001'),
      hex('0000000f'),
      snappyBlock,
      hex('0000000f'),
      snappyBlock,
    ]);
    assert.equal(unpack(2, framed).toString(), text + text);
  });

  test('an LZ4 frame', () => {
    // A literal of 8, a copy of 23 from 8 back, then a literal of 1.
    const block = hex(`8f ${Buffer.from('towpath ').toString('hex')} 0800 04 10 2e`);
    const frame = Buffer.concat([
      hex('04224d18 60 40 82'),
      hex('0e000000'),
      block,
      hex('01000080'),
      Buffer.from('!'),
      hex('00000000'),
    ]);
    assert.equal(unpack(3, frame).toString(), `${text}!`);
  });

  test('damaged bytes are an error, never a crash, and never more memory than was said', () => {
    const random = seededRandom(11);
    const lz4 = Buffer.concat([
      hex('04224d18 60 40 82'),
      hex('0e000000'),
      hex(`8f ${Buffer.from('towpath ').toString('hex')} 0800 04 10 2e 00000000`),
    ]);
    for (const [codec, good] of [
      [2, snappyBlock],
      [3, lz4],
      [1, gzipSync(text)],
      [4, zstdCompressSync(text)],
    ] as const) {
      for (let round = 0; round < 500; round++) {
        const broken = Buffer.from(good);
        broken[Math.floor(random() * broken.length)] = Math.floor(random() * 256);
        try {
          assert.ok(unpack(codec, broken.subarray(0, 1 + Math.floor(random() * broken.length))).length < 1_000_000_000);
        } catch (error) {
          assert.ok(error instanceof Error);
        }
      }
    }
    assert.throws(() => unpack(2, hex('ffffffff0f 00')), /more than 268435456/);
    assert.throws(() => unpack(5, text as unknown as Buffer), { message: 'There is no compression 5.' });
  });
});

describe('what a topic compresses itself', () => {
  const random = seededRandom(11);
  const text = Buffer.from(Array.from({ length: 9_000 }, (_, at) => `{"machine":"m-${at % 17}","value":${at}}\n`).join(''));
  const noise = Buffer.from(Array.from({ length: 200_000 }, () => Math.floor(random() * 256)));
  const samples = [Buffer.alloc(0), Buffer.from('a'), Buffer.from('abcabcabcabcabcabc'), Buffer.alloc(200_000, 1), text, noise];

  for (const [codec, name] of CODECS.entries()) {
    test(`${name} comes back as it went, of any size, and text gets smaller`, () => {
      const compression = { codec, level: name === 'zstd' ? 3 : -1 };
      for (const sample of samples) assert.ok(unpack(codec, pack(sample, compression)).equals(sample), `${sample.length} bytes`);
      if (name !== 'none') assert.ok(pack(text, compression).length < text.length / 2, `${pack(text, compression).length}`);
    });
  }
});

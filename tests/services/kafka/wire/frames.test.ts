import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BadFrame, Frames } from '../../../../runner/services/kafka/embedded/wire/frames.ts';
import { isAlone, release } from '../../../../runner/services/kafka/embedded/wire/release.ts';
import { seededRandom } from '../../../support/seeded-random.ts';
import { framed } from '../wire-client.ts';

const KB = 1_024;

/** A piece as a socket gives it: memory of its own. */
function piece(bytes: Buffer): Buffer {
  const own = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(own);
  return own;
}

function* cutInPieces(bytes: Buffer, random: () => number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; ) {
    const length = random() < 0.3 ? 1 + Math.floor(random() * 8) : Math.floor(random() * 64 * KB) + 1;
    yield piece(bytes.subarray(at, at + length));
    at += length;
  }
}

describe('cutting a stream into frames', () => {
  test('frames come out as they went in, however the stream is cut, also when others are given back meanwhile', () => {
    const random = seededRandom(3);
    for (let round = 0; round < 40; round++) {
      const sent = Array.from({ length: 30 }, (_, at) => Buffer.alloc(Math.floor(random() ** 3 * 300 * KB), `${round}/${at};`));
      const frames = new Frames(KB * KB);
      const kept: { at: number; frame: Buffer }[] = [];
      let at = 0;
      for (const part of cutInPieces(Buffer.concat(sent.map(framed)), random)) {
        for (const frame of frames.take(part)) {
          assert.ok(frame.equals(sent[at] as Buffer), `frame ${at} of round ${round}`);
          // As a connection does with requests of which nothing is kept; the others stay as they are.
          if (random() < 0.5 && isAlone(frame)) release(frame);
          else kept.push({ at, frame });
          at++;
        }
      }
      assert.equal(at, sent.length);
      for (const { at: which, frame } of kept) assert.ok(frame.equals(sent[which] as Buffer), `frame ${which} was kept`);
    }
  });

  test('a piece in the middle of a frame is given back at once, those at its ends are not', () => {
    const whole = framed(Buffer.alloc(200 * KB, 'big'));
    const before = framed(Buffer.from('before'));
    const after = framed(Buffer.from('after'));
    const stream = Buffer.concat([before, whole, after]);
    const pieces = [0, 64, 128, 192].map((from) => piece(stream.subarray(from * KB, (from + 64) * KB)));
    const frames = new Frames(KB * KB);
    const got = pieces.flatMap((part) => [...frames.take(part)]);
    assert.deepEqual(
      got.map((frame) => frame.toString('latin1', 0, 6)),
      ['before', 'bigbig', 'after'],
    );
    assert.ok(got[1]?.equals(whole.subarray(4)));
    assert.deepEqual(
      pieces.map(({ length }) => length > 0),
      [true, false, false, true],
    );
  });

  test('a piece that is a part of other memory is left alone', () => {
    const shared = Buffer.alloc(400 * KB, 'shared');
    const stream = framed(Buffer.alloc(200 * KB, 'x'));
    const frames = new Frames(KB * KB);
    stream.copy(shared, 100 * KB);
    const parts = [0, 64, 128, 192].map((from) => shared.subarray((100 + from) * KB, Math.min((164 + from) * KB, 300 * KB + 4)));
    const [frame] = parts.flatMap((part) => [...frames.take(part)]);
    assert.ok(frame?.equals(stream.subarray(4)));
    assert.equal(shared.toString('latin1', 0, 6), 'shared');
  });

  test('a length that is a lie is refused before anything is kept', () => {
    const length = Buffer.alloc(4);
    length.writeInt32BE(KB * KB + 1);
    assert.throws(() => [...new Frames(KB * KB).take(length)], BadFrame);
  });
});

describe('giving memory back', () => {
  test('takes it from a big buffer', () => {
    const big = Buffer.allocUnsafeSlow(100 * KB);
    assert.ok(isAlone(big));
    release(big);
    assert.deepEqual([big.length, big.buffer.byteLength], [0, 0]);
    release(big); // and once more does no harm
  });

  test('never touches the pool that small buffers share', () => {
    const small = Buffer.allocUnsafe(Buffer.poolSize / 2 - 1);
    const neighbour = Buffer.from('neighbour');
    assert.ok(!isAlone(neighbour));
    for (const buffer of [small, neighbour, Buffer.from('')]) release(buffer);
    assert.equal(neighbour.toString(), 'neighbour');
    assert.equal(Buffer.from('another').toString(), 'another');
    assert.ok(isAlone(Buffer.allocUnsafe(Buffer.poolSize / 2)), 'from this length on, Node gives memory of its own');
  });
});

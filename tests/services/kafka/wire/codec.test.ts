import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { APIS } from '../../../../runner/services/kafka/embedded/apis/apis.ts';
import { compile } from '../../../../runner/services/kafka/embedded/wire/codec.ts';
import { type Fields, isIn, list, readNotation, struct } from '../../../../runner/services/kafka/embedded/wire/notation.ts';
import { Reader } from '../../../../runner/services/kafka/embedded/wire/reader.ts';
import { Writer } from '../../../../runner/services/kafka/embedded/wire/writer.ts';
import { seededRandom } from '../../../support/seeded-random.ts';
import { randomMessage } from './random-message.ts';

const ROUNDS = 20;

/** The fields that a version has: what is read has the others too, with their defaults. */
function present(message: unknown, fields: Fields, version: number): unknown {
  if (message === null) return null;
  const entries = readNotation(fields)
    .filter(({ versions }) => isIn(version, versions))
    .map(({ name, fields: inner, isList }) => {
      const value = (message as Record<string, unknown>)[name];
      if (!inner || value === null) return [name, value];
      return [name, isList ? (value as unknown[]).map((item) => present(item, inner, version)) : present(value, inner, version)];
    });
  return Object.fromEntries(entries);
}

function write(fields: Fields, shape: { version: number; isFlexible: boolean }, message: Record<string, unknown>): Buffer {
  const writer = new Writer();
  compile(fields, shape).write(writer, message);
  const { length } = writer;
  const bytes = Buffer.concat(writer.finish());
  assert.equal(bytes.length, length);
  return bytes;
}

describe('what is written is read again, in every version', () => {
  for (const api of APIS) {
    for (const side of ['request', 'response'] as const) {
      test(`${api.name} ${side}`, () => {
        const random = seededRandom(api.key * 2 + (side === 'request' ? 0 : 1));
        for (let version = api.versions.min; version <= api.versions.max; version++) {
          const shape = { version, isFlexible: version >= api.flexible };
          for (let round = 0; round < ROUNDS; round++) {
            const message = randomMessage(api[side], version, random);
            const bytes = write(api[side], shape, message);
            const reader = new Reader(bytes);
            const read = compile(api[side], shape).read(reader);
            assert.equal(reader.left, 0, `version ${version}`);
            assert.deepEqual(present(read, api[side], version), message, `version ${version}`);
          }
        }
      });
      test(`${api.name} ${side} that ends too early is refused, never read beyond its end`, () => {
        const version = api.versions.max;
        const shape = { version, isFlexible: version >= api.flexible };
        const bytes = write(api[side], shape, randomMessage(api[side], version, seededRandom(api.key)));
        for (let end = 0; end < Math.min(bytes.length, 400); end++) {
          assert.throws(
            () => compile(api[side], shape).read(new Reader(bytes.subarray(0, end))),
            { name: 'Error' },
            `${end} of ${bytes.length} bytes`,
          );
        }
      });
    }
  }
});

describe('the notation', () => {
  const message = {
    name: 'string?2+',
    numbers: '[]int32',
    since: 'int64 3+ = -1',
    inner: struct({ flag: 'bool = true' }, '? 1+ = null'),
    rows: list({ id: 'uuid', data: 'bytes' }, '1+ tag 4'),
  };

  test('a line is taken apart', () => {
    const [name, , since, inner, rows] = readNotation(message);
    assert.deepEqual([name?.type, name?.nullable], ['string', { min: 2, max: Number.POSITIVE_INFINITY }]);
    assert.deepEqual([since?.versions.min, since?.fallback], [3, '-1']);
    assert.deepEqual([inner?.type, inner?.isList, inner?.nullable.min, inner?.fallback], ['struct', false, 1, 'null']);
    assert.deepEqual([rows?.isList, rows?.tag, rows?.versions.min], [true, 4, 1]);
  });

  test('what a version has not gets its default', () => {
    const bytes = write(message, { version: 0, isFlexible: false }, { name: 'a', numbers: [7] });
    assert.deepEqual(bytes.toString('hex'), '000161' + '00000001' + '00000007');
    const read = compile(message, { version: 0, isFlexible: false }).read(new Reader(bytes));
    assert.deepEqual(read, { name: 'a', numbers: [7], since: -1, inner: null, rows: [] });
  });

  test('in the flexible encoding lengths are varints plus one, and what is tagged comes last', () => {
    const bytes = write(
      message,
      { version: 3, isFlexible: true },
      { name: null, numbers: [], rows: [{ id: '0'.repeat(32), data: Buffer.of(9) }] },
    );
    const row = `${'00'.repeat(16)}020900`;
    assert.equal(bytes.toString('hex'), ['00', '01', 'ff'.repeat(8), 'ff', '01', '04', '14', '02', row].join(''));
  });

  test('unknown tags are skipped', () => {
    const bytes = Buffer.concat([
      Buffer.from(['00', '01', 'ff'.repeat(8), 'ff'].join(''), 'hex'),
      Buffer.from('01630301020303'.slice(0, 12), 'hex'),
    ]);
    const read = compile(message, { version: 3, isFlexible: true }).read(new Reader(bytes));
    assert.deepEqual(read, { name: null, numbers: [], since: -1, inner: null, rows: [] });
  });

  test('a null where there may be none is refused by name', () => {
    const read = () =>
      compile({ group: 'string' }, { version: 0, isFlexible: false }).read(new Reader(Buffer.from('ffff', 'hex')));
    assert.throws(read, { message: 'group is null, which it cannot be.' });
  });

  test('a list that says it is longer than the message is refused before it takes memory', () => {
    const read = () =>
      compile({ items: '[]int32' }, { version: 0, isFlexible: false }).read(new Reader(Buffer.from('7fffffff0001', 'hex')));
    assert.throws(read, { message: 'items has 2147483647 items in 2 bytes.' });
  });

  test('a line that is not in the notation is an error with its field', () => {
    assert.throws(() => readNotation({ size: 'int32 since 7' }), {
      message: 'The field size is described as "int32 since 7", which is not in the notation.',
    });
  });
});

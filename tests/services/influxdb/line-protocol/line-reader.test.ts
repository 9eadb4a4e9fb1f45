import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LineReader } from '../../../../runner/services/influxdb/embedded/line-protocol/line-reader.ts';
import { FIELD_TYPES } from '../../../../runner/services/influxdb/embedded/line-protocol/point-buffer.ts';
import { readPrecision } from '../../../../runner/services/influxdb/embedded/line-protocol/precision.ts';

const NOW = { ms: 1_600_000_000_123, ns: 456_789 };

/** What lines say: each point as a list, then the mistakes. */
function read(text: string, { precision = 'n', isKnownKey = true } = {}) {
  const options = { precision: readPrecision(precision), now: NOW, isKnownKey: () => isKnownKey };
  const reader = new LineReader(Buffer.from(text), options);
  const points: unknown[][] = [];
  while (reader.next()) {
    const { key, count, names, codes, numbers, others, ms, ns } = reader.point;
    const fields = names.slice(0, count).flatMap((name, at) => [name, FIELD_TYPES[codes[at] ?? 9], others[at] ?? numbers[at]]);
    points.push([key, ...fields, ms, ns]);
  }
  return { points, errors: reader.errors };
}

const TIME = [1_600_000_000_000, 1] as const;

/** Lines and what they say, plain ones and others. */
const LINES: readonly [string, readonly unknown[]][] = [
  ['m v=1.5 1600000000000000001', ['m', 'v', 'float', 1.5, ...TIME]],
  [
    'm,a=b,c=d v=-2i,w="x",x=t,y=false 1600000000000000001',
    ['m,a=b,c=d', 'v', 'integer', -2, 'w', 'string', 'x', 'x', 'boolean', 1, 'y', 'boolean', 0, ...TIME],
  ],
  [
    'm v=0.1,w=100,x=123456789012345,y=0.30000000000000004 1',
    ['m', 'v', 'float', 0.1, 'w', 'float', 100, 'x', 'float', 123456789012345, 'y', 'float', 0.30000000000000004, 0, 1],
  ],
  ['m v=1e3,w=-1.5E-2,x=.5,y=5. 1', ['m', 'v', 'float', 1000, 'w', 'float', -0.015, 'x', 'float', 0.5, 'y', 'float', 5, 0, 1]],
  [
    'm v=9223372036854775807i,w=-9223372036854775808i 1',
    ['m', 'v', 'integer', 9223372036854775807n, 'w', 'integer', -9223372036854775808n, 0, 1],
  ],
  ['m v=1 -1', ['m', 'v', 'float', 1, -1, 999_999]],
  ['m v=1', ['m', 'v', 'float', 1, NOW.ms, NOW.ns]],
  ['  m  v=1   5  ', ['m', 'v', 'float', 1, 0, 5]],
  ['m v="a \\"b\\" \\\\ c,=\nd" 5', ['m', 'v', 'string', 'a "b" \\ c,=\nd', 0, 5]],
  ['m v="ö ✓" 5', ['m', 'v', 'string', 'ö ✓', 0, 5]],
  ['m\\,x,a\\ b=c\\=d v\\ w=1 5', ['m\\,x,a\\ b=c\\=d', 'v\\ w', 'float', 1, 0, 5]],
  ['m v=True,w=FALSE,x=T,y=F 5', ['m', 'v', 'boolean', 1, 'w', 'boolean', 0, 'x', 'boolean', 1, 'y', 'boolean', 0, 0, 5]],
];

/** As InfluxDB 1.6.7 says it. */
const MISTAKES: readonly [string, string][] = [
  ['m', 'missing fields'],
  ['m ', 'invalid field format'],
  ['m,a', 'missing tag value'],
  ['m,a= v=1', 'missing tag value'],
  ['m,=b v=1', 'missing tag key'],
  ['m,a=b, v=1', 'missing tag key'],
  ['m,a=b=c v=1 5', 'invalid tag format'],
  ['m,a=b,a=c v=1 5', 'duplicate tags'],
  ['m,a=b', 'missing fields'],
  [',a=b v=1', 'missing measurement'],
  ['m v', 'invalid field format'],
  ['m v=', 'missing field value'],
  ['m =1', 'missing field key'],
  ['m v=1,=2', 'missing field key'],
  ['m v=1, 5', 'invalid field format'],
  ['m v=1,,w=2 5', 'invalid field format'],
  ['m v="x', 'unbalanced quotes'],
  ['m v=1 abc', 'bad timestamp'],
  ['m v=1 5\r', 'bad timestamp'],
  ['m v=1 12 13', 'point is invalid'],
  ['m v=1e 5', 'invalid float'],
  ['m v=1e400 5', 'invalid float'],
  ['m v=1.2.3 5', 'invalid number'],
  ['m v=NaN 5', 'invalid number'],
  ['m v=1.5i 5', 'invalid number'],
  ['m v=1u 5', 'invalid number'],
  ['m v=+1 5', 'invalid boolean'],
  ['m v=inf 5', 'invalid boolean'],
  ['m v=tru 5', 'invalid boolean'],
  [
    'm v=9223372036854775808i 5',
    'unable to parse integer 9223372036854775808: strconv.ParseInt: parsing "9223372036854775808": value out of range',
  ],
  ['m v=1 9223372036854775807', 'time outside range -9223372036854775806 - 9223372036854775806'],
  ['m v=1 99999999999999999999', 'strconv.ParseInt: parsing "99999999999999999999": value out of range'],
];

describe('line protocol', () => {
  for (const [line, point] of LINES)
    test(`${JSON.stringify(line)} is read, quickly or slowly`, () => {
      for (const isKnownKey of [true, false]) assert.deepEqual(read(line, { isKnownKey }), { points: [point], errors: [] });
    });

  for (const [line, mistake] of MISTAKES)
    test(`${JSON.stringify(line)} is a mistake: ${mistake}`, () => {
      assert.deepEqual(read(line, { isKnownKey: false }), { points: [], errors: [`unable to parse '${line}': ${mistake}`] });
    });

  test('a mistake does not hide the lines around it, comments and empty lines are nothing', () => {
    const text = 'm v=1 1\nbad\n# m v=9 9\n\n  \nm v=2 2\nm v=x 3\n';
    const points = [
      ['m', 'v', 'float', 1, 0, 1],
      ['m', 'v', 'float', 2, 0, 2],
    ];
    const errors = ["unable to parse 'bad': missing fields", "unable to parse 'm v=x 3': invalid boolean"];
    assert.deepEqual(read(text, { isKnownKey: false }), { points, errors });
  });

  const times: readonly [string, string, number, number][] = [
    ['u', '1600000000000123', 1_600_000_000_000, 123_000],
    ['ms', '1600000000123', 1_600_000_000_123, 0],
    ['s', '1600000000', 1_600_000_000_000, 0],
    ['m', '26666666', 1_599_999_960_000, 0],
    ['h', '444444', 1_599_998_400_000, 0],
    ['fortnight', '1600000000000000123', 1_600_000_000_000, 123],
  ];
  for (const [precision, digits, ms, ns] of times)
    test(`a time of precision ${precision} is exact, and a point without one has none finer`, () => {
      for (const isKnownKey of [true, false])
        assert.deepEqual(read(`m v=1 ${digits}`, { precision, isKnownKey }).points, [['m', 'v', 'float', 1, ms, ns]]);
      const [, , , , nowMs, nowNs] = read('m v=1', { precision }).points[0] ?? [];
      const unit = readPrecision(precision).ns;
      const count = BigInt(NOW.ms) * 1_000_000n + BigInt(NOW.ns);
      assert.equal(BigInt(Number(nowMs)) * 1_000_000n + BigInt(Number(nowNs)), count - (count % unit));
    });

  test('numbers of every length are the doubles that JavaScript reads, whichever way they are read', () => {
    for (let digits = 1; digits <= 22; digits++)
      for (let point = 0; point <= digits; point++) {
        const all = '9182736455463728190123'.slice(0, digits);
        const text = point === 0 ? all : `${all.slice(0, point)}.${all.slice(point)}`;
        assert.deepEqual(read(`m v=${text},w=-${text} 1`).points, [
          ['m', 'v', 'float', Number(text), 'w', 'float', -Number(text), 0, 1],
        ]);
      }
  });
});

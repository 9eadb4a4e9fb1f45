import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatInterval, readDuration } from '../../../runner/services/grafana/embedded/durations.ts';
import { compileQuery } from '../../../runner/services/grafana/embedded/influx/compile-query.ts';
import { frameName } from '../../../runner/services/grafana/embedded/influx/frame-name.ts';
import { toFrames } from '../../../runner/services/grafana/embedded/influx/frames.ts';
import { queryModel } from '../../../runner/services/grafana/embedded/influx/query-model.ts';
import { readTime } from '../../../runner/services/grafana/embedded/time-range.ts';

const compile = (query: Record<string, unknown>) => compileQuery(queryModel.parse(query), { from: 1000, to: 61_000 });
const RANGE = 'time >= 1000ms and time <= 61000ms';
const mean = [
  { type: 'field', params: ['temp'] },
  { type: 'mean', params: [] },
];

describe('a query of a panel as InfluxQL', () => {
  const cases: [string, Record<string, unknown>, string][] = [
    [
      'raw, with the words for time and interval',
      {
        rawQuery: true,
        query: 'SELECT mean(v) FROM m WHERE $timeFilter GROUP BY time($__interval), time($interval), $__interval_ms',
        intervalMs: 10_000,
      },
      `SELECT mean(v) FROM m WHERE ${RANGE} GROUP BY time(10s), time(10s), 10000`,
    ],
    [
      'built: field, function, group by time and tag, fill',
      {
        measurement: 'machine',
        select: [mean],
        groupBy: [
          { type: 'time', params: ['$__interval'] },
          { type: 'tag', params: ['machine::tag'] },
          { type: 'fill', params: ['null'] },
        ],
        intervalMs: 500,
      },
      `SELECT mean("temp") FROM "machine" WHERE ${RANGE} GROUP BY time(500ms), "machine"::tag fill(null)`,
    ],
    [
      'built: two columns, maths, an alias, numbers as parameters',
      {
        measurement: 'm',
        select: [
          [...mean, { type: 'math', params: ['* 1.8 + 32'] }, { type: 'alias', params: ['°F'] }],
          [
            { type: 'field', params: ['temp'] },
            { type: 'percentile', params: [95] },
          ],
        ],
        groupBy: [{ type: 'time', params: ['auto'] }],
      },
      `SELECT mean("temp") * 1.8 + 32 AS "°F", percentile("temp", 95) FROM "m" WHERE ${RANGE} GROUP BY time(1s)`,
    ],
    [
      'built: conditions on tags',
      {
        measurement: '/^m.*$/',
        policy: 'week',
        select: [[{ type: 'field', params: ['*'] }]],
        tags: [
          { key: 'machine', value: '/^(drill|press)$/' },
          { key: 'line', value: 'a\\b', condition: 'OR', operator: '!=' },
          { key: 'n', value: '5', operator: '>' },
          { key: 'on::field', value: 'TRUE', operator: 'Is' },
          { key: 'room::tag', value: '12', operator: 'Is Not' },
          { key: 'one', value: '/^drill$/', operator: '=' },
        ],
      },
      `SELECT * FROM "week"./^m.*$/ WHERE ("machine" =~ /^(drill|press)$/ OR "line" != 'a\\\\b' AND "n" > 5 AND "on"::field = true AND "room"::tag != '12' AND "one" = 'drill') AND ${RANGE}`,
    ],
    [
      'built: order, limits and time zone',
      { measurement: 'm', select: [mean], orderByTime: 'DESC', limit: 10, slimit: '3', tz: 'Europe/Berlin' },
      `SELECT mean("temp") FROM "m" WHERE ${RANGE} ORDER BY time DESC limit 10 slimit 3 tz('Europe/Berlin')`,
    ],
  ];
  for (const [name, query, expected] of cases) test(name, () => assert.equal(compile(query), expected));

  test('a step that Grafana does not know is an error', () => {
    assert.throws(() => compile({ measurement: 'm', select: [[{ type: 'nonsense', params: [] }]] }), {
      message: 'missing query definition for "nonsense"',
    });
  });
});

describe('the name of a line', () => {
  const series = { name: 'plant.cpu', tags: { machine: 'drill', 'room no': '7' }, columns: ['time', 'mean'] };
  const names: [string, string][] = [
    ['', 'plant.cpu.mean { machine: drill, room no: 7 }'],
    ['$tag_machine', 'drill'],
    ['[[tag_machine]] in [[tag_room no]]', 'drill in 7'],
    ['$m $measurement $col', 'plant.cpu plant.cpu mean'],
    ['$1 of $0, $5', 'cpu of plant, $5'],
    ['every $__interval ($__interval_ms)', 'every 10s (10000)'],
    ['$tag_other $word', '$tag_other $word'],
  ];
  for (const [alias, name] of names)
    test(`${alias || 'without an alias'} is ${name}`, () =>
      assert.equal(frameName(series, 'mean', { alias, intervalMs: 10_000 }), name));
});

describe('data frames', () => {
  const framing = { refId: 'A', alias: '', intervalMs: 1000, resultFormat: 'time_series', executed: 'SELECT …' };
  const series = [
    {
      name: 'm',
      tags: { t: 'a' },
      columns: ['time', 'mean', 'word'],
      values: [
        [1, null, 'x'],
        [2, 1.5, null],
      ],
    },
    { name: 'm', tags: { t: 'b' }, columns: ['time', 'mean', 'word'], values: [[1, 2, null]] },
  ];

  test('as lines: one per series and column, with labels; what is null stays null', () => {
    const frames = toFrames(series, framing);
    assert.deepEqual(
      frames.map(({ schema }) => schema.name),
      ['m.mean { t: a }', 'm.word { t: a }', 'm.mean { t: b }', 'm.word { t: b }'],
    );
    assert.deepEqual(frames[0], {
      schema: {
        name: 'm.mean { t: a }',
        refId: 'A',
        meta: { preferredVisualisationType: 'graph', executedQueryString: 'SELECT …' },
        fields: [
          { name: 'Time', type: 'time', typeInfo: { frame: 'time.Time' } },
          {
            name: 'Value',
            type: 'number',
            typeInfo: { frame: 'float64', nullable: true },
            labels: { t: 'a' },
            config: { displayNameFromDS: 'm.mean { t: a }' },
          },
        ],
      },
      data: {
        values: [
          [1, 2],
          [null, 1.5],
        ],
      },
    });
    assert.deepEqual(frames[1]?.data.values, [
      [1, 2],
      ['x', null],
    ]);
  });

  test('as a table: one frame, tags as columns', () => {
    const [table, ...others] = toFrames(series, { ...framing, resultFormat: 'table' });
    assert.equal(others.length, 0);
    assert.deepEqual(
      table?.schema.fields.map(({ name, type }) => [name, type]),
      [
        ['Time', 'time'],
        ['t', 'string'],
        ['mean', 'number'],
        ['word', 'string'],
      ],
    );
    assert.deepEqual(table?.data.values, [
      [1, 2, 1],
      ['a', 'a', 'b'],
      [null, 1.5, 2],
      ['x', null, null],
    ]);
  });

  test('of what SHOW answers: a list; of tag values the values', () => {
    const shown = [
      {
        name: 'm',
        columns: ['key', 'value'],
        values: [
          ['t', 'a'],
          ['t', 'b'],
        ],
      },
    ];
    const of = (executed: string) => toFrames(shown, { ...framing, executed })[0]?.data.values;
    assert.deepEqual(of('SHOW TAG VALUES FROM m WITH KEY = t'), [['a', 'b']]);
    assert.deepEqual(of('SHOW SOMETHING'), [['t', 't']]);
    assert.deepEqual(toFrames([], framing), []);
  });
});

describe('times', () => {
  const now = Date.parse('2026-11-21T13:45:30.500Z');
  const times: [string, boolean, string | undefined][] = [
    ['now', false, '2026-11-21T13:45:30.500Z'],
    ['now-15m', false, '2026-11-21T13:30:30.500Z'],
    ['now-1d+1h', false, '2026-11-20T14:45:30.500Z'],
    ['now/d', false, '2026-11-21T00:00:00.000Z'],
    ['now/d', true, '2026-11-21T23:59:59.999Z'],
    ['now-1w/w', false, '2026-11-09T00:00:00.000Z'],
    ['1700000000000', false, '2023-11-14T22:13:20.000Z'],
    ['2026-01-02T03:04:05Z', false, '2026-01-02T03:04:05.000Z'],
    ['yesterday', false, undefined],
    ['now-5parsecs', false, undefined],
  ];
  for (const [text, end, expected] of times)
    test(`${text}${end ? ', as an end,' : ''} is ${expected ?? 'no time'}`, () => {
      const time = readTime(text, now, { end });
      assert.equal(time === undefined ? undefined : new Date(time).toISOString(), expected);
    });

  test('intervals are written in the largest unit they reach', () => {
    const intervals: [number, string][] = [
      [0.5, '1ms'],
      [999, '999ms'],
      [1000, '1s'],
      [90_000, '1m'],
      [7_200_000, '2h'],
      [86_400_000, '1d'],
    ];
    for (const [ms, text] of intervals) assert.equal(formatInterval(ms), text);
    assert.deepEqual(['1m30s', '250ms', '1M', 'x', '5'].map(readDuration), [90_000, 250, 2_592_000_000, undefined, undefined]);
  });
});

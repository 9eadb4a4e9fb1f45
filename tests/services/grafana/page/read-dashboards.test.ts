import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFrame } from '../../../../runner/services/grafana/page/browser/data/frame.ts';
import { reduce } from '../../../../runner/services/grafana/page/browser/data/reduce.ts';
import { inLine } from '../../../../runner/services/grafana/page/browser/fields/formatted.ts';
import { mapValue } from '../../../../runner/services/grafana/page/browser/fields/mappings.ts';
import { unitFormat } from '../../../../runner/services/grafana/page/browser/fields/units.ts';
import { openDashboard } from '../../../../runner/services/grafana/page/browser/model/open-dashboard.ts';
import { queryInterval, readDuration, writeInterval } from '../../../../runner/services/grafana/page/browser/time/duration.ts';
import { readTime } from '../../../../runner/services/grafana/page/browser/time/time-range.ts';
import { interpolate } from '../../../../runner/services/grafana/page/browser/variables/interpolate.ts';
import { readCustomOptions } from '../../../../runner/services/grafana/page/browser/variables/variable-options.ts';
import { layout } from '../../../../runner/services/grafana/page/browser/view/layout.ts';

const written = (unit: string, value: number, decimals?: number) => inLine(unitFormat(unit)(value, decimals));

test('values are written in the units of Grafana; an unknown unit stands behind the number', () => {
  const wanted: [string, number, string][] = [
    ['none', 21.456, '21.5'],
    ['short', 1_200_000, '1.20 Mil'],
    ['percentunit', 0.549, '54.9%'],
    ['celsius', 21, '21 °C'],
    ['s', 90, '1.50 mins'],
    ['ms', 0.5, '500 µs'],
    ['bytes', 1536, '1.50 KiB'],
    ['decbytes', 1500, '1.50 kB'],
    ['watt', 1500, '1.50 kW'],
    ['kwatt', 0.5, '500 W'],
    ['reqps', 12, '12 req/s'],
    ['rotrpm', 1400, '1400 rpm'],
    ['currencyEUR', 3, '€3'],
    ['furlongs', 3, '3 furlongs'],
    ['suffix:per shift', 3, '3 per shift'],
  ];
  assert.deepEqual(
    wanted.map(([unit, value]) => [unit, value, written(unit, value)]),
    wanted,
  );
  assert.equal(written('celsius', 21.456, 2), '21.46 °C');
});

test('times are read as Grafana writes them', () => {
  const now = Date.parse('2026-11-21T14:05:30Z');
  const at = (words: string, roundUp = false) => readTime(words, { now, roundUp });
  assert.equal(at('now-15m'), now - 900_000);
  assert.equal(at('now/m'), now - 30_000);
  assert.equal(at('now/m', true), now + 29_999);
  assert.equal(at(String(now)), now);
  assert.equal(at('2026-11-21T14:05:30Z'), now);
  assert.equal(at('now-x'), undefined);
  assert.equal(readDuration('1h30m'), 5_400_000);
  assert.equal(writeInterval(queryInterval(900_000, 800)), '1s');
  assert.equal(queryInterval(900_000, 800, 10_000), 10_000);
});

test('variables are filled in; what is not known is left to the server', () => {
  const fillings = new Map([
    ['machine', { value: ['a.b', 'c'], many: true, shown: 'a.b + c' }],
    ['one', { value: 'x', many: false }],
  ]);
  const query = "SELECT x WHERE m =~ /^$machine$/ AND n = '[[one]]' AND $timeFilter GROUP BY time($__interval)";
  assert.equal(
    interpolate(query, fillings, true),
    "SELECT x WHERE m =~ /^(a\\.b|c)$/ AND n = 'x' AND $timeFilter GROUP BY time($__interval)",
  );
  assert.equal(interpolate('About $machine', fillings), 'About a.b + c');
  assert.equal(interpolate('[[machine:csv]] [[machine:singlequote]]', fillings), "a.b,c 'a.b','c'");
  assert.deepEqual(readCustomOptions('a, Name : value, b\\,c'), [
    { text: 'a', value: 'a' },
    { text: 'Name', value: 'value' },
    { text: 'b,c', value: 'b,c' },
  ]);
});

test('calculations leave gaps out, and values are mapped by value, range and kind', () => {
  const values = [3, null, 1, 2, null];
  const calculations = ['lastNotNull', 'last', 'min', 'max', 'mean', 'sum', 'count', 'diff', 'p50', 'unheard'];
  assert.deepEqual(
    calculations.map((one) => reduce(values, one)),
    [2, null, 1, 3, 2, 6, 5, -1, 2, null],
  );
  const mappings = [
    { type: 'value', options: { '1': { text: 'On', color: 'green' } } },
    { type: 'range', options: { from: 10, to: null, result: { text: 'Many' } } },
    { type: 'special', options: { match: 'null', result: { text: 'Nothing' } } },
  ];
  assert.deepEqual(
    [1, 12, null, 5].map((value) => mapValue(value, mappings)),
    [{ text: 'On', color: 'green' }, { text: 'Many' }, { text: 'Nothing' }, undefined],
  );
});

test('numbers that JSON does not know come beside the values of a frame', () => {
  const schema = { refId: 'A', fields: [{ name: 'v', type: 'number' }] };
  const frame = readFrame({ schema, data: { values: [[1, null, null]], entities: [{ NaN: [1], Inf: [2] }] } }, 'A');
  assert.deepEqual(frame.fields[0]?.values, [1, Number.NaN, Number.POSITIVE_INFINITY]);
});

test('rows of before Grafana 5 become places in the grid; folded rows keep their panels to themselves', () => {
  const dashboard = openDashboard({
    title: 'Old',
    rows: [
      {
        height: '250px',
        panels: [
          { id: 1, type: 'graph', span: 6 },
          { id: 2, type: 'singlestat', span: 6 },
        ],
      },
      { height: 300, collapse: true, title: 'More', panels: [{ id: 3, type: 'text', span: 12 }] },
    ],
  });
  const placed = (toggled: number[]) =>
    layout(dashboard.panels, new Set(toggled), () => []).map(({ panel, place }) => [
      panel.type,
      place.x,
      place.y,
      place.w,
      place.h,
    ]);
  const row = dashboard.panels.find(({ type }) => type === 'row');
  assert.deepEqual(placed([]), [
    ['timeseries', 0, 0, 12, 7],
    ['stat', 12, 0, 12, 7],
    ['row', 0, 7, 24, 1],
  ]);
  assert.deepEqual(placed([row?.id ?? 0]).at(-1), ['text', 0, 8, 24, 8]);
});

test('a panel repeated for a variable stands beside itself, and what is below moves down', () => {
  const panel = (id: number, y: number, more = {}) => ({ id, type: 'text', gridPos: { x: 0, y, w: 24, h: 4 }, ...more });
  const { panels } = openDashboard({ panels: [panel(1, 0, { repeat: 'machine', maxPerRow: 2 }), panel(2, 4)] });
  const values = ['a', 'b', 'c'].map((value) => ({ text: value, value }));
  assert.deepEqual(
    layout(panels, new Set(), () => values).map(({ panel: { scope }, place }) => [scope?.machine, place.x, place.y, place.w]),
    [
      ['a', 0, 0, 12],
      ['b', 12, 0, 12],
      ['c', 0, 4, 12],
      [undefined, 0, 8, 24],
    ],
  );
});

test('a row repeated for a variable stands there once for each value, open or folded, and what is below moves down', () => {
  const row = { id: 1, type: 'row', repeat: 'machine', gridPos: { x: 0, y: 0, w: 24, h: 1 } };
  const text = (id: number, y: number) => ({ id, type: 'text', gridPos: { x: 0, y, w: 12, h: 4 } });
  const values = ['a', 'b'].map((value) => ({ text: value, value }));
  const placed = (panels: unknown[], toggled: number[] = []) =>
    layout(openDashboard({ panels }).panels, new Set(toggled), () => values).map(({ panel: { type, scope }, place }) => [
      type,
      scope?.machine,
      place.y,
    ]);
  const below = { id: 9, type: 'row', gridPos: { x: 0, y: 5, w: 24, h: 1 } };
  const open = [row, text(2, 1), below];
  assert.deepEqual(placed(open), [
    ['row', 'a', 0],
    ['text', 'a', 1],
    ['row', 'b', 5],
    ['text', 'b', 6],
    ['row', undefined, 10],
  ]);
  assert.deepEqual(placed(open, [1]), [
    ['row', 'a', 0],
    ['row', 'b', 1],
    ['text', 'b', 2],
    ['row', undefined, 6],
  ]);
  const folded = [
    { ...row, collapsed: true, panels: [text(2, 1)] },
    { ...below, gridPos: { x: 0, y: 1, w: 24, h: 1 } },
  ];
  assert.deepEqual(placed(folded, [1]), [
    ['row', 'a', 0],
    ['text', 'a', 1],
    ['row', 'b', 5],
    ['row', undefined, 6],
  ]);
});

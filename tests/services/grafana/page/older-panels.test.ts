import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Panel } from '../../../../runner/services/grafana/page/browser/model/dashboard-json.ts';
import { openDashboard } from '../../../../runner/services/grafana/page/browser/model/open-dashboard.ts';

type Json = Record<string, unknown>;

/** A panel as the page draws it. */
const opened = (panel: Json): Panel | undefined => openDashboard({ panels: [{ id: 1, title: 'Panel', ...panel }] }).panels[0];

const GRAPH: Json = { type: 'graph', lines: true, fill: 1, linewidth: 1, yaxes: [{ format: 'short' }, { format: 'short' }] };
const override = (more: Json) => ({ seriesOverrides: [{ alias: 'a', ...more }] });

/** Settings of a Graph, by the schema of Grafana 6; what is said instead of drawn stands beside it. */
const GRAPH_SETTINGS: readonly [set: Json, said?: string][] = [
  [{ bars: true }],
  [{ lines: false, points: true }],
  [{ points: true }],
  [{ pointradius: 5 }],
  [{ fill: 0 }],
  [{ fillGradient: 5 }],
  [{ linewidth: 3 }],
  [{ steppedLine: true }],
  [{ dashes: true, dashLength: 4, spaceLength: 2 }],
  [{ stack: true }],
  [{ stack: true, percentage: true }],
  [{ nullPointMode: 'connected' }],
  [{ nullPointMode: 'null as zero' }],
  [{ aliasColors: { a: '#890F02' } }],
  [{ decimals: 3 }],
  [{ yaxes: [{ format: 'celsius' }, {}] }],
  [{ yaxes: [{ format: 'short', min: '0', max: 100, decimals: 1 }, {}] }],
  [{ yaxes: [{ format: 'short', label: 'Heat' }, {}] }],
  [{ yaxes: [{ format: 'short', logBase: 10 }, {}] }],
  [{ yaxes: [{ format: 'short', show: false }, {}] }],
  [{ legend: { show: false } }],
  [{ legend: { alignAsTable: true, current: true, avg: true } }],
  [{ legend: { rightSide: true, sideWidth: 200 } }],
  [{ legend: { current: true, sort: 'current', sortDesc: true } }],
  [{ legend: { hideEmpty: true } }, 'hiding empty series in the legend'],
  [{ legend: { hideZero: true } }, 'hiding series of zeros in the legend'],
  [{ tooltip: { shared: false } }],
  [{ tooltip: { shared: true, sort: 2 } }],
  [{ thresholds: [{ value: 75, colorMode: 'critical', op: 'gt', line: true }] }],
  [{ thresholds: [{ value: 75, colorMode: 'custom', lineColor: '#123456', op: 'gt', fill: true }] }],
  [{ thresholds: [{ value: 75, colorMode: 'critical', op: 'lt', line: true }] }, 'thresholds from above'],
  [{ timeRegions: [{ from: '08:00' }] }, 'time regions'],
  [{ xaxis: { show: false } }, 'hiding the time axis'],
  [{ xaxis: { mode: 'histogram' } }, 'an x axis without time'],
  [{ alert: { name: 'Hot' } }, 'alerts'],
  [override({ yaxis: 2 })],
  [override({ color: '#123456' })],
  [override({ bars: true })],
  [override({ lines: false, points: true })],
  [override({ points: true })],
  [override({ dashes: true })],
  [override({ stack: false })],
  [override({ legend: false })],
  [override({ hideTooltip: true })],
  [override({ transform: 'negative-Y' })],
  [override({ linewidth: 4 })],
  [override({ fill: 0 })],
  [override({ steppedLine: true })],
  [override({ nullPointMode: 'connected' })],
  [override({ fillBelowTo: 'b' })],
];

test('each setting of a Graph comes into the time series that is drawn, or is said', () => {
  const plain = opened(GRAPH);
  const wrong = GRAPH_SETTINGS.filter(([set, said]) => {
    const panel = opened({ ...GRAPH, ...set });
    const drawn = (one?: Panel) => JSON.stringify([one?.type, one?.fieldConfig, one?.options]);
    return said ? !panel?.lacks.includes(said) : drawn(panel) === drawn(plain) || panel?.lacks.length !== 0;
  });
  assert.deepEqual(wrong, []);
});

test('a Singlestat keeps its calculation, colours, texts for values and gauge; words around the value are said', () => {
  const stored = {
    ...{
      type: 'singlestat',
      format: 'celsius',
      decimals: 1,
      valueName: 'max',
      thresholds: '60,75',
      prefix: 'up to ',
      nullText: '',
    },
    ...{ colors: ['#299c46', '#ed8128', '#d44a3a'], colorBackground: true, sparkline: { show: true }, mappingType: 1 },
    valueMaps: [
      { op: '=', value: 'null', text: 'N/A' },
      { op: '=', value: '0', text: 'Off' },
    ],
  };
  const panel = opened(stored);
  const { defaults } = panel?.fieldConfig ?? {};
  assert.deepEqual(
    [panel?.type, panel?.options.graphMode, panel?.options.colorMode, panel?.options.reduceOptions],
    ['stat', 'area', 'background', { calcs: ['max'], fields: '', values: false }],
  );
  assert.deepEqual(defaults?.thresholds?.steps, [
    { value: null, color: '#299c46' },
    { value: 60, color: '#ed8128' },
    { value: 75, color: '#d44a3a' },
  ]);
  assert.deepEqual(defaults?.mappings, [
    { type: 'special', options: { match: 'null', result: { text: 'N/A' } } },
    { type: 'value', options: { 0: { text: 'Off' } } },
  ]);
  assert.deepEqual(panel?.lacks, ['the prefix “up to ”']);
  const gauge = opened({ ...stored, gauge: { show: true, minValue: 10, maxValue: 90, thresholdLabels: true } });
  assert.deepEqual(
    [gauge?.type, gauge?.fieldConfig.defaults.min, gauge?.fieldConfig.defaults.max, gauge?.options.showThresholdLabels],
    ['gauge', 10, 90, true],
  );
});

test('a table of before Grafana 7 has its styles as overrides, and says what of them is left out', () => {
  const panel = opened({
    ...{ type: 'table', transform: 'timeseries_to_columns', sort: { col: 2, desc: true } },
    styles: [
      { pattern: 'Time', type: 'date', alias: 'When' },
      {
        pattern: '/heat/',
        type: 'number',
        unit: 'celsius',
        decimals: 1,
        colorMode: 'cell',
        colors: ['green', 'red'],
        thresholds: ['70'],
      },
      { pattern: 'id', type: 'hidden', link: true },
    ],
  });
  assert.deepEqual(panel?.transformations, [{ id: 'seriesToColumns', options: {} }]);
  assert.deepEqual(panel?.fieldConfig.overrides, [
    { matcher: { id: 'byName', options: 'Time' }, properties: [{ id: 'displayName', value: 'When' }] },
    {
      matcher: { id: 'byRegexp', options: '/heat/' },
      properties: [
        { id: 'unit', value: 'celsius' },
        { id: 'decimals', value: 1 },
        { id: 'custom.cellOptions', value: { type: 'color-background', applyToRow: false } },
        {
          id: 'thresholds',
          value: {
            mode: 'absolute',
            steps: [
              { value: null, color: 'green' },
              { value: 70, color: 'red' },
            ],
          },
        },
      ],
    },
    { matcher: { id: 'byName', options: 'id' }, properties: [{ id: 'custom.hidden', value: true }] },
  ]);
  assert.deepEqual(panel?.lacks, ['the order by a column', 'links of cells']);
});

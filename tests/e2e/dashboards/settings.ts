/** A setting of a panel: what it sets, by its path, and what comes of it. */
export type Setting = {
  type: 'timeseries' | 'stat' | 'gauge' | 'bargauge' | 'table' | 'text';
  set: Record<string, unknown>;
  /** What is set without it, too, so that it can be seen. */
  with?: Record<string, unknown>;
  /** Said on the panel, as it is not drawn. */
  said?: string;
  /** Nothing that could be seen comes of it, in Grafana neither. */
  same?: true;
  /** It is seen in the box beside the crosshair. */
  hover?: true;
};

const custom = (name: string, value: unknown) => ({ [`fieldConfig.defaults.custom.${name}`]: value });
const field = (name: string, value: unknown) => ({ [`fieldConfig.defaults.${name}`]: value });
const option = (name: string, value: unknown) => ({ [`options.${name}`]: value });
const override = (id: string, options: unknown, properties: [id: string, value: unknown][]) => ({
  'fieldConfig.overrides': [{ matcher: { id, options }, properties: properties.map(([of, value]) => ({ id: of, value })) }],
});
const steps = [
  { color: 'green', value: null },
  { color: 'red', value: 40 },
];

/** The query whose series have gaps, as nulls or as nothing. */
export const GAPS = 'SELECT mean("value") FROM "probe" WHERE $timeFilter GROUP BY time(15s), "machine" fill(null)';
export const RAW = 'SELECT "value" FROM "probe" WHERE $timeFilter GROUP BY "machine"';
export const TABLE = 'SELECT max("value") FROM "probe" WHERE $timeFilter GROUP BY "machine"';
const query = (words: string) => ({ 'targets.0.query': words, 'targets.0.resultFormat': 'time_series' });

const TIME_SERIES: Omit<Setting, 'type'>[] = [
  { set: { description: 'About it' } },
  { set: { transparent: true } },
  { set: { links: [{ title: 'Manual', url: 'https://example.org/' }] } },
  { set: { timeFrom: '5m' } },
  { set: { timeShift: '5m' } },
  { set: { timeFrom: '5m', hideTimeOverride: true }, with: { timeFrom: '5m' } },
  { set: { interval: '1m' }, with: query(GAPS.replace('15s', '$__interval')) },
  { set: { maxDataPoints: 10 }, with: query(GAPS.replace('15s', '$__interval')) },
  { set: { 'targets.0.hide': true } },
  { set: { alert: { name: 'Hot' } }, said: 'alerts' },
  { set: { 'targets.0.datasource': { type: '__expr__', uid: '__expr__' } }, said: 'Expressions, which calculate' },
  { set: { 'targets.0.datasource': '-- Dashboard --' }, said: 'takes its data from another panel' },
  { set: { datasource: { uid: '-- Mixed --' }, 'targets.0.datasource': { uid: 'gone' } }, said: 'no data source “gone”' },
  { set: { cacheTimeout: '60', queryCachingTTL: 1000, pluginVersion: '12.1.1' }, same: true },
  { set: { timeCompare: '1d' }, said: 'the comparison with an earlier time' },
  { set: custom('drawStyle', 'bars') },
  { set: custom('drawStyle', 'points') },
  { set: custom('lineInterpolation', 'smooth') },
  { set: custom('lineInterpolation', 'stepBefore') },
  { set: custom('lineInterpolation', 'stepAfter') },
  { set: custom('lineWidth', 4) },
  { set: custom('lineStyle', { fill: 'dash', dash: [10, 10] }) },
  { set: custom('lineStyle', { fill: 'dot', dash: [0, 10] }) },
  { set: custom('lineStyle', { fill: 'square' }), said: 'lines of squares' },
  { set: custom('fillOpacity', 40) },
  { set: custom('fillBelowTo', 'b'), with: custom('fillOpacity', 40) },
  { set: custom('gradientMode', 'opacity'), with: custom('fillOpacity', 40) },
  { set: custom('gradientMode', 'hue'), said: 'the gradient by hue' },
  { set: custom('gradientMode', 'scheme'), said: 'the gradient by scheme' },
  { set: custom('showPoints', 'always') },
  { set: custom('pointSize', 12), with: custom('showPoints', 'always') },
  { set: custom('showValues', true), said: 'values beside points' },
  { set: custom('spanNulls', true), with: query(GAPS) },
  { set: custom('spanNulls', 240_000), with: query(GAPS) },
  { set: custom('insertNulls', 60_000) },
  { set: custom('barAlignment', 1), with: custom('drawStyle', 'bars') },
  { set: custom('barWidthFactor', 0.2), with: custom('drawStyle', 'bars') },
  { set: custom('barMaxWidth', 1), with: custom('drawStyle', 'bars') },
  { set: custom('stacking', { mode: 'normal', group: 'A' }), with: query(GAPS) },
  { set: custom('stacking', { mode: 'percent', group: 'A' }), with: query(GAPS) },
  { set: custom('transform', 'negative-Y') },
  { set: custom('transform', 'constant') },
  { set: custom('axisPlacement', 'right') },
  { set: custom('axisPlacement', 'hidden') },
  { set: custom('axisPlacement', 'top'), said: 'an axis above' },
  { set: custom('axisLabel', 'Heat') },
  { set: custom('axisWidth', 90) },
  { set: custom('axisSoftMin', -50) },
  { set: custom('axisSoftMax', 400) },
  { set: custom('axisCenteredZero', true) },
  { set: custom('axisColorMode', 'series') },
  { set: custom('axisBorderShow', true) },
  { set: custom('axisGridShow', false) },
  { set: custom('scaleDistribution', { type: 'log', log: 10 }), with: field('min', 1) },
  { set: custom('scaleDistribution', { type: 'symlog', log: 10, linearThreshold: 5 }) },
  { set: custom('scaleDistribution', { type: 'ordinal' }), said: 'an ordinal scale' },
  { set: custom('thresholdsStyle', { mode: 'line' }), with: field('thresholds', { mode: 'absolute', steps }) },
  { set: custom('thresholdsStyle', { mode: 'dashed+area' }), with: field('thresholds', { mode: 'absolute', steps }) },
  { set: custom('thresholdsStyle', { mode: 'series' }), said: 'thresholds of single series' },
  { set: custom('hideFrom', { legend: true }) },
  { set: custom('hideFrom', { viz: true }) },
  { set: field('unit', 'celsius') },
  { set: field('decimals', 3), with: option('legend.calcs', ['mean']) },
  { set: field('min', -100) },
  { set: field('max', 500) },
  { set: field('displayName', 'Its name') },
  { set: field('color', { mode: 'fixed', fixedColor: 'purple' }) },
  {
    set: field('color', { mode: 'shades', fixedColor: 'purple' }),
    with: field('color', { mode: 'fixed', fixedColor: 'purple' }),
  },
  { set: field('color', { mode: 'palette-classic-by-name' }) },
  { set: field('color', { mode: 'thresholds' }), with: field('thresholds', { mode: 'absolute', steps }) },
  { set: field('color', { mode: 'continuous-GrYlRd', seriesBy: 'max' }) },
  { set: field('color', { mode: 'rainbow' }), said: 'the colours “rainbow”' },
  { set: field('links', [{ title: 'More', url: '/' }]), said: 'data links' },
  { set: field('actions', [{ title: 'Stop', type: 'fetch' }]), said: 'actions' },
  {
    set: field('mappings', [{ type: 'range', options: { from: 0, to: 999, result: { text: 'Some' } } }]),
    with: option('legend.calcs', ['mean']),
  },
  { set: override('byName', 'b', [['color', { mode: 'fixed', fixedColor: 'purple' }]]) },
  { set: override('byRegexp', '/^[ab]$/', [['custom.lineWidth', 6]]) },
  { set: override('byFrameRefID', 'A', [['unit', 'watt']]) },
  { set: override('byType', 'number', [['unit', 'watt']]) },
  { set: override('byTypes', ['number'], [['unit', 'watt']]) },
  { set: override('numeric', undefined, [['unit', 'watt']]) },
  { set: override('byNames', { mode: 'exclude', names: ['a'] }, [['custom.hideFrom', { viz: true }]]) },
  { set: override('byValue', { reducer: 'max', op: 'gte', value: 0 }, [['unit', 'watt']]), said: 'overrides for fields byValue' },
  { set: override('byName', 'b', [['links', [{ title: 'More', url: '/' }]]]), said: 'data links' },
  { set: option('legend.showLegend', false) },
  { set: option('legend.displayMode', 'table') },
  { set: option('legend.placement', 'right') },
  { set: option('legend.width', 180), with: option('legend.placement', 'right') },
  { set: option('legend.calcs', ['min', 'max']) },
  { set: option('legend', { calcs: ['max'], sortBy: 'Max', sortDesc: true }), with: option('legend', { calcs: ['max'] }) },
  { set: option('tooltip.mode', 'multi'), hover: true },
  { set: option('tooltip.mode', 'none'), hover: true },
  { set: option('tooltip', { mode: 'multi', sort: 'desc' }), with: option('tooltip.mode', 'multi'), hover: true },
  { set: option('tooltip', { mode: 'multi', hideZeros: true }), with: option('tooltip.mode', 'multi'), hover: true },
  { set: option('tooltip', { mode: 'multi', maxWidth: 60 }), with: option('tooltip.mode', 'multi'), hover: true },
  { set: option('tooltip', { mode: 'multi', maxHeight: 30 }), with: option('tooltip.mode', 'multi'), hover: true },
  { set: option('timezone', ['Asia/Kathmandu']) },
  { set: option('timezone', ['utc', 'Asia/Kathmandu']), said: 'more than one time zone' },
  { set: option('orientation', 'vertical'), said: 'an upright time axis' },
  { set: { transformations: [{ id: 'filterByRefId', options: { include: 'B' } }] } },
  { set: { transformations: [{ id: 'renameByRegex', options: { regex: '(.*)', renamePattern: 'of $1' } }] } },
  { set: { transformations: [{ id: 'filterFieldsByName', options: { include: { pattern: 'Time|a' } } }] } },
  { set: { transformations: [{ id: 'limit', options: { limitField: 5 } }] } },
  { set: { transformations: [{ id: 'calculateField', options: {} }] }, said: 'the transformation calculateField' },
  { set: { transformations: [{ id: 'groupBy', options: {} }] }, said: 'the transformation groupBy' },
  { set: { transformations: [{ id: 'limit', disabled: true, options: { limitField: 5 } }] }, same: true },
  { set: { type: 'heatmap' }, said: 'A panel of type “heatmap” is not drawn here' },
  { set: { type: '', libraryPanel: { uid: 'x', name: 'Shared' } }, said: 'the library panel “Shared”' },
];

const OF_VALUES: Omit<Setting, 'type'>[] = [
  { set: option('reduceOptions', { calcs: ['max'] }) },
  { set: option('reduceOptions', { calcs: ['min', 'max'] }) },
  { set: option('reduceOptions', { calcs: ['lastNotNull'], fields: '/^a$/' }) },
  { set: option('reduceOptions', { values: true, limit: 2 }) },
  { set: option('orientation', 'horizontal'), with: option('orientation', 'vertical') },
  { set: field('unit', 'celsius') },
  { set: field('decimals', 3) },
  { set: field('noValue', 'nothing'), with: query(GAPS.replace('mean("value")', 'last("none")')) },
  {
    set: field('thresholds', { mode: 'percentage', steps }),
    with: { ...option('reduceOptions', { calcs: ['max'] }), ...field('thresholds', { mode: 'absolute', steps }) },
  },
  { set: field('mappings', [{ type: 'range', options: { from: 0, to: 999, result: { text: 'Some', color: 'blue' } } }]) },
  { set: field('mappings', [{ type: 'regex', options: { pattern: '(.*)', result: { text: 'x$1' } } }]) },
  { set: option('text.titleSize', 30) },
  { set: option('text.valueSize', 11) },
];

const STAT: Omit<Setting, 'type'>[] = [
  ...OF_VALUES,
  { set: option('graphMode', 'none') },
  { set: option('colorMode', 'background') },
  { set: option('colorMode', 'none') },
  { set: option('justifyMode', 'center') },
  { set: option('textMode', 'name') },
  { set: option('textMode', 'value') },
  { set: option('textMode', 'none') },
  { set: option('showPercentChange', true) },
  { set: option('percentChangeColorMode', 'inverted'), with: option('showPercentChange', true) },
  { set: option('text.percentSize', 40), with: option('showPercentChange', true) },
  { set: option('wideLayout', false), same: true },
];

const GAUGE: Omit<Setting, 'type'>[] = [
  ...OF_VALUES,
  { set: option('showThresholdMarkers', false) },
  { set: option('showThresholdLabels', true) },
  { set: field('min', -100) },
  { set: field('max', 200) },
  { set: custom('neutral', 40) },
  { set: option('sizing', 'manual'), said: 'sizes set by hand' },
  { set: option('minVizHeight', 75), same: true },
];

const BAR_GAUGE: Omit<Setting, 'type'>[] = [
  ...OF_VALUES.filter(({ set }) => !('options.orientation' in set)),
  { set: option('orientation', 'horizontal') },
  { set: option('displayMode', 'lcd') },
  { set: option('displayMode', 'basic') },
  { set: option('valueMode', 'text') },
  { set: option('valueMode', 'hidden') },
  { set: option('namePlacement', 'top'), with: option('orientation', 'horizontal') },
  { set: option('namePlacement', 'hidden') },
  { set: option('showUnfilled', false) },
  { set: field('max', 200) },
  { set: field('fieldMinMax', true) },
  { set: field('color', { mode: 'continuous-BlPu' }) },
  { set: option('legend.showLegend', true), said: 'the legend' },
];

const TABLE_PANEL: Omit<Setting, 'type'>[] = [
  { set: option('showHeader', false) },
  { set: option('sortBy', [{ displayName: 'max', desc: true }]) },
  { set: option('cellHeight', 'lg') },
  { set: option('footer', { show: true, reducer: ['sum'] }) },
  { set: option('footer', { show: true, reducer: ['count'], countRows: true }) },
  { set: option('footer', { show: true, reducer: ['sum'], enablePagination: true }), said: 'all rows are in one' },
  { set: option('showTypeIcons', true), said: 'icons of types' },
  { set: option('frozenColumns', { left: 1 }), said: 'frozen columns' },
  { set: option('frameIndex', 1), with: query(RAW) },
  { set: custom('align', 'center') },
  { set: custom('width', 300) },
  { set: custom('minWidth', 500) },
  { set: custom('hideHeader', true) },
  { set: custom('wrapHeaderText', true) },
  { set: custom('cellOptions', { type: 'color-text' }) },
  { set: custom('cellOptions', { type: 'color-background' }) },
  { set: custom('cellOptions', { type: 'color-background', applyToRow: true }) },
  { set: custom('cellOptions', { type: 'gauge' }) },
  { set: custom('cellOptions', { type: 'auto', wrapText: true }) },
  { set: custom('cellOptions', { type: 'json-view' }) },
  { set: custom('cellOptions', { type: 'sparkline' }), said: 'cells of the kind “sparkline”' },
  { set: custom('filterable', true), said: 'filters of columns' },
  { set: custom('inspect', true), said: 'inspecting values' },
  { set: override('byName', 'machine', [['custom.hidden', true]]) },
  {
    set: override('byName', 'max', [
      ['unit', 'celsius'],
      ['decimals', 2],
      ['displayName', 'Most'],
    ]),
  },
  { set: { transformations: [{ id: 'organize', options: { excludeByName: { Time: true }, renameByName: { max: 'Most' } } }] } },
  { set: { transformations: [{ id: 'sortBy', options: { sort: [{ field: 'max', desc: true }] } }] } },
  { set: { transformations: [{ id: 'reduce', options: { reducers: ['min', 'max'] } }] }, with: query(RAW) },
  { set: { transformations: [{ id: 'joinByField', options: {} }] }, with: query(GAPS) },
  { set: { transformations: [{ id: 'merge', options: {} }] }, with: query(GAPS) },
  { set: { transformations: [{ id: 'seriesToRows', options: {} }] }, with: query(GAPS) },
];

const TEXT: Omit<Setting, 'type'>[] = [
  { set: option('content', '# Other') },
  { set: option('mode', 'html') },
  { set: option('mode', 'code') },
  { set: option('code', { language: 'json', showLineNumbers: true }), said: 'line numbers' },
];

const of = (type: Setting['type'], settings: Omit<Setting, 'type'>[]): Setting[] => settings.map((one) => ({ type, ...one }));

/** Settings of panels by Grafana 12's schema, with what this page makes of each. */
export const SETTINGS: readonly Setting[] = [
  ...of('timeseries', TIME_SERIES),
  ...of('stat', STAT),
  ...of('gauge', GAUGE),
  ...of('bargauge', BAR_GAUGE),
  ...of('table', TABLE_PANEL),
  ...of('text', TEXT),
];

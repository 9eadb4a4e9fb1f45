import { reducerWords } from '../data/reduce.ts';
import { type Json, number, record, records, text } from './read-json.ts';

const CALCULATIONS: readonly [string, string][] = [
  ['current', 'lastNotNull'],
  ['min', 'min'],
  ['max', 'max'],
  ['avg', 'mean'],
  ['total', 'sum'],
];

/** Brings the panel *Graph*, which Grafana drew until version 10, to a time series. */
export function oldGraph(json: Json): Json {
  const [left = {}, right = {}] = records(json.yaxes);
  const steps = stepsOf(records(json.thresholds));
  return {
    ...json,
    type: 'timeseries',
    fieldConfig: {
      defaults: {
        ...(number(json.decimals) === undefined ? {} : { decimals: number(json.decimals) }),
        ...axisOf(left),
        color: { mode: 'palette-classic' },
        custom: { ...drawing(json), ...scaleOf(left), thresholdsStyle: { mode: thresholdMode(records(json.thresholds)) } },
        thresholds: { mode: 'absolute', steps: [{ value: null, color: 'transparent' }, ...steps] },
      },
      overrides: [...colorsOf(record(json.aliasColors)), ...seriesOf(records(json.seriesOverrides), right)],
    },
    options: {
      legend: legendOf(record(json.legend)),
      tooltip: {
        mode: record(json.tooltip).shared === false ? 'single' : 'multi',
        sort: ['none', 'asc', 'desc'][number(record(json.tooltip).sort) ?? 0] ?? 'none',
      },
    },
    lacks: [
      ...(record(json.xaxis).mode === 'series' || record(json.xaxis).mode === 'histogram' ? ['an x axis without time'] : []),
      ...(records(json.timeRegions).length > 0 ? ['time regions'] : []),
      ...(record(json.xaxis).show === false ? ['hiding the time axis'] : []),
      ...(record(json.legend).hideEmpty === true ? ['hiding empty series in the legend'] : []),
      ...(record(json.legend).hideZero === true ? ['hiding series of zeros in the legend'] : []),
      ...(records(json.thresholds).some(({ op }) => op === 'lt') ? ['thresholds from above'] : []),
    ],
  };
}

function axisOf(axis: Json): Json {
  return {
    ...(text(axis.format) ? { unit: axis.format } : {}),
    ...(number(axis.min) === undefined ? {} : { min: number(axis.min) }),
    ...(number(axis.max) === undefined ? {} : { max: number(axis.max) }),
    ...(number(axis.decimals) === undefined ? {} : { decimals: number(axis.decimals) }),
  };
}

function scaleOf(axis: Json): Json {
  const base = number(axis.logBase) ?? 1;
  return {
    ...(text(axis.label) ? { axisLabel: axis.label } : {}),
    ...(base > 1 ? { scaleDistribution: { type: 'log', log: base } } : {}),
    ...(axis.show === false ? { axisPlacement: 'hidden' } : {}),
  };
}

/** Lines, bars, points, areas, stacks and gaps, of a panel or of the override of one series. */
function drawing(json: Json): Json {
  const fill = number(json.fill);
  const nulls = json.nullPointMode;
  return {
    drawStyle: json.bars === true ? 'bars' : json.lines === false && json.points === true ? 'points' : 'line',
    lineWidth: number(json.linewidth) ?? 1,
    fillOpacity: json.bars === true ? 100 : (fill ?? 1) * 10,
    lineInterpolation: json.steppedLine === true ? 'stepAfter' : 'linear',
    showPoints: json.points === true ? 'always' : 'never',
    pointSize: (number(json.pointradius) ?? 2) * 2 + 1,
    spanNulls: nulls === 'connected',
    ...(nulls === 'null as zero' ? { nullAsZero: true } : {}),
    stacking: { mode: json.stack === true ? (json.percentage === true ? 'percent' : 'normal') : 'none', group: 'A' },
    ...((number(json.fillGradient) ?? 0) > 0 ? { gradientMode: 'opacity' } : {}),
    ...(json.dashes === true ? { lineStyle: dashOf(json) } : {}),
  };
}

const dashOf = ({ dashLength, spaceLength }: Json): Json => ({
  fill: 'dash',
  dash: [number(dashLength) ?? 10, number(spaceLength) ?? 10],
});

/** Whether thresholds are lines or areas; all of a panel are drawn the same way. */
function thresholdMode(stored: readonly Json[]): string {
  if (stored.length === 0) return 'off';
  const hasArea = stored.some(({ fill }) => fill === true);
  const hasLine = stored.some(({ line }) => line !== false);
  return hasArea ? (hasLine ? 'line+area' : 'area') : 'line';
}

function stepsOf(stored: readonly Json[]): Json[] {
  const colors: Readonly<Record<string, string>> = { warning: 'orange', ok: 'green' };
  return stored.flatMap(({ value, colorMode, lineColor }) => {
    const at = number(value);
    if (at === undefined) return [];
    return [{ value: at, color: colorMode === 'custom' ? (text(lineColor) ?? 'red') : (colors[String(colorMode)] ?? 'red') }];
  });
}

const colorsOf = (colors: Json): Json[] =>
  Object.entries(colors).map(([name, color]) => ({
    matcher: { id: 'byName', options: name },
    properties: [{ id: 'color', value: { mode: 'fixed', fixedColor: color } }],
  }));

function seriesOf(overrides: readonly Json[], right: Json): Json[] {
  return overrides.flatMap((override) => {
    const alias = text(override.alias);
    if (!alias) return [];
    const properties: { id: string; value: unknown }[] = [];
    const add = (id: string, value: unknown) => value !== undefined && properties.push({ id, value });
    if (override.yaxis === 2) {
      add('custom.thresholdsStyle', { mode: 'off' });
      add('custom.axisPlacement', 'right');
      for (const [id, value] of Object.entries(axisOf(right))) add(id, value);
      for (const [id, value] of Object.entries(scaleOf(right))) add(`custom.${id}`, value);
    }
    if (text(override.color)) add('color', { mode: 'fixed', fixedColor: override.color });
    if (override.bars === true) add('custom.drawStyle', 'bars');
    if (override.lines === false && override.points === true) add('custom.drawStyle', 'points');
    else if (override.points === true) add('custom.showPoints', 'always');
    if (override.dashes === true) add('custom.lineStyle', dashOf(override));
    if (override.steppedLine === true) add('custom.lineInterpolation', 'stepAfter');
    if (override.nullPointMode === 'connected') add('custom.spanNulls', true);
    add('custom.fillBelowTo', text(override.fillBelowTo));
    if (override.stack === false) add('custom.stacking', { mode: 'none', group: 'A' });
    if (override.legend === false || override.hideTooltip === true)
      add('custom.hideFrom', { legend: override.legend === false, tooltip: override.hideTooltip === true });
    if (override.transform === 'negative-Y') add('custom.transform', 'negative-Y');
    add('custom.lineWidth', number(override.linewidth));
    const fill = number(override.fill);
    add('custom.fillOpacity', fill === undefined ? undefined : fill * 10);
    return [{ matcher: { id: alias.startsWith('/') ? 'byRegexp' : 'byName', options: alias }, properties }];
  });
}

function legendOf(legend: Json): Json {
  return {
    showLegend: legend.show !== false,
    displayMode: legend.alignAsTable === true ? 'table' : 'list',
    placement: legend.rightSide === true ? 'right' : 'bottom',
    ...(number(legend.sideWidth) ? { width: number(legend.sideWidth) } : {}),
    ...sortOf(legend),
    calcs:
      legend.values === false ? [] : CALCULATIONS.flatMap(([old, calculation]) => (legend[old] === true ? [calculation] : [])),
  };
}

function sortOf({ sort, sortDesc }: Json): Json {
  const calculation = CALCULATIONS.find(([old]) => old === sort)?.[1];
  return calculation ? { sortBy: reducerWords(calculation), sortDesc: sortDesc === true } : {};
}

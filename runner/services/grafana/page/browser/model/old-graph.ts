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
        ...axisOf(left),
        color: { mode: 'palette-classic' },
        custom: { ...drawing(json), ...scaleOf(left), thresholdsStyle: { mode: steps.length > 0 ? 'line' : 'off' } },
        thresholds: { mode: 'absolute', steps: [{ value: null, color: 'transparent' }, ...steps] },
      },
      overrides: [...colorsOf(record(json.aliasColors)), ...seriesOf(records(json.seriesOverrides), right)],
    },
    options: {
      legend: legendOf(record(json.legend)),
      tooltip: { mode: record(json.tooltip).shared === false ? 'single' : 'multi' },
    },
    lacks: [
      ...(record(json.xaxis).mode === 'series' || record(json.xaxis).mode === 'histogram' ? ['an x axis without time'] : []),
      ...(json.alert ? ['alerts'] : []),
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
    ...(json.dashes === true ? { lineStyle: { fill: 'dash', dash: [10, 10] } } : {}),
  };
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
    if (override.dashes === true) add('custom.lineStyle', { fill: 'dash', dash: [10, 10] });
    if (override.stack === false) add('custom.stacking', { mode: 'none', group: 'A' });
    if (override.legend === false) add('custom.hideFrom', { legend: true });
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
    calcs:
      legend.values === false ? [] : CALCULATIONS.flatMap(([old, calculation]) => (legend[old] === true ? [calculation] : [])),
  };
}

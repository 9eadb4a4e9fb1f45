import { type Json, list, number, record, records, text } from './read-json.ts';

const CALCULATIONS: Readonly<Record<string, string>> = {
  current: 'lastNotNull',
  avg: 'mean',
  min: 'min',
  max: 'max',
  total: 'sum',
  first: 'first',
  range: 'range',
  diff: 'diff',
  delta: 'delta',
};

/** Brings the panel *Singlestat*, which Grafana drew until version 7, to a stat or a gauge. */
export function oldSinglestat(json: Json): Json {
  const gauge = record(json.gauge);
  const isGauge = gauge.show === true;
  const byName = String(json.valueName);
  const calculation = Object.hasOwn(CALCULATIONS, byName) ? CALCULATIONS[byName] : 'mean';
  const [before, behind] = [text(json.prefix), text(json.postfix)];
  return {
    ...json,
    type: isGauge ? 'gauge' : 'stat',
    fieldConfig: {
      defaults: {
        ...(text(json.format) ? { unit: json.format } : {}),
        ...(number(json.decimals) === undefined ? {} : { decimals: number(json.decimals) }),
        ...(isGauge ? { min: number(gauge.minValue) ?? 0, max: number(gauge.maxValue) ?? 100 } : {}),
        ...(text(json.nullText) ? { noValue: json.nullText } : {}),
        color: { mode: 'thresholds' },
        thresholds: { mode: 'absolute', steps: stepsOf(json) },
        mappings: mappingsOf(json),
      },
      overrides: [],
    },
    options: {
      reduceOptions: { calcs: [calculation], fields: text(json.tableColumn) ? `/^${json.tableColumn}$/` : '', values: false },
      colorMode: json.colorBackground === true ? 'background' : json.colorValue === true ? 'value' : 'none',
      graphMode: record(json.sparkline).show === true ? 'area' : 'none',
      textMode: byName === 'name' ? 'name' : 'auto',
      showThresholdMarkers: gauge.thresholdMarkers !== false,
      showThresholdLabels: gauge.thresholdLabels === true,
    },
    lacks: [...(before ? [`the prefix “${before}”`] : []), ...(behind ? [`the postfix “${behind}”`] : [])],
  };
}

function stepsOf(json: Json): Json[] {
  const colors = list(json.colors).map(String);
  const values = String(json.thresholds ?? '')
    .split(',')
    .flatMap((value) => number(value) ?? []);
  if (values.length === 0) return [{ value: null, color: colors[0] ?? 'text' }];
  return [null, ...values].map((value, index) => ({ value, color: colors[index] ?? 'text' }));
}

function mappingsOf(json: Json): Json[] {
  const isRange = json.mappingType === 2;
  return records(isRange ? json.rangeMaps : json.valueMaps).map((mapping) =>
    isRange
      ? { type: 'range', options: { from: mapping.from, to: mapping.to, result: { text: mapping.text } } }
      : mapping.value === 'null'
        ? { type: 'special', options: { match: 'null', result: { text: mapping.text } } }
        : { type: 'value', options: { [String(mapping.value)]: { text: mapping.text } } },
  );
}

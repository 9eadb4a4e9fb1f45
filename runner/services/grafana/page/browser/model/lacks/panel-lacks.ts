import { withProperty } from '../../fields/field-config.ts';
import { type Json, list, record, records, text } from '../read-json.ts';
import { fieldLacks } from './field-lacks.ts';
import { type Lack, lacksIn, named } from './lack.ts';

/** Settings of all panels that this page does not draw. */
const ALL: readonly Lack[] = [
  ['alert', 'alerts'],
  ['timeCompare', 'the comparison with an earlier time'],
];

const SIZES: Lack = ['options.sizing', named({ manual: 'sizes set by hand' })];

/** Options of one type of panel that this page does not draw. */
const BY_TYPE: Readonly<Record<string, readonly Lack[]>> = {
  timeseries: [
    ['options.orientation', named({ vertical: 'an upright time axis' })],
    ['options.timezone', (zones) => (list(zones).length > 1 ? 'more than one time zone' : undefined)],
    ['options.timeCompare', 'the comparison with an earlier time'],
  ],
  gauge: [SIZES],
  bargauge: [SIZES, ['options.legend.showLegend', 'the legend']],
  table: [
    ['options.showTypeIcons', 'icons of types'],
    ['options.footer.enablePagination', 'pages: all rows are in one'],
    ['options.enablePagination', 'pages: all rows are in one'],
    ['options.frozenColumns.left', 'frozen columns'],
  ],
  text: [['options.code.showLineNumbers', 'line numbers']],
};

/** What a panel uses and this page lacks, in words. */
export function panelLacks(json: Json): string[] {
  const type = text(json.type) ?? '';
  const { defaults, overrides } = record(json.fieldConfig);
  const configs = [record(defaults), ...records(overrides).map(configOf)];
  const found = [
    ...lacksIn(json, [...ALL, ...(Object.hasOwn(BY_TYPE, type) ? (BY_TYPE[type] ?? []) : [])]),
    ...configs.flatMap((config) => lacksIn(config, fieldLacks(type))),
    ...libraryPanel(json),
  ];
  return [...new Set(found)];
}

/** What an override sets, as a configuration. */
function configOf({ properties }: Json): Json {
  return records(properties).reduce<Json>((config, { id, value }) => withProperty(config, text(id) ?? '', value), {});
}

/** Dashboards hold a library panel by name only; Grafana keeps what it draws elsewhere. */
function libraryPanel({ libraryPanel: stored, type }: Json): string[] {
  const { name, uid } = record(stored);
  const called = text(name) ?? text(uid);
  return called && !type ? [`the library panel “${called}”`] : [];
}

import { type Lack, named } from './lack.ts';

const COLOR_MODES = /^(?:thresholds|fixed|shades|palette-classic(?:-by-name)?|continuous-\w+)$/;

/** Settings of fields that this page does not draw, in any panel. */
const ALL: readonly Lack[] = [
  ['links', 'data links'],
  ['actions', 'actions'],
  ['color.mode', (mode) => (COLOR_MODES.test(String(mode)) ? undefined : `the colours “${mode}”`)],
];

const TIME_SERIES: readonly Lack[] = [
  ['custom.gradientMode', named({ hue: 'the gradient by hue', scheme: 'the gradient by scheme' })],
  ['custom.axisPlacement', named({ top: 'an axis above', bottom: 'a value axis below' })],
  ['custom.scaleDistribution.type', named({ ordinal: 'an ordinal scale' })],
  ['custom.lineStyle.fill', named({ square: 'lines of squares' })],
  ['custom.thresholdsStyle.mode', named({ series: 'thresholds of single series' })],
  ['custom.showValues', 'values beside points'],
];

const TABLE: readonly Lack[] = [
  ['custom.filterable', 'filters of columns'],
  ['custom.inspect', 'inspecting values'],
  [
    'custom.cellOptions.type',
    (type) =>
      ['image', 'sparkline', 'data-links', 'actions', 'geo', 'pill', 'markdown', 'custom'].includes(String(type))
        ? `cells of the kind “${type}”`
        : undefined,
  ],
  ['custom.footer.reducers', 'the footer of a column'],
  ['custom.tooltip.field', 'tooltips of cells'],
];

const BY_TYPE: Readonly<Record<string, readonly Lack[]>> = { timeseries: TIME_SERIES, table: TABLE };

/** Settings of fields that a panel of this type does not draw. */
export const fieldLacks = (type: string): readonly Lack[] => [
  ...ALL,
  ...(Object.hasOwn(BY_TYPE, type) ? (BY_TYPE[type] ?? []) : []),
];

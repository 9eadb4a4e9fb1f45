import type { Field, Frame } from '../data/frame.ts';
import { reduce } from '../data/reduce.ts';
import type { FieldConfig } from '../model/dashboard-json.ts';
import { number } from '../model/read-json.ts';
import { formatTime, type TimeZone } from '../time/format-time.ts';
import { colorOf, continuousColor, paletteColor, placeOfName, shade, type Theme } from './colors.ts';
import type { Formatted } from './formatted.ts';
import { mapValue } from './mappings.ts';
import { stepOf, thresholdSteps } from './thresholds.ts';
import { unitFormat } from './units.ts';

/** A value as it is shown. `part` is its place from `min` (0) to `max` (1). */
export type Display = Formatted & { color: string; part: number; numeric: number | undefined };

/** What the display of a field depends on, beside its configuration. */
export type DisplayContext = { theme: Theme; zone: TimeZone; index: number; name: string; frames: readonly Frame[] };

/** Makes the function that says how values of a field are shown: mappings first, then unit; its colour by the field's mode. */
export function displayOf(field: Field, context: DisplayContext): (value: unknown) => Display {
  const { config } = field;
  const bounds = boundsOf(field, context.frames);
  const format = unitFormat(config.unit);
  const decimals = number(config.decimals);
  const words = (value: unknown): Formatted => {
    if (value === null || value === undefined || value === '') return { text: config.noValue ?? '-' };
    if (field.type === 'time' && typeof value === 'number' && !config.unit) return { text: formatTime(value, context.zone) };
    if (typeof value === 'boolean' && !config.unit) return { text: String(value) };
    const read = typeof value === 'string' && !config.unit ? undefined : number(value);
    if (read !== undefined) return format(read, decimals);
    if (typeof value === 'number') return { text: String(value) };
    return { text: typeof value === 'object' ? JSON.stringify(value) : String(value) };
  };
  return (value) => {
    const mapped = mapValue(value, config.mappings);
    const numeric = typeof value === 'boolean' ? Number(value) : number(value);
    const part = numeric === undefined || bounds.max === bounds.min ? 0 : (numeric - bounds.min) / (bounds.max - bounds.min);
    const color = mapped?.color ? colorOf(mapped.color, context.theme) : valueColor(config, { numeric, part, bounds }, context);
    return { ...(mapped?.text === undefined ? words(value) : { text: mapped.text }), color, part, numeric };
  };
}

/** The least and the greatest value of a field's scale: what it says, else of all numbers there are. */
export function boundsOf(field: Field, frames: readonly Frame[]): { min: number; max: number } {
  const { config } = field;
  const [saidMin, saidMax] = [number(config.min), number(config.max)];
  if (saidMin !== undefined && saidMax !== undefined) return { min: saidMin, max: saidMax };
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const fields = config.fieldMinMax === true ? [field] : frames.flatMap((frame) => frame.fields);
  for (const { type, values } of fields) {
    if (type !== 'number') continue;
    min = Math.min(min, Number(reduce(values, 'min') ?? min));
    max = Math.max(max, Number(reduce(values, 'max') ?? max));
  }
  if (min > max) [min, max] = [0, 100];
  return { min: saidMin ?? min, max: saidMax ?? max };
}

/** The colour of a series as a whole: for modes that go by value, that of its last, least or greatest one. */
export function seriesColor(field: Field, context: DisplayContext): string {
  const by = field.config.color?.seriesBy;
  const value = reduce(field.values, by === 'min' || by === 'max' ? by : 'lastNotNull');
  return displayOf({ ...field, config: { ...field.config, mappings: [] } }, context)(value).color;
}

type At = { numeric: number | undefined; part: number; bounds: { min: number; max: number } };

function valueColor(config: FieldConfig, { numeric, part, bounds }: At, { theme, index, name }: DisplayContext): string {
  const mode = config.color?.mode ?? 'thresholds';
  if (mode === 'shades') return shade(colorOf(config.color?.fixedColor ?? 'green', theme), index);
  if (mode === 'fixed') return colorOf(config.color?.fixedColor ?? 'green', theme);
  if (mode === 'palette-classic') return paletteColor(index, theme);
  if (mode === 'palette-classic-by-name') return paletteColor(placeOfName(name), theme);
  const continuous = continuousColor(mode, part, theme);
  if (continuous) return continuous;
  if (numeric === undefined) return colorOf('text', theme);
  return colorOf(stepOf(numeric, thresholdSteps(config, bounds))?.color, theme);
}

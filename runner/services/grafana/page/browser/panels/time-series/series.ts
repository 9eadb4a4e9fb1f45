import uPlot from 'uplot';
import { fieldName } from '../../data/field-name.ts';
import type { Field, Frame } from '../../data/frame.ts';
import { type Display, displayOf, seriesColor } from '../../fields/display-value.ts';
import { type Json, number, record, text } from '../../model/read-json.ts';
import type { PanelHost, PanelInput } from '../panel-view.ts';

/** A line, with all that is needed to draw and to name it. */
export type Series = {
  name: string;
  field: Field;
  /** The panel's own settings for the line: `custom` of its configuration. */
  style: Json;
  /** Lines with the same unit and bounds share a scale. */
  scale: string;
  color: string;
  /** The values at the times of the chart, as they came. */
  values: (number | null | undefined)[];
  /** Where they are drawn: on top of the ones below, when stacked. */
  drawn: (number | null | undefined)[];
  /** The line that its area goes down to, by its place: the one below it in its stack, or one that it names. */
  above?: number;
  display: (value: unknown) => Display;
  isListed: boolean;
};

/** All lines of a panel over one row of times (ms). */
export type SeriesSet = { times: number[]; series: Series[] };

/** Puts all number fields that have times beside them into one set, with stacks added up. */
export function seriesOf({ frames }: PanelInput, host: PanelHost): SeriesSet {
  const found = frames.flatMap((frame) => linesOf(frame, frames));
  const tables = found.map(({ times, values }) => [times, values] as [number[], (number | null)[]]);
  const [times = [], ...columns] =
    tables.length > 0 ? (uPlot.join(tables) as [number[], ...(number | null | undefined)[][]]) : [];
  const shown = found.map(({ field, name }, index) => {
    const values = columns[index] ?? [];
    return toSeries({ field, name, values, times, index }, { frames, host });
  });
  stack(shown);
  fillBelow(shown);
  return { times, series: shown };
}

type Line = { field: Field; name: string; times: number[]; values: (number | null)[] };

function linesOf(frame: Frame, frames: readonly Frame[]): Line[] {
  const time = frame.fields.find(({ type }) => type === 'time');
  if (!time) return [];
  // Times must rise; a data source that was asked for the newest first has them the other way round.
  const order = time.values.map((_, index) => index).sort((a, b) => Number(time.values[a]) - Number(time.values[b]));
  const times = order.map((row) => Number(time.values[row]));
  return frame.fields
    .filter((field) => field.type === 'number' || field.type === 'boolean')
    .filter((field) => record(record(field.config.custom).hideFrom).viz !== true)
    .map((field) => {
      const values = order.map((row) => plotted(field, row));
      return { field, name: fieldName(field, frame, frames), ...styled(times, values, record(field.config.custom)) };
    });
}

/** A line that is constant has its first value everywhere; times farther apart than `insertNulls` (ms) have a gap between. */
function styled(times: number[], values: (number | null)[], { transform, insertNulls }: Json): Pick<Line, 'times' | 'values'> {
  if (transform === 'constant') return { times, values: values.map(() => values[0] ?? null) };
  if (typeof insertNulls !== 'number') return { times, values };
  const line: Pick<Line, 'times' | 'values'> = { times: [], values: [] };
  for (const [row, at] of times.entries()) {
    const last = line.times.at(-1);
    if (last !== undefined && at - last > insertNulls) {
      line.times.push(last + 1);
      line.values.push(null);
    }
    line.times.push(at);
    line.values.push(values[row] ?? null);
  }
  return line;
}

function plotted({ values, config }: Field, row: number): number | null {
  const custom = record(config.custom);
  const value = values[row];
  const read = typeof value === 'boolean' ? Number(value) : typeof value === 'number' && Number.isFinite(value) ? value : null;
  const filled = read === null && custom.nullAsZero === true ? 0 : read;
  return filled !== null && custom.transform === 'negative-Y' ? -filled : filled;
}

type Found = { field: Field; name: string; values: (number | null | undefined)[]; times: number[]; index: number };

function toSeries({ field, name, values, times, index }: Found, of: { frames: readonly Frame[]; host: PanelHost }): Series {
  const { theme, zone } = of.host;
  const style = record(field.config.custom);
  const context = { theme, zone, index, name, frames: of.frames };
  const connected = connect(values, times, style.spanNulls);
  return {
    name,
    field,
    style,
    scale: scaleOf(field),
    color: seriesColor(field, context),
    values,
    drawn: connected,
    display: displayOf(field, context),
    isListed: record(style.hideFrom).legend !== true,
  };
}

/** The scale by what makes it: unit, bounds, side and kind. */
function scaleOf({ config }: Field): string {
  const style = record(config.custom);
  const { type, log } = record(style.scaleDistribution);
  return JSON.stringify([
    config.unit ?? '',
    number(config.min) ?? null,
    number(config.max) ?? null,
    text(style.axisPlacement) ?? 'auto',
    text(style.axisLabel) ?? '',
    type === 'log' ? (log ?? 10) : type === 'symlog' ? 'symlog' : 0,
  ]);
}

/** A gap shorter than `spanNulls` (ms) is no gap: what is undefined is drawn over, what is null is not. */
function connect(
  values: readonly (number | null | undefined)[],
  times: readonly number[],
  spanNulls: unknown,
): (number | null | undefined)[] {
  if (typeof spanNulls !== 'number') return [...values];
  const drawn = [...values];
  let last = -1;
  for (const [index, value] of values.entries()) {
    if (value === null || value === undefined) continue;
    const isShort = last >= 0 && (times[index] ?? 0) - (times[last] ?? 0) <= spanNulls;
    if (isShort) drawn.fill(undefined, last + 1, index);
    last = index;
  }
  return drawn;
}

function fillBelow(series: Series[]): void {
  for (const line of series) {
    const to = text(line.style.fillBelowTo);
    const below = to === undefined ? -1 : series.findIndex(({ name }) => name === to);
    if (below >= 0) line.above = below;
  }
}

/** Adds stacked lines up, each on the one before it in its group. */
function stack(series: Series[]): void {
  const groups = new Map<string, number[]>();
  for (const [index, { style, scale }] of series.entries()) {
    const { mode, group } = record(style.stacking);
    if (mode !== 'normal' && mode !== 'percent') continue;
    const key = `${String(mode)} ${String(group)} ${scale}`;
    groups.set(key, [...(groups.get(key) ?? []), index]);
  }
  for (const [key, members] of groups) addUp(series, members, key.startsWith('percent'));
}

function addUp(series: Series[], members: readonly number[], isPercent: boolean): void {
  const length = series[members[0] ?? 0]?.drawn.length ?? 0;
  const totals = new Array<number>(length).fill(0);
  if (isPercent)
    for (const index of members)
      for (let row = 0; row < length; row++) totals[row] = (totals[row] ?? 0) + Math.abs(series[index]?.drawn[row] ?? 0);
  const sums = new Array<number>(length).fill(0);
  for (const [place, index] of members.entries()) {
    const line = series[index];
    if (!line) continue;
    line.drawn = line.drawn.map((value, row) => {
      if (value === null || value === undefined) return value;
      const part = isPercent ? value / (totals[row] || 1) : value;
      sums[row] = (sums[row] ?? 0) + part;
      return sums[row];
    });
    const below = members[place - 1];
    if (below !== undefined) line.above = below;
  }
}

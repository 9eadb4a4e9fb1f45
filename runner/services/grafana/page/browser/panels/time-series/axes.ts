import uPlot from 'uplot';
import { inLine } from '../../fields/formatted.ts';
import { unitFormat } from '../../fields/units.ts';
import { number, record, text } from '../../model/read-json.ts';
import { formatTime, type TimeZone } from '../../time/format-time.ts';
import type { Series } from './series.ts';

/** Colours that the canvas takes from the page. */
export type Ink = { text: string; grid: string; font: string };

/** The axis of times. */
export function timeAxis(ink: Ink, zone: TimeZone): uPlot.Axis {
  return {
    stroke: ink.text,
    font: ink.font,
    grid: { stroke: ink.grid, width: 1 },
    ticks: { stroke: ink.grid, width: 1, size: 4 },
    space: 80,
    size: 28,
    gap: 4,
    values: (...[, splits, , , increment]) => splits.map((at) => tickTime(at, zone, increment)),
  };
}

function tickTime(at: number, zone: TimeZone, increment: number): string {
  const [date = '', clock = ''] = formatTime(at, zone).split(' ');
  if (increment >= 86_400_000) return date.slice(5);
  return increment < 60_000 ? clock : clock.slice(0, 5);
}

/** The scales of lines, each with its axis: the first to the left, the others to the right, unless the field says. */
export function valueScales(series: readonly Series[], ink: Ink): { scales: Record<string, uPlot.Scale>; axes: uPlot.Axis[] } {
  const scales: Record<string, uPlot.Scale> = {};
  const axes: uPlot.Axis[] = [];
  for (const { scale } of series) {
    if (scales[scale]) continue;
    const members = series.filter((one) => one.scale === scale);
    scales[scale] = scaleOf(members);
    const axis = axisOf(members, { ink, isFirst: axes.length === 0 });
    if (axis) axes.push(axis);
  }
  return { scales, axes };
}

function scaleOf(members: readonly Series[]): uPlot.Scale {
  const [first] = members;
  const config = first?.field.config ?? {};
  const style = first?.style ?? {};
  const { type, log, linearThreshold } = record(style.scaleDistribution);
  const hard = { min: number(config.min), max: number(config.max) };
  const soft = { min: number(style.axisSoftMin), max: number(style.axisSoftMax) };
  const isPercent = members.some(({ style: own }) => record(own.stacking).mode === 'percent');
  const fromZero = isPercent || members.some(({ style: own }) => own.drawStyle === 'bars');
  const isCentered = members.some(({ style: own }) => own.axisCenteredZero === true);
  if (type === 'symlog') return { distr: 4, asinh: number(linearThreshold) ?? 1 };
  if (type === 'log') return { distr: 3, log: number(log) === 2 ? 2 : 10 };
  return {
    range: (_, dataMin, dataMax) => {
      if (isPercent) return [hard.min ?? 0, hard.max ?? 1];
      const low = Math.min(dataMin ?? 0, soft.min ?? Number.POSITIVE_INFINITY, fromZero ? 0 : Number.POSITIVE_INFINITY);
      const high = Math.max(dataMax ?? 1, soft.max ?? Number.NEGATIVE_INFINITY, fromZero ? 0 : Number.NEGATIVE_INFINITY);
      const most = Math.max(Math.abs(low), Math.abs(high));
      return isCentered ? padded(-most, most, hard) : padded(low, high, hard);
    },
  };
}

/** Some air above and below, as uPlot leaves it, but none beyond what a field says. */
function padded(low: number, high: number, hard: { min: number | undefined; max: number | undefined }): [number, number] {
  const end = (pad: number) => ({ pad, soft: 0, mode: 3 as const });
  const [min, max] = uPlot.rangeNum(low, high, { min: end(0.1), max: end(0.1) });
  const bounds: [number, number] = [hard.min ?? min ?? 0, hard.max ?? max ?? 1];
  return bounds[0] < bounds[1] ? bounds : [bounds[0], bounds[0] + 1];
}

function axisOf(members: readonly Series[], { ink, isFirst }: { ink: Ink; isFirst: boolean }): uPlot.Axis | undefined {
  const [first] = members;
  if (!first) return undefined;
  const placement = text(first.style.axisPlacement) ?? 'auto';
  if (placement === 'hidden') return undefined;
  const label = text(first.style.axisLabel);
  const width = number(first.style.axisWidth);
  return {
    scale: first.scale,
    side: placement === 'right' || (placement !== 'left' && !isFirst) ? 1 : 3,
    stroke: first.style.axisColorMode === 'series' ? first.color : ink.text,
    font: ink.font,
    ...(first.style.axisBorderShow === true ? { border: { show: true, stroke: ink.text, width: 1 } } : {}),
    grid: { show: isFirst && first.style.axisGridShow !== false, stroke: ink.grid, width: 1 },
    ticks: { show: false },
    gap: 6,
    space: 28,
    size: (...[chart, values, index, cycle]) =>
      width ?? (cycle > 1 ? sizeBefore(chart, index) : widest(chart, values, ink.font) + 12),
    values: (_, splits) => splitWords(splits, first),
    ...(label ? { label, labelFont: ink.font, labelSize: 18, labelGap: 2 } : {}),
  };
}

const sizeBefore = (chart: uPlot, index: number): number => (chart.axes[index] as { _size?: number } | undefined)?._size ?? 40;

function widest(chart: uPlot, values: readonly string[] | null, font: string): number {
  chart.ctx.save();
  chart.ctx.font = font;
  const width = Math.max(0, ...(values ?? []).map((words) => chart.ctx.measureText(words ?? '').width));
  chart.ctx.restore();
  return Math.ceil(width);
}

/** The numbers on an axis have the same number of digits, as many as tell them apart. */
function splitWords(splits: readonly number[], { field, style }: Series): string[] {
  const isPercent = record(style.stacking).mode === 'percent';
  const format = isPercent ? unitFormat('percentunit') : unitFormat(field.config.unit);
  const said = number(field.config.decimals);
  const written = (places: number | undefined) => splits.map((value) => (value === null ? '' : inLine(format(value, places))));
  const first = written(said);
  if (said !== undefined) return first;
  const suffixes = new Set(splits.map((value) => format(value ?? 0).suffix));
  const longest = Math.max(0, ...first.map((words) => /\.(\d+)/.exec(words)?.[1]?.length ?? 0));
  // In different units, such as 800 W and 1.2 kW, each number has its own digits.
  if (suffixes.size > 1) return first;
  for (let places = longest; places <= 6; places++) {
    const words = written(places);
    if (new Set(words).size === words.length) return words;
  }
  return first;
}

import uPlot from 'uplot';
import { faded } from '../../fields/colors.ts';
import { number, record, records, text } from '../../model/read-json.ts';
import { zoneName } from '../../time/format-time.ts';
import type { TimeRange } from '../../time/time-range.ts';
import type { PanelHost } from '../panel-view.ts';
import { type Ink, timeAxis, valueScales } from './axes.ts';
import type { Series } from './series.ts';

/** What a chart is drawn from. Lines and range are asked for anew with each drawing. */
export type ChartSource = {
  host: PanelHost;
  ink: Ink;
  size: { width: number; height: number };
  series: () => readonly Series[];
  range: () => TimeRange;
};

/** Charts with the same key show one crosshair. */
export const SYNC_KEY = 'dashboard';

/** How far away the nearest value of a line may be to be shown (px). */
const REACH_PX = 40;

/** What uPlot needs to draw lines, bars and points as a panel says. */
export function chartOptions(source: ChartSource): uPlot.Options {
  const { host, ink, size, range } = source;
  const series = source.series();
  const { scales, axes } = valueScales(series, ink);
  const zone = zoneName(host.zone);
  return {
    ...size,
    ms: 1,
    padding: [8, 12, 0, axes.some(({ side }) => side === 3) ? 0 : 8],
    legend: { show: false },
    ...(zone ? { tzDate: (at: number) => uPlot.tzDate(new Date(at), zone) } : {}),
    scales: { x: { time: true, range: () => [range().from, range().to] }, ...scales },
    axes: [timeAxis(ink, host.zone), ...axes],
    series: [{}, ...series.map((line, index) => lineOptions(line, () => source.series()[index] ?? line))],
    bands: series.flatMap(({ above }, index) =>
      above === undefined ? [] : [{ series: [index + 1, above + 1] as [number, number] }],
    ),
    cursor: {
      drag: { x: true, y: false, setScale: false, dist: 5 },
      dataIdx: (...[chart, line, closest]) => nearestValue(chart, { line, closest }),
      points: { size: 7 },
      ...(host.graphTooltip > 0 ? { sync: { key: SYNC_KEY, setSeries: false } } : {}),
    },
  };
}

/** `now` gives the line as it is at each drawing: its colour may go by its newest value. */
function lineOptions({ style, scale, name }: Series, now: () => Series): uPlot.Series {
  const drawStyle = text(style.drawStyle) ?? 'line';
  const opacity = (number(style.fillOpacity) ?? 0) / 100;
  const hasGradient = text(style.gradientMode) !== undefined && style.gradientMode !== 'none';
  const fill: uPlot.Series.Fill = (chart) => {
    const { color } = now();
    return hasGradient ? gradient(chart, color, opacity) : faded(color, opacity);
  };
  const paths = pathsOf(drawStyle, style);
  return {
    label: name,
    scale,
    stroke: () => now().color,
    width: drawStyle === 'points' ? 0 : (number(style.lineWidth) ?? 1),
    ...(opacity > 0 ? { fill } : {}),
    ...(paths ? { paths } : {}),
    ...dashOf(record(style.lineStyle)),
    spanGaps: style.spanNulls === true,
    points: pointsOf(drawStyle, style, now),
  };
}

function pathsOf(drawStyle: string, style: Series['style']): uPlot.Series.PathBuilder | undefined {
  const { bars, spline, stepped } = uPlot.paths;
  if (drawStyle === 'points') return () => null;
  if (drawStyle === 'bars')
    return bars?.({
      size: [number(style.barWidthFactor) ?? 0.6, number(style.barMaxWidth) ?? 200],
      align: Math.sign(number(style.barAlignment) ?? 0) as -1 | 0 | 1,
    });
  if (style.lineInterpolation === 'smooth') return spline?.();
  if (style.lineInterpolation === 'stepAfter') return stepped?.({ align: 1 });
  if (style.lineInterpolation === 'stepBefore') return stepped?.({ align: -1 });
  return undefined;
}

function dashOf({ fill, dash }: Series['style']): { dash?: number[] } {
  const lengths = Array.isArray(dash) ? dash.map(Number).filter((one) => one >= 0) : [];
  if (fill === 'dash') return { dash: lengths.length > 0 ? lengths : [10, 10] };
  return fill === 'dot' ? { dash: lengths.length > 0 ? lengths : [2, 8] } : {};
}

function pointsOf(drawStyle: string, style: Series['style'], now: () => Series): uPlot.Series.Points {
  const mode = drawStyle === 'points' ? 'always' : (text(style.showPoints) ?? 'auto');
  const shared = { size: number(style.pointSize) ?? 5, fill: () => now().color, stroke: () => now().color };
  if (drawStyle === 'bars') return { show: false };
  if (mode === 'always') return { ...shared, show: true };
  // A value without neighbours has no line: without a point it could not be seen.
  const filter: uPlot.Series.Points.Filter = (chart, line, show) =>
    show ? null : lonely(chart.data[line] ?? [], style.spanNulls === true);
  return mode === 'never' ? { ...shared, show: () => false, filter } : { ...shared, filter };
}

/** The places of values that no line leads to: a gap, `null`, on both sides. */
function lonely(values: ArrayLike<number | null | undefined>, spansGaps: boolean): number[] {
  // What is undefined is no gap: the line goes on over it.
  const places = Array.from(values, (value, at) => ({ value, at }));
  const known = places.filter(({ value }) => value !== undefined && !(value === null && spansGaps));
  const isGap = (place: number) => (known[place]?.value ?? null) === null;
  return known.filter((_, place) => !isGap(place) && isGap(place - 1) && isGap(place + 1)).map(({ at }) => at);
}

function gradient(chart: uPlot, color: string, opacity: number): CanvasGradient | string {
  const { top, height } = chart.bbox;
  if (!Number.isFinite(top) || !Number.isFinite(height)) return faded(color, opacity);
  const made = chart.ctx.createLinearGradient(0, top, 0, top + height);
  made.addColorStop(0, faded(color, opacity));
  made.addColorStop(1, faded(color, 0));
  return made;
}

/** Lines whose times are not the same have their own nearest value under the crosshair. */
function nearestValue(chart: uPlot, { line, closest }: { line: number; closest: number }): number {
  const values = chart.data[line] ?? [];
  const times = chart.data[0];
  if (line === 0 || (values[closest] !== null && values[closest] !== undefined)) return closest;
  const isNear = (at: number) =>
    Math.abs(chart.valToPos(times[at] ?? 0, 'x') - chart.valToPos(times[closest] ?? 0, 'x')) <= REACH_PX;
  for (let step = 1; step < times.length; step++) {
    const places = [closest - step, closest + step].filter((at) => at >= 0 && at < times.length && isNear(at));
    if (places.length === 0) return closest;
    const found = places.find((at) => values[at] !== null && values[at] !== undefined);
    if (found !== undefined) return found;
  }
  return closest;
}

/** The thresholds that are drawn in a chart, as lines or areas. */
export const hasThresholds = ({ field, style }: Series): boolean =>
  !['off', ''].includes(String(record(style.thresholdsStyle).mode ?? 'off')) &&
  records(field.config.thresholds?.steps).length > 0;

import type uPlot from 'uplot';
import { element } from '../../dom/element.ts';
import { inLine } from '../../fields/formatted.ts';
import { type Json, number, record, text } from '../../model/read-json.ts';
import { formatTime, type TimeZone } from '../../time/format-time.ts';
import type { PanelInput } from '../panel-view.ts';
import type { Series } from './series.ts';

type Row = { line: Series; value: number };

/** What the lines are at the crosshair: a box beside it. */
export class Tooltip {
  readonly element = element('div', { class: 'tooltip', hidden: true });

  /** Shows what is under the crosshair; nothing when there is no value. Says it in one line, for those who hear. */
  show(chart: uPlot, series: readonly Series[], { panel, zone }: { panel: PanelInput['panel']; zone: TimeZone }): string {
    const options = record(panel.options.tooltip);
    const mode = text(options.mode) ?? 'single';
    const index = chart.cursor.idx;
    const rows = mode === 'none' || index === null || index === undefined ? [] : rowsAt(chart, series, { mode, options });
    this.element.hidden = rows.length === 0;
    const at = rows.length === 0 ? undefined : chart.data[0][index ?? 0];
    if (at === undefined) return '';
    const words = formatTime(at, zone);
    const [width, height] = [number(options.maxWidth), number(options.maxHeight)];
    this.element.style.maxWidth = width ? `${width}px` : '';
    this.element.style.maxHeight = height ? `${height}px` : '';
    this.element.replaceChildren(element('p', {}, words), ...rows.map(({ line, value }) => lineRow(line, value)));
    this.#place(chart);
    return `${words}. ${rows.map(({ line, value }) => `${line.name} ${inLine(line.display(value))}`).join(', ')}`;
  }

  hide(): void {
    this.element.hidden = true;
  }

  /** Beside the crosshair, on the side where there is room. */
  #place(chart: uPlot): void {
    const { left = 0, top = 0 } = chart.cursor;
    const { width, height } = chart.over.getBoundingClientRect();
    const isRight = left < width / 2;
    const { style } = this.element;
    style.left = isRight ? `${chart.over.offsetLeft + left + 12}px` : '';
    style.right = isRight ? '' : `${chart.root.clientWidth - chart.over.offsetLeft - left + 12}px`;
    style.top = `${Math.max(0, Math.min(top, height - this.element.offsetHeight))}px`;
  }
}

function rowsAt(chart: uPlot, series: readonly Series[], { mode, options }: { mode: string; options: Json }): Row[] {
  const sort = text(options.sort);
  const rows = series.flatMap((line, index) => {
    const value = line.values[chart.cursor.idxs?.[index + 1] ?? -1];
    const isShown = chart.series[index + 1]?.show !== false && record(line.style.hideFrom).tooltip !== true;
    const isLeftOut = value === 0 && options.hideZeros === true;
    return isShown && !isLeftOut && typeof value === 'number' ? [{ line, value, away: distance(chart, line, value) }] : [];
  });
  if (mode === 'single') return rows.sort((a, b) => a.away - b.away).slice(0, 1);
  if (sort === 'asc') rows.sort((a, b) => a.value - b.value);
  if (sort === 'desc') rows.sort((a, b) => b.value - a.value);
  return rows;
}

const distance = (chart: uPlot, { scale }: Series, value: number): number =>
  Math.abs(chart.valToPos(value, scale) - (chart.cursor.top ?? 0));

function lineRow({ name, color, display }: Series, value: number): HTMLElement {
  const dash = element('i', { class: 'dash' });
  dash.style.background = color;
  return element(
    'div',
    { class: 'row' },
    dash,
    element('span', { class: 'name' }, name),
    element('b', {}, inLine(display(value))),
  );
}

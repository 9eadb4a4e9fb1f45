import uPlot from 'uplot';
import { element } from '../../dom/element.ts';
import { inLine } from '../../fields/formatted.ts';
import { formatTime } from '../../time/format-time.ts';
import type { TimeRange } from '../../time/time-range.ts';
import { newestWords } from '../newest-words.ts';
import type { PanelHost, PanelInput, PanelView } from '../panel-view.ts';
import type { Ink } from './axes.ts';
import { chartOptions } from './chart-options.ts';
import { drawThresholds } from './draw-thresholds.ts';
import { isBeside, Legend } from './legend.ts';
import { type Series, type SeriesSet, seriesOf } from './series.ts';
import { Tooltip } from './tooltip.ts';

/**
 * Lines over time, drawn by uPlot. New data moves what is drawn; the chart is made anew only when lines, scales, or the
 * look have changed.
 */
export class TimeSeries implements PanelView {
  readonly element = element('div', { class: 'time-series' });
  readonly #host: PanelHost;
  readonly #box = element('div', { class: 'chart', tabindex: 0, role: 'group', 'aria-roledescription': 'chart' });
  readonly #heard = element('p', { class: 'sr', 'aria-live': 'polite' });
  readonly #tooltip = new Tooltip();
  readonly #legend = new Legend((index, alone) => this.#toggle(index, alone));
  readonly #sizes = new ResizeObserver(() => this.#resize());
  readonly #hidden = new Set<string>();
  #chart: uPlot | undefined;
  #structure = '';
  #set: SeriesSet = { times: [], series: [] };
  #range: TimeRange = { from: 0, to: 1 };
  #input: PanelInput | undefined;

  constructor(host: PanelHost) {
    this.#host = host;
    this.element.append(this.#box, this.#legend.element, this.#heard);
    this.#sizes.observe(this.#box);
    this.#box.addEventListener('keydown', (event) => this.#key(event));
    this.#box.addEventListener('blur', () => this.#leave());
  }

  update(input: PanelInput): { label: string; lacks?: string[] } {
    this.#input = input;
    this.#range = input.range;
    this.#set = seriesOf(input, this.#host);
    this.element.classList.toggle('beside', isBeside(input));
    const structure = JSON.stringify([
      this.#host.theme,
      this.#host.zone,
      this.#set.series.map(({ name, scale, style, field, above }) => [
        name,
        scale,
        style,
        field.config.unit,
        field.config.decimals,
        above,
      ]),
      input.panel.options,
    ]);
    if (structure === this.#structure && this.#chart) this.#chart.setData(this.#data());
    else this.#build();
    this.#structure = structure;
    this.#legend.draw(this.#set.series, input, this.#hidden);
    const label = this.#label();
    this.#box.setAttribute('aria-label', `${this.#host.fill(input.panel.title) || 'Chart'}: ${label}`);
    if (this.#chart && !this.#tooltip.element.hidden) this.#showTooltip(this.#chart);
    return { label };
  }

  destroy(): void {
    this.#sizes.disconnect();
    this.#chart?.destroy();
    this.#chart = undefined;
  }

  #data(): uPlot.AlignedData {
    return [this.#set.times, ...this.#set.series.map(({ drawn }) => drawn)] as uPlot.AlignedData;
  }

  #build(): void {
    this.#chart?.destroy();
    this.#chart = undefined;
    const size = { width: this.#box.clientWidth, height: this.#box.clientHeight };
    if (size.width < 20 || size.height < 20) return;
    const options = chartOptions({
      host: this.#host,
      ink: inkOf(this.element),
      size,
      series: () => this.#set.series,
      range: () => this.#range,
    });
    const { theme } = this.#host;
    options.hooks = {
      drawClear: [(chart) => drawThresholds(chart, this.#set.series, { theme, part: 'areas' })],
      draw: [(chart) => drawThresholds(chart, this.#set.series, { theme, part: 'lines' })],
      setCursor: [(chart) => this.#showTooltip(chart)],
      setSelect: [(chart) => this.#dragged(chart)],
    };
    this.#chart = new uPlot(options, this.#data(), this.#box);
    this.#chart.root.append(this.#tooltip.element);
    this.#applyHidden();
  }

  #resize(): void {
    const { clientWidth: width, clientHeight: height } = this.#box;
    if (!this.#chart) {
      if (this.#input) this.#build();
    } else if (width >= 20 && height >= 20 && (this.#chart.width !== width || this.#chart.height !== height))
      this.#chart.setSize({ width, height });
  }

  #showTooltip(chart: uPlot): void {
    if (!this.#input) return;
    // A crosshair that comes from another chart has a box of its own only when the dashboard says so.
    const isOwn = this.#host.graphTooltip !== 1 || this.#box.matches(':hover, :focus');
    if (isOwn) this.#tooltip.show(chart, this.#set.series, { panel: this.#input.panel, zone: this.#host.zone });
    else this.#tooltip.hide();
  }

  #dragged(chart: uPlot): void {
    const { left, width } = chart.select;
    if (width < 5) return;
    const range = { from: Math.round(chart.posToVal(left, 'x')), to: Math.round(chart.posToVal(left + width, 'x')) };
    chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    this.#host.chooseRange(range);
  }

  /** Arrow keys walk along the values, and say them. */
  #key(event: KeyboardEvent): void {
    const chart = this.#chart;
    const { times } = this.#set;
    if (!chart || times.length === 0 || event.target !== this.#box || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape') this.#leave();
    // The first group of a query may begin before the range, where there is nothing to point at.
    const least = Math.max(
      times.findIndex((time) => time >= this.#range.from),
      0,
    );
    const most = times.findLastIndex((time) => time <= this.#range.to);
    const now = chart.cursor.idx ?? most + 1;
    const jump = event.shiftKey ? 10 : 1;
    const to = { ArrowLeft: now - jump, ArrowRight: now + jump, Home: least, End: most }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const at = Math.max(Math.min(to, most), least);
    const first = this.#set.series.find((_, index) => chart.series[index + 1]?.show !== false);
    const value = first?.drawn[at];
    const top = first && typeof value === 'number' ? chart.valToPos(value, first.scale) : chart.over.clientHeight / 2;
    chart.setCursor({ left: chart.valToPos(times[at] ?? 0, 'x'), top });
    if (this.#input)
      this.#heard.textContent = this.#tooltip.show(chart, this.#set.series, { panel: this.#input.panel, zone: this.#host.zone });
  }

  #leave(): void {
    this.#chart?.setCursor({ left: -10, top: -10 });
    this.#tooltip.hide();
  }

  /** Alone: only this line, or all again when it is the only one. Else this line comes or goes. */
  #toggle(index: number, alone: boolean): void {
    const name = this.#set.series[index]?.name;
    if (name === undefined || !this.#input) return;
    const others = this.#set.series.map((line) => line.name).filter((one) => one !== name);
    const isOnly = !this.#hidden.has(name) && others.every((one) => this.#hidden.has(one));
    if (!alone) this.#hidden[this.#hidden.has(name) ? 'delete' : 'add'](name);
    else {
      this.#hidden.clear();
      if (!isOnly) for (const other of others) this.#hidden.add(other);
    }
    this.#applyHidden();
    this.#legend.draw(this.#set.series, this.#input, this.#hidden);
  }

  #applyHidden(): void {
    for (const [index, { name }] of this.#set.series.entries()) {
      const show = !this.#hidden.has(name);
      if (this.#chart && this.#chart.series[index + 1]?.show !== show) this.#chart.setSeries(index + 1, { show });
    }
  }

  #label(): string {
    const { series, times } = this.#set;
    const count = series.length === 1 ? '1 line' : `${series.length} lines`;
    const newest = series.map(({ name, values, display }: Series) => ({ name, words: inLine(display(lastOf(values))) }));
    const at = times.at(-1);
    const upTo = at === undefined ? '' : ` up to ${formatTime(at, this.#host.zone)}`;
    return `${count}${upTo}. ${newestWords(newest)}`;
  }
}

const lastOf = (values: Series['values']): number | null => values.findLast((value) => typeof value === 'number') ?? null;

function inkOf(place: HTMLElement): Ink {
  const style = getComputedStyle(place);
  return { text: style.getPropertyValue('--text-3'), grid: style.getPropertyValue('--line'), font: `12px ${style.fontFamily}` };
}

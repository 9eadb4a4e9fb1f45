import { reduce, reducerWords } from '../../data/reduce.ts';
import { compare } from '../../data/transform.ts';
import { element } from '../../dom/element.ts';
import { inLine } from '../../fields/formatted.ts';
import { type Json, number, record, text, texts } from '../../model/read-json.ts';
import type { PanelInput } from '../panel-view.ts';
import type { Series } from './series.ts';

/** The names of the lines, with what the panel wants to know of each. A press leaves one line, another brings all back. */
export class Legend {
  readonly element = element('div', { class: 'legend' });
  readonly #press: (index: number, alone: boolean) => void;

  constructor(press: (index: number, alone: boolean) => void) {
    this.#press = press;
  }

  /** Draws the legend anew; the button with the keyboard keeps it. */
  draw(series: readonly Series[], { panel }: PanelInput, hidden: ReadonlySet<string>): void {
    const options = record(panel.options.legend);
    const isShown = options.showLegend !== false && options.displayMode !== 'hidden' && series.length > 0;
    const focused = this.element.contains(document.activeElement)
      ? (document.activeElement as HTMLElement).dataset.line
      : undefined;
    this.element.hidden = !isShown;
    const calculations = texts(options.calcs);
    const listed = sorted(
      series.map((line, index) => ({ line, index })).filter(({ line }) => line.isListed),
      options,
    );
    const width = number(options.width);
    this.element.style.width = width && options.placement === 'right' ? `${width}px` : '';
    const isTable = options.displayMode === 'table';
    this.element.classList.toggle('table', isTable);
    const names = listed.map(({ line, index }) => this.#name(line, index, hidden.has(line.name)));
    this.element.replaceChildren(...(isTable ? [tableOf(listed, names, calculations)] : listOf(listed, names, calculations)));
    if (focused !== undefined)
      this.element.querySelector<HTMLElement>(`[data-line="${focused}"]`)?.focus({ preventScroll: true });
  }

  #name({ name, color }: Series, index: number, isHidden: boolean): HTMLElement {
    const dash = element('i', { class: 'dash' });
    dash.style.background = color;
    const label = element(
      'button',
      { type: 'button', class: 'series', 'aria-pressed': String(!isHidden), 'data-line': index },
      dash,
      name,
    );
    label.addEventListener('click', (event) => this.#press(index, !(event.ctrlKey || event.metaKey || event.shiftKey)));
    return label;
  }
}

type Listed = { line: Series; index: number };

/** By name or by one of the calculations, as Grafana names them in a table: `Max`, `Last *`. */
function sorted(listed: Listed[], { sortBy, sortDesc, calcs }: Json): Listed[] {
  const by = text(sortBy);
  if (!by) return listed;
  const calculation = texts(calcs).find((one) => reducerWords(one) === by);
  const keyOf = ({ line }: Listed) => (calculation ? reduce(line.values, calculation) : line.name);
  return listed.sort((a, b) => (sortDesc === true ? -1 : 1) * compare(keyOf(a), keyOf(b)));
}

const calculated = ({ values, display }: Series, calculation: string): string => inLine(display(reduce(values, calculation)));

function listOf(listed: readonly Listed[], names: readonly HTMLElement[], calculations: readonly string[]): HTMLElement[] {
  const items = listed.map(({ line }, place) =>
    element(
      'li',
      {},
      names[place] ?? '',
      ...calculations.map((one) => element('span', { class: 'calc' }, `${reducerWords(one)}: ${calculated(line, one)}`)),
    ),
  );
  return [element('ul', {}, ...items)];
}

function tableOf(listed: readonly Listed[], names: readonly HTMLElement[], calculations: readonly string[]): HTMLElement {
  const head = element(
    'tr',
    {},
    element('th', { scope: 'col' }, 'Name'),
    ...calculations.map((one) => element('th', { scope: 'col' }, reducerWords(one))),
  );
  const rows = listed.map(({ line }, place) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row' }, names[place] ?? ''),
      ...calculations.map((one) => element('td', {}, calculated(line, one))),
    ),
  );
  return element('table', {}, element('thead', {}, head), element('tbody', {}, ...rows));
}

/** Whether the legend stands to the right of the chart. */
export const isBeside = ({ panel }: PanelInput): boolean => text(record(panel.options.legend).placement) === 'right';

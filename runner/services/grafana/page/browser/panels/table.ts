import { fieldName } from '../data/field-name.ts';
import { type Field, type Frame, lengthOf } from '../data/frame.ts';
import { reduce, reducerWords } from '../data/reduce.ts';
import { compare } from '../data/transform.ts';
import { button, element } from '../dom/element.ts';
import { faded, isTransparent, readable, textOn } from '../fields/colors.ts';
import { type Display, displayOf } from '../fields/display-value.ts';
import { inLine } from '../fields/formatted.ts';
import { type Json, number, record, records, text, texts } from '../model/read-json.ts';
import type { PanelHost, PanelInput, PanelView } from './panel-view.ts';

/** More rows than these nobody reads, and a page grows slow with. */
const MOST_ROWS = 500;

type Column = { name: string; field: Field; display: (value: unknown) => Display; align: string; cell: string; custom: Json };

/** Rows and columns, sorted by a press on a column's name. */
export class Table implements PanelView {
  readonly element = element('div', { class: 'table-panel', tabindex: 0, role: 'group' });
  readonly #host: PanelHost;
  #sort: { name: string; isDown: boolean } | undefined;
  #frame = 0;
  #input: PanelInput | undefined;

  constructor(host: PanelHost) {
    this.#host = host;
  }

  update(input: PanelInput): { label: string } {
    if (this.#input?.panel !== input.panel) {
      const [first] = records(input.panel.options.sortBy);
      const name = text(first?.displayName);
      this.#sort = name ? { name, isDown: first?.desc === true } : undefined;
      this.#frame = number(input.panel.options.frameIndex) ?? 0;
    }
    this.#input = input;
    return { label: this.#draw(input) };
  }

  destroy(): void {
    this.element.replaceChildren();
  }

  #draw(input: PanelInput): string {
    const frames = input.frames.filter(({ fields }) => fields.length > 0);
    const frame = frames[Math.min(this.#frame, frames.length - 1)];
    const focused = this.element.contains(document.activeElement)
      ? (document.activeElement as HTMLElement).dataset.column
      : undefined;
    const scroll = { top: this.element.scrollTop, left: this.element.scrollLeft };
    const label = `${frame ? lengthOf(frame) : 0} rows`;
    this.element.setAttribute('aria-label', `${this.#host.fill(input.panel.title) || 'Table'}: ${label}`);
    this.element.replaceChildren(...(frame ? this.#parts(frame, frames, input) : []));
    this.element.scrollTo(scroll);
    if (focused !== undefined)
      this.element.querySelector<HTMLElement>(`[data-column="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
    return label;
  }

  #parts(frame: Frame, frames: readonly Frame[], input: PanelInput): Node[] {
    const { options } = input.panel;
    const columns = columnsOf(frame, frames, this.#host);
    const table = element('table', { 'data-cells': text(options.cellHeight) });
    if (options.showHeader !== false)
      table.append(element('thead', {}, element('tr', {}, ...columns.map((column) => this.#head(column)))));
    const rows = sortedRows(frame, columns, this.#sort);
    const background = this.#host.theme === 'dark' ? '#0d1518' : '#ffffff';
    const lines = rows.slice(0, MOST_ROWS).map((row) => rowOf(columns, row, background));
    table.append(element('tbody', {}, ...lines));
    const foot = footOf(columns, record(options.footer), rows.length);
    if (foot) table.append(foot);
    const cut =
      rows.length > MOST_ROWS ? [element('p', { class: 'meta' }, `The first ${MOST_ROWS} of ${rows.length} rows.`)] : [];
    return [table, ...cut, ...this.#choice(frames)];
  }

  #head({ name, align, custom }: Column): HTMLElement {
    const isSorted = this.#sort?.name === name;
    const direction = isSorted ? (this.#sort?.isDown ? 'descending' : 'ascending') : 'none';
    const press = () => {
      this.#sort = isSorted && this.#sort?.isDown ? undefined : { name, isDown: isSorted };
      if (this.#input) this.#draw(this.#input);
    };
    const label = `${name}${isSorted ? (this.#sort?.isDown ? ' ↓' : ' ↑') : ''}`;
    const attributes = { scope: 'col', 'aria-sort': direction, 'data-align': align };
    const isWrapped = custom.wrapHeaderText === true;
    const inside =
      custom.hideHeader === true ? element('span', { class: 'sr' }, name) : button(label, press, { 'data-column': name });
    const made = element('th', { ...attributes, class: isWrapped ? 'wraps' : undefined }, inside);
    const [width, least] = [number(custom.width), number(custom.minWidth)];
    if (width) made.style.width = `${width}px`;
    if (least) made.style.minWidth = `${least}px`;
    return made;
  }

  /** A table shows one frame; which one is chosen below. */
  #choice(frames: readonly Frame[]): Node[] {
    if (frames.length < 2) return [];
    const names = frames.map((frame, index) => {
      const value = frame.fields.find(({ type }) => type !== 'time');
      return element(
        'option',
        { value: index, selected: index === this.#frame },
        value ? fieldName(value, frame, frames) : frame.name,
      );
    });
    const choice = element('select', { 'aria-label': 'Which series' }, ...names);
    choice.addEventListener('change', () => {
      this.#frame = Number(choice.value);
      if (this.#input) this.#draw(this.#input);
    });
    return [choice];
  }
}

function columnsOf(frame: Frame, _frames: readonly Frame[], { theme, zone }: PanelHost): Column[] {
  return frame.fields.flatMap((field, index) => {
    const custom = record(field.config.custom);
    if (custom.hidden === true || record(custom.hideFrom).viz === true) return [];
    const name = fieldName(field, frame, [frame]);
    const aligned = text(custom.align);
    return [
      {
        name,
        field,
        display: displayOf(field, { theme, zone, index, name, frames: [frame] }),
        align: aligned && aligned !== 'auto' ? aligned : field.type === 'number' ? 'right' : 'left',
        cell: text(record(custom.cellOptions).type) ?? text(custom.displayMode) ?? 'auto',
        custom,
      },
    ];
  });
}

function sortedRows(frame: Frame, columns: readonly Column[], sort: { name: string; isDown: boolean } | undefined): number[] {
  const rows = Array.from({ length: lengthOf(frame) }, (_, row) => row);
  const by = sort && columns.find(({ name }) => name === sort.name);
  if (by) rows.sort((a, b) => (sort.isDown ? -1 : 1) * compare(by.field.values[a], by.field.values[b]));
  return rows;
}

/** A row; a cell's colour may be that of the whole row. */
function rowOf(columns: readonly Column[], row: number, background: string): HTMLElement {
  const made = element('tr', {}, ...columns.map((column) => cellOf(column, row, background)));
  const painter = columns.find(
    ({ cell, custom }) => cell.startsWith('color-background') && record(custom.cellOptions).applyToRow === true,
  );
  if (painter) {
    paint(made, painter.display(painter.field.values[row]).color);
  }
  return made;
}

function paint(made: HTMLElement, color: string): void {
  if (isTransparent(color)) return;
  made.style.background = color;
  made.style.color = textOn(color);
}

function cellOf({ field, display, align, cell, custom }: Column, row: number, background: string): HTMLElement {
  const shown = display(field.values[row]);
  const isWrapped = record(custom.cellOptions).wrapText === true;
  const made = element('td', { 'data-align': align, class: isWrapped ? 'wraps' : undefined }, inLine(shown));
  if (cell === 'json-view') made.classList.add('code');
  if (cell === 'color-text') made.style.color = readable(shown.color, background);
  else if (cell.startsWith('color-background')) {
    paint(made, shown.color);
  } else if (/gauge|lcd/.test(cell)) {
    const share = `${Math.min(Math.max(shown.part, 0), 1) * 100}%`;
    made.style.background = `linear-gradient(to right, ${faded(shown.color, 0.35)} ${share}, transparent ${share})`;
  }
  return made;
}

function footOf(columns: readonly Column[], { show, reducer, fields, countRows }: Json, rows: number): HTMLElement | undefined {
  const calculation = texts(reducer)[0];
  if (show !== true || !calculation) return undefined;
  if (countRows === true && calculation === 'count') return countFoot(columns.length, rows);
  const wanted = texts(fields);
  const cells = columns.map(({ field, name, display, align }, index) => {
    const isWanted = field.type === 'number' && (wanted.length === 0 || wanted.includes(name));
    const words = isWanted ? inLine(display(reduce(field.values, calculation))) : index === 0 ? reducerWords(calculation) : '';
    return element('td', { 'data-align': align }, words);
  });
  return element('tfoot', {}, element('tr', {}, ...cells));
}

const countFoot = (columns: number, rows: number): HTMLElement =>
  element('tfoot', {}, element('tr', {}, element('td', { colspan: columns }, `Count: ${rows}`)));

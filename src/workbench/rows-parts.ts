import { type RowsError, type RowsLine, type RowsNote, rowsLineText } from '#contract/rows.ts';
import { element } from './element.ts';
import { icon } from './icon.ts';
import { RowsTable } from './rows-table.ts';

/** So many notes, errors and tables are kept, the newest ones. */
const PARTS = 100;

type Part = { element: HTMLElement; table?: RowsTable; text: string };

/** Tables, notes and errors of an output, in the order in which they came. */
export class RowsParts {
  readonly element = element('div', { class: 'rows-parts' });
  readonly #block: string;
  readonly #pageOf: (service: string) => string | undefined;
  #parts: Part[] = [];

  constructor(block: string, pageOf: (service: string) => string | undefined) {
    this.#block = block;
    this.#pageOf = pageOf;
  }

  /** The table that rows belong to. */
  get table(): RowsTable | undefined {
    return this.#parts.findLast(({ table }) => table)?.table;
  }

  get tables(): RowsTable[] {
    return this.#parts.flatMap(({ table }) => (table ? [table] : []));
  }

  get isEmpty(): boolean {
    return this.#parts.length === 0;
  }

  clear(): void {
    this.#parts = [];
    this.element.replaceChildren();
  }

  /** Takes a line. True for one that changes a row. */
  take(line: RowsLine | { text: string }): boolean {
    if ('row' in line) {
      this.table?.take(line.kind ?? '+I', line.row);
      return true;
    }
    if ('columns' in line) this.#begin(line);
    else if ('note' in line) this.#add({ element: this.#note(line), text: line.note });
    else if ('error' in line) this.#add({ element: errorPart(line), text: line.error });
    else this.#add({ element: element('p', { class: 'rows-text' }, line.text), text: line.text });
    return false;
  }

  /** All of it as plain text. */
  text(): string {
    const lines = this.#parts.flatMap(({ table, text }) => {
      if (!table) return [text];
      const rows = [...table.fold.rows.values()].map((row) => rowsLineText(JSON.stringify({ row })));
      return [rowsLineText(JSON.stringify({ columns: table.columns })), ...rows];
    });
    return lines.join('\n');
  }

  #begin({ columns, again }: Extract<RowsLine, { columns: unknown }>): void {
    const last = this.table;
    const isSame = last && JSON.stringify(last.columns) === JSON.stringify(columns);
    if (again !== undefined && isSame) return;
    const table = new RowsTable(this.#block, columns);
    if (again !== undefined) table.fold.recount(again);
    this.#add({ element: table.element, table, text: '' });
  }

  #add(part: Part): void {
    this.#parts.push(part);
    this.element.append(part.element);
    if (this.#parts.length > PARTS) this.#parts.shift()?.element.remove();
  }

  #note({ note, at }: RowsNote): HTMLElement {
    const made = element('p', { class: 'rows-note' }, note);
    const page = at && this.#pageOf(at.service);
    // Only within the service's own page: what a program prints never leads elsewhere.
    const href = page && at.path.startsWith('/') ? new URL(page).origin + at.path : undefined;
    if (at && href) made.append(' ', element('a', { href, target: '_blank', rel: 'noreferrer' }, at.title, icon('ext')));
    return made;
  }
}

function errorPart({ error, hint }: RowsError): HTMLElement {
  const words = element('span', {}, error, ...(hint ? [element('span', { class: 'rows-hint' }, hint)] : []));
  return element('p', { class: 'rows-error' }, icon('bad'), words);
}

import { type Cell, type Column, cellText, type RowKind } from '#contract/rows.ts';
import { element } from './element.ts';
import { type RowChange, RowsFold } from './rows-fold.ts';

/** So many rows of a table are on the page, the newest ones. */
export const SHOWN_ROWS = 300;
/** So many of them are made at once: more would keep a slow page from everything else. */
export const ROWS_AT_ONCE = 100;
/** A longer cell is cut on the page; the downloaded table has all of it. */
const CELL_CHARS = 300;

/** One table on the page. Rows are told to it as they come and drawn together. */
export class RowsTable {
  readonly element: HTMLElement;
  readonly columns: readonly Column[];
  readonly fold = new RowsFold();
  readonly #body = element('tbody', {});
  readonly #drawn = new Map<number, HTMLTableRowElement>();
  #waiting = new Map<number, RowChange['row']>();

  constructor(block: string, columns: readonly Column[]) {
    this.columns = columns;
    const names = columns.map(({ name }) => name);
    const caption = element('caption', { class: 'sr' }, `Rows of ${block}: ${names.join(', ')}`);
    const head = columns.map(({ name, isNumber }) => element('th', { scope: 'col', class: isNumber && 'r' }, name));
    this.element = element('table', {}, caption, element('thead', {}, element('tr', {}, ...head)), this.#body);
  }

  take(kind: RowKind, row: readonly Cell[]): void {
    for (const { id, row: now } of this.fold.take(kind, row)) {
      // Put at the end again, so that the newest are the last ones here as well.
      if (!this.#drawn.has(id)) this.#waiting.delete(id);
      this.#waiting.set(id, now);
    }
  }

  /**
   * Draws what has come, the newest first: what is older has its place when there is time for it. `tint`: new rows and
   * changed ones show that for a moment.
   * @returns whether there is more to draw
   */
  draw(tint: boolean): boolean {
    const waiting = [...this.#waiting];
    this.#waiting = new Map();
    const added = waiting.filter(([id, row]) => row && !this.#drawn.has(id));
    for (const [id, row] of waiting) this.#change(id, row, tint);
    // Between these and what is there would be a gap.
    if (added.length > ROWS_AT_ONCE) this.#clear();
    const newest = added.slice(-ROWS_AT_ONCE);
    this.#body.append(...newest.map(([id, row]) => this.#add(id, row ?? [], tint)));
    for (const id of this.#drawn.keys()) {
      if (this.#drawn.size <= SHOWN_ROWS) break;
      this.#take(id);
    }
    this.#fill(ROWS_AT_ONCE - newest.length);
    return this.#drawn.size < this.#wanted;
  }

  /** How many rows are on the page. */
  get shown(): number {
    return this.#drawn.size;
  }

  /** The rows on the page, in their order. */
  trs(): HTMLTableRowElement[] {
    return [...this.#drawn.values()];
  }

  get #wanted(): number {
    return Math.min(SHOWN_ROWS, this.fold.rows.size);
  }

  /** Puts older rows, no more than so many, before those on the page while these are not enough. */
  #fill(most: number): void {
    const missing = Math.min(most, this.#wanted - this.#drawn.size);
    if (missing <= 0) return;
    const older = [...this.fold.rows].filter(([id]) => !this.#drawn.has(id)).slice(-missing);
    const newer = [...this.#drawn];
    this.#drawn.clear();
    this.#body.prepend(...older.map(([id, row]) => this.#add(id, row, false)));
    for (const [id, tr] of newer) this.#drawn.set(id, tr);
  }

  #clear(): void {
    this.#drawn.clear();
    this.#body.replaceChildren();
  }

  #change(id: number, row: RowChange['row'], tint: boolean): void {
    const tr = this.#drawn.get(id);
    if (!tr) return;
    if (!row) {
      this.#take(id);
      return;
    }
    const cells = this.#cells(row);
    for (const [index, cell] of cells.entries()) {
      const there = tr.cells[index];
      if (there && there.textContent !== cell.textContent) there.replaceWith(cell);
    }
    if (tint) startAgain(tr);
  }

  #add(id: number, row: readonly Cell[], tint: boolean): HTMLTableRowElement {
    const tr = element('tr', { class: tint && 'new' }, ...this.#cells(row));
    this.#drawn.set(id, tr);
    return tr;
  }

  #take(id: number): void {
    this.#drawn.get(id)?.remove();
    this.#drawn.delete(id);
  }

  #cells(row: readonly Cell[]): HTMLElement[] {
    return row.map((cell, index) => {
      const text = cellText(cell);
      const shown = text.length > CELL_CHARS ? `${text.slice(0, CELL_CHARS)}…` : text;
      const className = cell === null ? 'null' : this.columns[index]?.isNumber ? 'r' : undefined;
      return element('td', { class: className }, shown);
    });
  }
}

/** A row that changes twice is tinted twice. */
function startAgain(tr: HTMLTableRowElement): void {
  tr.classList.remove('new');
  for (const animation of tr.getAnimations({ subtree: true })) animation.cancel();
  requestAnimationFrame(() => tr.classList.add('new'));
}

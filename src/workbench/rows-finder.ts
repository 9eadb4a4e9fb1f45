/** Marks the rows of a table that have a text in them, and goes from one to the next. */
export class RowsFinder {
  readonly #rows: () => HTMLTableRowElement[];
  #text = '';
  #at: HTMLTableRowElement | undefined;
  #found: (at: number, total: number) => void = () => {};

  constructor(rows: () => HTMLTableRowElement[]) {
    this.#rows = rows;
  }

  find(text: string, back: boolean, found: (at: number, total: number) => void): void {
    const isSame = text === this.#text;
    this.#text = text;
    this.#found = found;
    const hits = this.#mark();
    const index = this.#at ? hits.indexOf(this.#at) : -1;
    const next = isSame && index >= 0 ? index + (back ? -1 : 1) : Math.max(0, index);
    this.#goTo(hits, hits.length === 0 ? 0 : (next + hits.length) % hits.length);
  }

  /** Rows came or changed: the marks follow. */
  refresh(): void {
    if (this.#text === '') return;
    const hits = this.#mark();
    this.#found(this.#at ? hits.indexOf(this.#at) + 1 : 0, hits.length);
  }

  end(): void {
    this.#text = '';
    this.#at = undefined;
    this.#mark();
  }

  #goTo(hits: readonly HTMLTableRowElement[], index: number): void {
    this.#at = hits[index];
    this.#mark();
    this.#at?.scrollIntoView({ block: 'nearest' });
    this.#found(this.#at ? index + 1 : 0, hits.length);
  }

  #mark(): HTMLTableRowElement[] {
    const wanted = this.#text.toLowerCase();
    return this.#rows().filter((tr) => {
      const isHit = wanted !== '' && [...tr.cells].some((cell) => cell.textContent.toLowerCase().includes(wanted));
      tr.classList.toggle('hit', isHit);
      tr.classList.toggle('hit-at', isHit && tr === this.#at);
      return isHit;
    });
  }
}

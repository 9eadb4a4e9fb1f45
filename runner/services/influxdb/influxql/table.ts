import type { Cell, RowsColumns, RowsLine } from '#contract/rows.ts';
import type { Series, Value } from '../client.ts';

/** After so many characters the columns are said again: who reads the end of a long output needs them. */
const AGAIN_CHARS = 40_000;

/** The rows of one statement on their way to the page. Series of one form are one table, with their tags as columns. */
export class Table {
  #form = '';
  #columns: RowsColumns['columns'] = [];
  #rows = 0;
  #chars = 0;

  /** The lines for a series, or for a part of one. */
  lines(series: Series): RowsLine[] {
    const { name, columns, tags = {}, values = [] } = series;
    const form = JSON.stringify([name, columns, Object.keys(tags)]);
    const lines: RowsLine[] = form === this.#form ? [] : this.#begin(series);
    this.#form = form;
    // A part of a series has at most 10,000 rows; each of them has the tags.
    const tagged = Object.values(tags);
    const before = columns[0] === 'time' ? 1 : 0;
    for (const row of values) {
      if (this.#chars > AGAIN_CHARS) {
        lines.push({ columns: this.#columns, again: this.#rows });
        this.#chars = 0;
      }
      const cells = [...row.slice(0, before), ...tagged, ...row.slice(before)].map(cell);
      this.#rows++;
      this.#chars += cells.reduce((sum, text) => sum + (text?.length ?? 4), 40);
      lines.push({ row: cells });
    }
    return lines;
  }

  #begin({ name, columns, tags = {}, values = [] }: Series): RowsLine[] {
    const isNumber = columns.map((_, index) => isAllNumbers(values.map((row) => row[index] ?? null)));
    const named = columns.map((column, index) => ({ name: column, ...(isNumber[index] && { isNumber: true }) }));
    const before = columns[0] === 'time' ? 1 : 0;
    this.#columns = [...named.slice(0, before), ...Object.keys(tags).map((key) => ({ name: key })), ...named.slice(before)];
    this.#rows = 0;
    this.#chars = 0;
    return [...(name === undefined ? [] : [{ note: `name: ${name}` }]), { columns: this.#columns }];
  }
}

function isAllNumbers(values: readonly Value[]): boolean {
  const there = values.filter((value) => value !== null);
  return there.length > 0 && there.every((value) => typeof value === 'number' || typeof value === 'bigint');
}

const cell = (value: Value): Cell => (value === null ? null : String(value));

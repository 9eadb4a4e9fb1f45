import type { Cell, Column, RowKind, RowsLine } from '#contract/rows.ts';
import { Digits, type Page } from './gateway.ts';

/** After so many characters the columns are said again: who reads the end of a long output needs them. */
const AGAIN_CHARS = 40_000;

const KINDS: Readonly<Record<string, RowKind>> = { INSERT: '+I', UPDATE_BEFORE: '-U', UPDATE_AFTER: '+U', DELETE: '-D' };
const NUMBERS = new Set(['TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'FLOAT', 'DOUBLE', 'DECIMAL']);
const TIMES = new Set(['TIMESTAMP_WITHOUT_TIME_ZONE', 'TIMESTAMP_WITH_LOCAL_TIME_ZONE']);

type Results = NonNullable<Page['results']>;

/** The results of one statement on their way to the page. */
export class Table {
  #columns: Column[] | undefined;
  #isTime: boolean[] = [];
  #rows = 0;
  #chars = 0;

  /** The lines for more results. */
  lines({ columns, data }: Results): RowsLine[] {
    const lines: RowsLine[] = [];
    if (!this.#columns) {
      this.#columns = columns.map(({ name, logicalType: { type } }) => ({ name, ...(NUMBERS.has(type) && { isNumber: true }) }));
      this.#isTime = columns.map(({ logicalType: { type } }) => TIMES.has(type));
      lines.push({ columns: this.#columns });
    }
    for (const { kind, fields } of data) {
      if (this.#chars > AGAIN_CHARS) {
        lines.push({ columns: this.#columns, again: this.#rows });
        this.#chars = 0;
      }
      lines.push(this.#row(KINDS[kind] ?? '+I', fields));
    }
    return lines;
  }

  #row(kind: RowKind, fields: readonly unknown[]): RowsLine {
    const row = fields.map((field, index) => cell(field, this.#isTime[index] ?? false));
    this.#rows += kind.startsWith('+') ? 1 : -1;
    this.#chars += row.reduce((sum, text) => sum + (text?.length ?? 4), 40);
    return { row, ...(kind !== '+I' && { kind }) };
  }
}

function cell(field: unknown, isTime: boolean): Cell {
  if (field === null || field === undefined) return null;
  if (typeof field === 'string') return isTime ? field.replace('T', ' ').replace(/Z$/, '') : field;
  return typeof field === 'object' && !(field instanceof Digits) ? JSON.stringify(field) : String(field);
}

/**
 * What a program prints whose output is `rows`: a JSON object per line. It may print several tables one after the other,
 * with notes and errors between them.
 */
export type RowsLine = RowsColumns | RowsRow | RowsNote | RowsError;

/** How a row came: it is new, it takes the place of the row that was withdrawn, or it is withdrawn, for a new form or for good. */
export type RowKind = '+I' | '-U' | '+U' | '-D';

/** A cell as it is shown; null is shown as such. */
export type Cell = string | null;

export type Column = { name: string; isNumber?: boolean };

/**
 * A table begins. With `again` it is the one that is there already, said once more for who reads only the end of a long
 * output: so many rows it has by now.
 */
export type RowsColumns = { columns: Column[]; again?: number };
/** A row of the table that began last. Without a kind it is new. */
export type RowsRow = { row: Cell[]; kind?: RowKind };
/** A sentence about what was done; `at` is a page of a service of this stack that shows more of it. */
export type RowsNote = { note: string; at?: { service: string; path: string; title: string } };
/** What went wrong, in the service's words, with what to do. */
export type RowsError = { error: string; hint?: string };

/** Reads a line; undefined for one that is not of these, such as what a program says that has crashed. */
export function readRowsLine(line: string): RowsLine | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined; // It is shown as the text it is.
  }
  return isRowsLine(value) ? value : undefined;
}

function isRowsLine(value: unknown): value is RowsLine {
  if (typeof value !== 'object' || value === null) return false;
  const { columns, row, note, error } = value as Record<string, unknown>;
  return Array.isArray(columns) || Array.isArray(row) || typeof note === 'string' || typeof error === 'string';
}

/** A cell in words. */
export const cellText = (cell: Cell | undefined): string => cell ?? 'null';

/** A line as text: what `expect` is compared with, and what is copied. Cells are separated by a bar. */
export function rowsLineText(line: string): string {
  const read = readRowsLine(line);
  if (!read) return line;
  if ('row' in read) return read.row.map(cellText).join(' | ');
  if ('columns' in read) return read.again === undefined ? read.columns.map(({ name }) => name).join(' | ') : '';
  return 'note' in read ? read.note : read.error;
}

import type { Cell, Column } from '#contract/rows.ts';

/** A table as CSV, as RFC 4180 has it: cells in quotes where they need them, lines that end in CR LF. A null is an empty cell. */
export function rowsCsv(columns: readonly Column[], rows: Iterable<readonly Cell[]>): string {
  const lines = [columns.map(({ name }) => name), ...rows].map((cells) => cells.map(csvCell).join(','));
  return `${lines.join('\r\n')}\r\n`;
}

function csvCell(cell: Cell): string {
  const text = cell ?? '';
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

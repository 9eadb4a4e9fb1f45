import { type Column, readRowsLine } from '#contract/rows.ts';
import { RowsFold } from '../../../src/workbench/rows-fold.ts';

/** So many rows of a table are kept, the newest ones, and of all tables so many characters. */
const MOST_ROWS = 20;
const MOST_CHARS = 3_000;
/** A line is no longer; its cells are cut so short (characters) that it fits. */
const LINE_CHARS = 380;
const CELL_CHARS = [200, 80, 40, 20, 10];

type Part = { columns: readonly Column[]; fold: RowsFold } | { text: string };

/** Of an output that is rows, the tables as they stood in the end, in the same form: rows that were withdrawn are not there. */
export function settledRows(output: string): string {
  const parts: Part[] = [];
  for (const text of output.split('\n')) {
    const line = readRowsLine(text);
    const last = parts.findLast((part) => 'fold' in part);
    if (line && 'row' in line) last?.fold.take(line.kind ?? '+I', line.row);
    else if (line && 'columns' in line) {
      const isSame = last && JSON.stringify(last.columns) === JSON.stringify(line.columns);
      if (line.again !== undefined && isSame) continue;
      const table = { columns: line.columns, fold: new RowsFold() };
      table.fold.recount(line.again ?? 0);
      parts.push(table);
    } else if (text !== '') parts.push({ text });
  }
  return parts.flatMap((part) => ('fold' in part ? tableLines(part) : [part.text])).join('\n');
}

/** `again` says how many rows there were before those that are kept. */
function tableLines({ columns, fold }: { columns: readonly Column[]; fold: RowsFold }): string[] {
  const rows = [...fold.rows.values()].slice(-MOST_ROWS).map(rowLine);
  while (rows.length > 1 && rows.join('\n').length > MOST_CHARS) rows.shift();
  const before = fold.count - rows.length;
  return [JSON.stringify({ columns, ...(before > 0 && { again: before }) }), ...rows];
}

function rowLine(row: readonly (string | null)[]): string {
  const lines = CELL_CHARS.map((most) => JSON.stringify({ row: row.map((cell) => cut(cell, most)) }));
  return lines.find(({ length }) => length <= LINE_CHARS) ?? lines.at(-1) ?? '';
}

const cut = (cell: string | null, most: number): string | null =>
  cell !== null && cell.length > most ? `${cell.slice(0, most).replace(/[\uD800-\uDBFF]$/, '')}…` : cell;

import { type Cell, type Column, readRowsLine } from '#contract/rows.ts';

/** A part of a recorded output that is rows: a table, or a sentence beside it. */
export type RecordedPart = { columns: Column[]; rows: Cell[][]; words: string } | { text: string; hint?: string };

/** Reads the recorded output of a block whose language has rows, for the page as it is built. */
export function recordedRows(output: string): RecordedPart[] {
  const parts: RecordedPart[] = [];
  const before = new Map<RecordedPart, number>();
  for (const text of output.split('\n')) {
    const line = readRowsLine(text);
    const last = parts.findLast((part) => 'columns' in part);
    if (!line) parts.push(...(text === '' ? [] : [{ text }]));
    else if ('row' in line) last?.rows.push(line.row);
    else if ('columns' in line) {
      const table = { columns: line.columns, rows: [], words: '' };
      parts.push(table);
      before.set(table, line.again ?? 0);
    } else if ('note' in line) parts.push({ text: line.note });
    else parts.push({ text: line.error, ...(line.hint && { hint: line.hint }) });
  }
  return parts.map((part) =>
    'columns' in part ? { ...part, words: countWords(part.rows.length, before.get(part) ?? 0) } : part,
  );
}

function countWords(rows: number, before: number): string {
  const all = `${(rows + before).toLocaleString('en-US')} ${rows + before === 1 ? 'row' : 'rows'}`;
  return before > 0 ? `${all} · the last ${rows} are here` : all;
}

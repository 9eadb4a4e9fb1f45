import type { Column } from './model.ts';

/** Rows of one series in ascending order of time, each time once; columns by the names of their fields. Never changed. */
export type Rows = {
  length: number;
  ms: Float64Array;
  ns: Int32Array | undefined;
  columns: ReadonlyMap<string, Column>;
};

/** No rows. */
export const NO_ROWS: Rows = { length: 0, ms: new Float64Array(0), ns: undefined, columns: new Map() };

/** The rows from one place up to another, without copying. */
export function sliceRows(rows: Rows, from: number, to: number): Rows {
  if (from === 0 && to === rows.length) return rows;
  const columns = new Map([...rows.columns].map(([name, column]) => [name, sliceColumn(column, from, to)]));
  return { length: to - from, ms: rows.ms.subarray(from, to), ns: rows.ns?.subarray(from, to), columns };
}

function sliceColumn(column: Column, from: number, to: number): Column {
  const present = column.present?.subarray(from, to);
  if (column.type === 'string') return { ...column, values: column.values.slice(from, to), present };
  return { ...column, values: column.values.subarray(from, to), present } as Column;
}

/** The first place whose time is not before the given one. */
export function placeOfTime(rows: Rows, ms: number, ns = 0): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const at = rows.ms[middle] ?? 0;
    const isBefore = at < ms || (at === ms && (rows.ns?.[middle] ?? 0) < ns);
    if (isBefore) low = middle + 1;
    else high = middle;
  }
  return low;
}

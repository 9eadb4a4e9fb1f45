import { NO_ROWS, type Rows } from './rows.ts';
import { scatterRows } from './scatter-rows.ts';

/** The rows of several parts, each wholly after the one before it. */
export function joinRows(parts: readonly Rows[]): Rows {
  if (parts.length <= 1) return parts[0] ?? NO_ROWS;
  let length = 0;
  const sources = parts.map((rows) => {
    const start = length;
    length += rows.length;
    return { rows, to: Int32Array.from({ length: rows.length }, (_, i) => start + i) };
  });
  return scatterRows(sources, length);
}

/** The rows of both; where both have one of the same time, the newer one's fields win. */
export function mergeRows(older: Rows, newer: Rows): Rows {
  if (older.length === 0) return newer;
  if (newer.length === 0) return older;
  const to = [new Int32Array(older.length), new Int32Array(newer.length)] as const;
  let [a, b, length] = [0, 0, 0];
  while (a < older.length || b < newer.length) {
    const order = a === older.length ? 1 : b === newer.length ? -1 : compareRows(older, a, newer, b);
    if (order <= 0) to[0][a++] = length;
    if (order >= 0) to[1][b++] = length;
    length++;
  }
  return scatterRows(
    [
      { rows: older, to: to[0] },
      { rows: newer, to: to[1] },
    ],
    length,
  );
}

/** Rows in the order in which they came, in order of time; those of the same time become one, later fields win. */
export function sortRows(rows: Rows): Rows {
  const order = orderOfTime(rows);
  const to = new Int32Array(rows.length);
  let length = 0;
  for (let i = 0; i < order.length; i++) {
    const at = order[i] ?? 0;
    if (i > 0 && compareRows(rows, order[i - 1] ?? 0, rows, at) !== 0) length++;
    to[at] = length;
  }
  return scatterRows([{ rows, to }], length + 1);
}

/** Rows mostly come in order, with some late ones at the end: only those are sorted, then both are merged. */
function orderOfTime(rows: Rows): Int32Array {
  let inOrder = 1;
  while (inOrder < rows.length && compareRows(rows, inOrder - 1, rows, inOrder) <= 0) inOrder++;
  const late = Int32Array.from({ length: rows.length - inOrder }, (_, i) => inOrder + i);
  late.sort((a, b) => compareRows(rows, a, rows, b) || a - b);
  const order = new Int32Array(rows.length);
  let [early, at] = [0, 0];
  for (let i = 0; i < order.length; i++) {
    const takesEarly = at === late.length || (early < inOrder && compareRows(rows, early, rows, late[at] ?? 0) <= 0);
    order[i] = takesEarly ? early++ : (late[at++] ?? 0);
  }
  return order;
}

function compareRows(...[a, atA, b, atB]: [Rows, number, Rows, number]): number {
  return (a.ms[atA] ?? 0) - (b.ms[atB] ?? 0) || (a.ns?.[atA] ?? 0) - (b.ns?.[atB] ?? 0);
}

import type { Column, FieldType } from './model.ts';
import type { Rows } from './rows.ts';

/** A stretch of a segment's file: where it begins, and how many bytes it has. */
export type Piece = readonly [at: number, bytes: number];

/** How values of a column are kept: doubles, small integers, int64, bytes, or the numbers of texts in a list of texts. */
export type ColumnForm = 'f64' | 'i32' | 'i64' | 'u8' | 'texts';

/** Where a block has a column. */
export type ColumnMeta = {
  name: string;
  type: FieldType;
  form: ColumnForm;
  values: Piece;
  /** The texts that the values are numbers of, as JSON. */
  texts?: Piece;
  /** A byte per row, 1 where the row has the field; missing when all have it. */
  present?: Piece;
};

/**
 * Some rows of a series in a segment. Of their times it has the first and the last; between them either a `step` (ms),
 * or `offsets` (uint32 ms after the first), or `times` (doubles, ms), each with `ns` where not all are whole milliseconds.
 */
export type BlockMeta = {
  rows: number;
  from: number;
  to: number;
  step?: number;
  offsets?: Piece;
  times?: Piece;
  ns?: Piece;
  columns: ColumnMeta[];
};

/** Puts bytes into the file and says where they are. */
export type Put = (bytes: Uint8Array) => Piece;

/** Rows more than this are more than one block. */
export const MAX_BLOCK_ROWS = 16_384;

const bytesOf = (array: Float64Array | BigInt64Array | Int32Array | Uint32Array | Uint8Array | Uint16Array) =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

/** Writes rows, at least one, as a block. */
export function writeBlock(rows: Rows, put: Put): BlockMeta {
  const [from, to] = [rows.ms[0] ?? 0, rows.ms[rows.length - 1] ?? 0];
  const columns = [...rows.columns].flatMap(([name, column]) => {
    const isEmpty = column.present && !column.present.includes(1);
    return isEmpty ? [] : [writeColumn(name, column, put)];
  });
  const ns = rows.ns?.some((value) => value !== 0) ? { ns: put(bytesOf(rows.ns)) } : {};
  return { rows: rows.length, from, to, ...writeTimes(rows.ms, put), ...ns, columns };
}

function writeTimes(ms: Float64Array, put: Put): Pick<BlockMeta, 'step' | 'offsets' | 'times'> {
  const first = ms[0] ?? 0;
  const step = (ms[1] ?? first) - first;
  if (ms.every((value, i) => value === first + i * step)) return { step };
  if ((ms[ms.length - 1] ?? 0) - first > 0xffff_ffff) return { times: put(bytesOf(ms)) };
  return { offsets: put(bytesOf(Uint32Array.from(ms, (value) => value - first))) };
}

function writeColumn(name: string, column: Column, put: Put): ColumnMeta {
  const present = column.present?.includes(0) ? { present: put(bytesOf(column.present)) } : {};
  const { type, values } = column;
  if (type === 'string') return { name, type, form: 'texts', ...writeTexts(values, put), ...present };
  if (type === 'boolean') return { name, type, form: 'u8', values: put(bytesOf(values)), ...present };
  if (values instanceof BigInt64Array) return { name, type, form: 'i64', values: put(bytesOf(values)), ...present };
  if (type === 'integer' && values.every((value) => value === (value | 0)))
    return { name, type, form: 'i32', values: put(bytesOf(Int32Array.from(values))), ...present };
  return { name, type, form: 'f64', values: put(bytesOf(values)), ...present };
}

/** A text that comes often is written once. */
function writeTexts(values: readonly string[], put: Put): Pick<ColumnMeta, 'values' | 'texts'> {
  const numbers = new Map<string, number>();
  const picks = Uint16Array.from(values, (text) => {
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    return number;
  });
  return { values: put(bytesOf(picks)), texts: put(Buffer.from(JSON.stringify([...numbers.keys()]))) };
}

import type { BlockMeta, ColumnMeta, Piece } from './block.ts';
import type { Column } from './model.ts';
import type { Rows } from './rows.ts';

/** Reads a stretch of a file into bytes of its own. */
export type Get = (piece: Piece) => ArrayBuffer;

/** Reads a block; of its fields those named, or all of them. */
export function readBlock(meta: BlockMeta, get: Get, fields: ReadonlySet<string> | undefined): Rows {
  const columns = new Map<string, Column>();
  for (const column of meta.columns)
    if (!fields || fields.has(column.name)) columns.set(column.name, readColumn(column, get, meta.rows));
  return { length: meta.rows, ms: readTimes(meta, get), ns: meta.ns && new Int32Array(get(meta.ns)), columns };
}

function readTimes({ rows, from, step, offsets, times }: BlockMeta, get: Get): Float64Array {
  if (times) return new Float64Array(get(times));
  const ms = new Float64Array(rows);
  if (offsets) {
    const after = new Uint32Array(get(offsets));
    for (let i = 0; i < rows; i++) ms[i] = from + (after[i] ?? 0);
  } else for (let i = 0; i < rows; i++) ms[i] = from + i * (step ?? 0);
  return ms;
}

function readColumn({ type, form, values, texts, present }: ColumnMeta, get: Get, rows: number): Column {
  const has = present && new Uint8Array(get(present));
  if (type === 'string') return { type, values: readTexts(get(values), texts ? get(texts) : undefined, rows), present: has };
  if (type === 'boolean') return { type, values: new Uint8Array(get(values)), present: has };
  if (type === 'float') return { type, values: new Float64Array(get(values)), present: has };
  if (form === 'i64') return { type, values: new BigInt64Array(get(values)), present: has };
  if (form === 'f64') return { type, values: new Float64Array(get(values)), present: has };
  return { type, values: Float64Array.from(new Int32Array(get(values))), present: has };
}

function readTexts(picks: ArrayBuffer, texts: ArrayBuffer | undefined, rows: number): string[] {
  const list = JSON.parse(texts ? Buffer.from(texts).toString() : '[]') as string[];
  const numbers = new Uint16Array(picks);
  return Array.from({ length: rows }, (_, i) => list[numbers[i] ?? 0] ?? '');
}

import type { Cell } from '../result.ts';
import type { Chunk, Column } from '../store/model.ts';
import { integerCell, type ValueType } from './arithmetic.ts';

/** Reads a value of a row. */
export type Reader = (row: number) => Cell;

const NOTHING: Reader = () => null;

/** The values of a column of a chunk as cells, converted when the query asks for another type of number. */
export function columnReader(column: Column | undefined, asked?: ValueType): Reader {
  if (column === undefined) return NOTHING;
  const read = plainReader(column, asked);
  const { present } = column;
  return present === undefined ? read : (row) => (present[row] === 1 ? read(row) : null);
}

function plainReader(column: Column, asked: ValueType | undefined): Reader {
  const isAsked = asked === undefined || asked === column.type || asked === 'unknown';
  switch (column.type) {
    case 'float': {
      const { values } = column;
      if (isAsked) return (row) => values[row] ?? null;
      return asked === 'integer' ? (row) => Math.trunc(values[row] ?? 0) : NOTHING;
    }
    case 'integer': {
      const { values } = column;
      if (!isAsked && asked !== 'float') return NOTHING;
      if (values instanceof Float64Array) return (row) => values[row] ?? null;
      return asked === 'float' ? (row) => Number(values[row]) : (row) => integerCell(values[row] ?? 0n);
    }
    case 'string': {
      const { values } = column;
      return isAsked ? (row) => values[row] ?? null : NOTHING;
    }
    default: {
      const { values } = column;
      return isAsked ? (row) => values[row] === 1 : NOTHING;
    }
  }
}

/** A chunk with only some of its rows. */
export function pickRows(chunk: Chunk, rows: Int32Array): Chunk {
  const { ns } = chunk;
  return {
    length: rows.length,
    ms: Float64Array.from(rows, (row) => chunk.ms[row] ?? 0),
    ns: ns && Int32Array.from(rows, (row) => ns[row] ?? 0),
    columns: chunk.columns.map((column) => column && pickColumn(column, rows)),
  };
}

function pickColumn(column: Column, rows: Int32Array): Column {
  const present = column.present && Uint8Array.from(rows, (row) => column.present?.[row] ?? 0);
  switch (column.type) {
    case 'float':
      return { type: 'float', values: Float64Array.from(rows, (row) => column.values[row] ?? 0), present };
    case 'integer': {
      const { values } = column;
      if (values instanceof Float64Array)
        return { type: 'integer', values: Float64Array.from(rows, (row) => values[row] ?? 0), present };
      return { type: 'integer', values: BigInt64Array.from([...rows], (row) => values[row] ?? 0n), present };
    }
    case 'string':
      return { type: 'string', values: [...rows].map((row) => column.values[row] ?? ''), present };
    default:
      return { type: 'boolean', values: Uint8Array.from(rows, (row) => column.values[row] ?? 0), present };
  }
}

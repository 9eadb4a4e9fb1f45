import type { Cell } from '../../result.ts';
import type { Chunk, Column } from '../../store/model.ts';
import type { Time } from '../../store/time.ts';
import type { Reader } from '../cells.ts';
import type { Points } from '../points.ts';

/** Neighbouring rows of a chunk that fall into the same window, and the column that a function is of. */
export type Run = {
  chunk: Chunk;
  column: Column;
  /** The column's values as the query asks for them. */
  read: Reader;
  /** Other columns of a row, for selectors. */
  aux: ((row: number) => readonly Cell[]) | undefined;
  from: number;
  /** The row behind the last one. */
  to: number;
};

/** Takes points in, window by window; a window is a slot, a small number. The run is not kept. */
export interface Accumulator {
  add(slot: number, run: Run): void;
  /** Adds what a slot has come to, nothing when it had no values. `time` is the window's, if the result is to have that. */
  finish(slot: number, points: Points, time: Time | undefined): void;
}

/** The numbers of a run when they can be read in one go, with where they are present. */
export function plainNumbers(run: Run): { values: Float64Array; present: Uint8Array | undefined } | undefined {
  const { values, present } = run.column;
  return values instanceof Float64Array ? { values, present } : undefined;
}

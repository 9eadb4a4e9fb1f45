import type { PointBuffer } from '../line-protocol/point-buffer.ts';
import type { Field } from './field.ts';
import { HeadColumn } from './head-column.ts';
import { sortRows } from './merge-rows.ts';
import type { Column } from './model.ts';
import { NO_ROWS, type Rows } from './rows.ts';

const FIRST_CAPACITY = 8;
/** Most series have no new points at most times. */
const NO_TIMES = new Float64Array(0);

/** The newest rows of a series, in memory, in the order in which they came; the log has them on the disk. */
export class Head {
  #length = 0;
  #ms: Float64Array = NO_TIMES;
  #ns: Int32Array | undefined;
  /** By the place of the field in its measurement. */
  #columns: (HeadColumn | undefined)[] = [];
  #isInOrder = true;

  /** How many rows have come, some perhaps of the same time. */
  get length(): number {
    return this.#length;
  }

  /** Adds a point. `fields` are its fields; those at `undefined` are left out. */
  add(point: PointBuffer, fields: readonly (Field | undefined)[]): void {
    const row = this.#length++;
    this.#addTime(row, point);
    for (let i = 0; i < point.count; i++) {
      const field = fields[i];
      if (!field) continue;
      const column = this.#column(field);
      const other = point.others[i];
      if (other === undefined) column.setNumber(row, point.numbers[i] ?? 0);
      else column.setOther(row, other);
    }
  }

  #column(field: Field): HeadColumn {
    const column = this.#columns[field.place] ?? new HeadColumn(field);
    this.#columns[field.place] = column;
    return column;
  }

  #addTime(row: number, { ms, ns }: PointBuffer): void {
    if (row === this.#ms.length) this.#grow(Math.max(FIRST_CAPACITY, row * 2));
    if (ns !== 0) this.#ns ??= new Int32Array(this.#ms.length);
    if (row > 0) {
      const last = this.#ms[row - 1] ?? 0;
      if (ms < last || (ms === last && ns <= (this.#ns?.[row - 1] ?? 0))) this.#isInOrder = false;
    }
    this.#ms[row] = ms;
    if (this.#ns) this.#ns[row] = ns;
  }

  #grow(capacity: number): void {
    const ms = new Float64Array(capacity);
    ms.set(this.#ms);
    this.#ms = ms;
    if (!this.#ns) return;
    const ns = new Int32Array(capacity);
    ns.set(this.#ns);
    this.#ns = ns;
  }

  /** All of them, in order. What is added later is not in them. */
  rows(): Rows {
    if (this.#length === 0) return NO_ROWS;
    if (!this.#isInOrder) this.#putInOrder();
    const columns = new Map<string, Column>();
    for (const column of this.#columns) if (column) columns.set(column.field.name, column.read(this.#length));
    return { length: this.#length, ms: this.#ms.subarray(0, this.#length), ns: this.#ns?.subarray(0, this.#length), columns };
  }

  #putInOrder(): void {
    this.#isInOrder = true;
    const sorted = sortRows(this.rows());
    this.#length = sorted.length;
    this.#ms = sorted.ms;
    this.#ns = sorted.ns;
    for (const column of this.#columns) column?.replace(sorted.columns.get(column.field.name), sorted.length);
  }
}

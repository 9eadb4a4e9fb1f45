import type { Field } from './field.ts';
import type { Column } from './model.ts';

type Values = Float64Array | BigInt64Array | Uint8Array | string[];

const FIRST_CAPACITY = 8;

/** A field of the newest rows. Rows come one after the other; some have no such field. */
export class HeadColumn {
  readonly field: Field;
  #values: Values;
  /** Rows from here on have no value yet. */
  #length = 0;
  #present: Uint8Array | undefined;

  constructor(field: Field) {
    this.field = field;
    this.#values = makeValues(field, FIRST_CAPACITY);
  }

  /** The value of a row; the last one again, or a later one. */
  setNumber(row: number, value: number): void {
    this.#reach(row);
    if (this.#values instanceof BigInt64Array) this.#values[row] = BigInt(value);
    else (this.#values as Float64Array | Uint8Array)[row] = value;
  }

  /** A string, or an integer that is not exact as a number: from then on they all are bigints. */
  setOther(row: number, value: string | bigint): void {
    this.#reach(row);
    if (typeof value === 'string') {
      (this.#values as string[])[row] = value;
      return;
    }
    if (this.#values instanceof Float64Array) this.#values = BigInt64Array.from(this.#values, BigInt);
    (this.#values as BigInt64Array)[row] = value;
  }

  #reach(row: number): void {
    if (row >= this.#values.length && !Array.isArray(this.#values)) this.#grow(Math.max(row + 1, this.#values.length * 2));
    if (row > this.#length) {
      this.#present = this.#presentUpTo(row + 1);
      if (Array.isArray(this.#values)) while (this.#values.length < row) this.#values.push('');
    }
    if (this.#present) {
      this.#present = this.#presentUpTo(row + 1);
      this.#present[row] = 1;
    }
    this.#length = row + 1;
  }

  /** With room for so many rows. Rows that were given out to readers are never changed: those beyond are 0. */
  #presentUpTo(length: number): Uint8Array {
    if (this.#present && this.#present.length >= length) return this.#present;
    const present = new Uint8Array(Math.max(length, FIRST_CAPACITY, 2 * (this.#present?.length ?? 0)));
    if (this.#present) present.set(this.#present.subarray(0, this.#length));
    else present.fill(1, 0, this.#length);
    return present;
  }

  #grow(capacity: number): void {
    const values = makeValues(this.field, capacity, this.#values instanceof BigInt64Array);
    if (values instanceof BigInt64Array) values.set(this.#values as BigInt64Array);
    else if (!Array.isArray(values)) values.set(this.#values as Float64Array);
    this.#values = values;
  }

  /** The values of the first rows, so many as there are. */
  read(length: number): Column {
    if (this.#length < length) this.#cover(length);
    const present = this.#present?.subarray(0, length);
    const { type } = this.field;
    if (Array.isArray(this.#values)) return { type: 'string', values: this.#values.slice(0, length), present };
    return { type, values: this.#values.subarray(0, length), present } as Column;
  }

  /** The last rows have no value: so it is noted, without changing what was given out. */
  #cover(length: number): void {
    if (!Array.isArray(this.#values) && this.#values.length < length) this.#grow(length);
    if (Array.isArray(this.#values)) while (this.#values.length < length) this.#values.push('');
    this.#present = this.#presentUpTo(length);
    this.#length = length;
  }

  /** Puts values in the place of all of them. */
  replace(column: Column | undefined, length: number): void {
    if (!column) throw new Error(`The rows in order lack field ${this.field.name}`);
    this.#values = column.values as Values;
    this.#present = column.present;
    this.#length = length;
  }
}

function makeValues({ type }: Field, capacity: number, isBig = false): Values {
  if (type === 'string') return [];
  if (type === 'boolean') return new Uint8Array(capacity);
  return isBig ? new BigInt64Array(capacity) : new Float64Array(capacity);
}

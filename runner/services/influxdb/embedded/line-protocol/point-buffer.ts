import type { FieldType } from '../store/model.ts';

/** Codes of the field types, as a buffer has them. */
export const FIELD_TYPES: readonly FieldType[] = ['float', 'integer', 'string', 'boolean'];

/** The code of a float, and so on. */
export const FLOAT = 0;
export const INTEGER = 1;
export const STRING = 2;
export const BOOLEAN = 3;

/**
 * One point as it was read, used again for the next one: no object is made per point. Names are latin1 texts of their
 * bytes as they stand in the line, escapes and all; who reads them looks them up. A number stands in `numbers`: a
 * float, an integer that is exact as such, 0 or 1 for a boolean. A string, and an integer beyond that, stands in `others`.
 */
export class PointBuffer {
  /** The measurement and its tags as they stand in the line. */
  key = '';
  count = 0;
  names: string[] = [];
  codes: number[] = [];
  numbers = new Float64Array(64);
  others: (string | bigint | undefined)[] = [];
  ms = 0;
  ns = 0;

  /** Adds a field. */
  add(name: string, code: number, number: number): void {
    const at = this.count++;
    if (at >= this.numbers.length) {
      const numbers = new Float64Array(at * 2);
      numbers.set(this.numbers);
      this.numbers = numbers;
    }
    this.names[at] = name;
    this.codes[at] = code;
    this.numbers[at] = number;
    this.others[at] = undefined;
  }

  /** Adds a string, or an integer that is not exact as a number. */
  addOther(name: string, code: number, other: string | bigint): void {
    this.add(name, code, 0);
    this.others[this.count - 1] = other;
  }
}

import type { Time } from '../store/time.ts';
import { LineError } from './line-error.ts';
import { BOOLEAN, FLOAT, INTEGER, PointBuffer, STRING } from './point-buffer.ts';
import { type Precision, truncateTime } from './precision.ts';
import { readSlowly } from './read-slowly.ts';
import { endOfLine, skipWhitespace } from './scan-line.ts';

const NEWLINE = 10;
const SPACE = 32;
const QUOTE = 34;
const HASH = 35;
const COMMA = 44;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const NINE = 57;
const EQUALS = 61;
const BACKSLASH = 92;
const LETTER_I = 105;

/** So many digits are exact as a number. */
const EXACT_DIGITS = 15;
const POWERS_OF_TEN = Array.from({ length: EXACT_DIGITS + 1 }, (_, exponent) => 10 ** exponent);

/** How lines are to be read. */
export type ReadOptions = {
  precision: Precision;
  /** The time of points that have none. */
  now: Time;
  /** Whether measurement and tags, as they stand in a line, were read before, so that there is nothing wrong with them. */
  isKnownKey: (key: string) => boolean;
};

/**
 * Reads line protocol, byte by byte, a point at a time into one buffer. Plain lines take the quick way through this
 * class; as soon as anything is unusual (an escape, an exponent, two spaces, a mistake) the line is read again slowly.
 */
export class LineReader {
  readonly point = new PointBuffer();
  /** What is wrong with lines, one text for each. */
  readonly errors: string[] = [];
  readonly #bytes: Buffer;
  readonly #options: ReadOptions;
  readonly #now: Time;
  #at = 0;

  constructor(bytes: Buffer, options: ReadOptions) {
    this.#bytes = bytes;
    this.#options = options;
    this.#now = truncateTime(options.now, options.precision);
  }

  /** Reads the next point into `point`; false at the end. */
  next(): boolean {
    const { length } = this.#bytes;
    while (this.#at < length) {
      const start = this.#at;
      if (this.#readQuickly()) return true;
      this.#at = start;
      if (this.#readSlowly()) return true;
    }
    return false;
  }

  #readSlowly(): boolean {
    const end = endOfLine(this.#bytes, this.#at);
    const start = skipWhitespace(this.#bytes.subarray(0, end), this.#at);
    this.#at = end + 1;
    if (start >= end || this.#bytes[start] === HASH) return false;
    const line = this.#bytes.subarray(start, end);
    try {
      if (!readSlowly(line, this.#options.precision, this.point)) this.#takeNow();
      return true;
    } catch (error) {
      if (!(error instanceof LineError)) throw error;
      this.errors.push(`unable to parse '${line.toString()}': ${error.message}`);
      return false;
    }
  }

  #takeNow(): void {
    this.point.ms = this.#now.ms;
    this.point.ns = this.#now.ns;
  }

  #readQuickly(): boolean {
    const { point } = this;
    point.count = 0;
    if (!this.#readKey()) return false;
    do {
      this.#at++;
      if (!this.#readField()) return false;
    } while (this.#bytes[this.#at] === COMMA);
    const byte = this.#bytes[this.#at];
    if (byte === SPACE) return this.#readTime();
    if (byte !== NEWLINE && byte !== undefined) return false;
    this.#at++;
    this.#takeNow();
    return true;
  }

  /** Stops at the space after it. */
  #readKey(): boolean {
    const bytes = this.#bytes;
    const start = this.#at;
    let i = start;
    for (; i < bytes.length && bytes[i] !== SPACE; i++) if (bytes[i] === BACKSLASH || bytes[i] === NEWLINE) return false;
    this.point.key = bytes.toString('latin1', start, i);
    this.#at = i;
    return this.#options.isKnownKey(this.point.key);
  }

  /** Stops at what follows the value. */
  #readField(): boolean {
    const bytes = this.#bytes;
    const start = this.#at;
    let i = start;
    for (; bytes[i] !== EQUALS; i++) {
      const byte = bytes[i];
      if (byte === undefined || byte === SPACE || byte === COMMA || byte === NEWLINE || byte === BACKSLASH) return false;
    }
    if (i === start) return false;
    const name = bytes.toString('latin1', start, i);
    this.#at = i + 1;
    const first = bytes[this.#at] ?? 0;
    if (first === QUOTE) return this.#readString(name);
    if (first === MINUS || (first >= ZERO && first <= NINE)) return this.#readNumber(name);
    return this.#readBoolean(name);
  }

  #readString(name: string): boolean {
    const bytes = this.#bytes;
    const start = this.#at + 1;
    let i = start;
    for (; bytes[i] !== QUOTE; i++) if (bytes[i] === undefined || bytes[i] === BACKSLASH) return false;
    this.point.addOther(name, STRING, bytes.toString('utf8', start, i));
    this.#at = i + 1;
    return this.#isAtEndOfValue();
  }

  #readNumber(name: string): boolean {
    const bytes = this.#bytes;
    const isNegative = bytes[this.#at] === MINUS;
    const start = isNegative ? this.#at + 1 : this.#at;
    let i = start;
    let value = 0;
    let pointAt = -1;
    for (; ; i++) {
      const byte = bytes[i] ?? 0;
      if (byte >= ZERO && byte <= NINE) value = value * 10 + (byte - ZERO);
      else if (byte === POINT && pointAt < 0 && i > start) pointAt = i;
      else break;
    }
    const digits = i - start - (pointAt < 0 ? 0 : 1);
    if (digits === 0 || digits > EXACT_DIGITS) return false;
    // Both are exact, so their quotient is the nearest double to what is written.
    if (pointAt >= 0) value /= POWERS_OF_TEN[i - pointAt - 1] ?? 1;
    const isInteger = bytes[i] === LETTER_I;
    if (isInteger && pointAt >= 0) return false;
    this.point.add(name, isInteger ? INTEGER : FLOAT, isNegative && !(isInteger && value === 0) ? -value : value);
    this.#at = isInteger ? i + 1 : i;
    return this.#isAtEndOfValue();
  }

  #readBoolean(name: string): boolean {
    const bytes = this.#bytes;
    let i = this.#at;
    while (i < bytes.length && bytes[i] !== COMMA && bytes[i] !== SPACE && bytes[i] !== NEWLINE) i++;
    const word = bytes.toString('latin1', this.#at, i);
    const isTrue = word === 'true' || word === 't';
    if (!isTrue && word !== 'false' && word !== 'f') return false;
    this.point.add(name, BOOLEAN, isTrue ? 1 : 0);
    this.#at = i;
    return true;
  }

  #isAtEndOfValue(): boolean {
    const byte = this.#bytes[this.#at];
    return byte === COMMA || byte === SPACE || byte === NEWLINE || byte === undefined;
  }

  /** From the space before it past the newline after it. Milliseconds and the rest are added up apart, so both are exact. */
  #readTime(): boolean {
    const bytes = this.#bytes;
    const { unitsPerMs, msPerUnit } = this.#options.precision;
    const start = this.#at + 1;
    let end = start;
    for (let byte = bytes[end] ?? 0; byte >= ZERO && byte <= NINE; byte = bytes[end] ?? 0) end++;
    if (end === start || end - start > (msPerUnit > 0 ? 9 : 18) + (unitsPerMs > 0 ? 1 : 0)) return false;
    if (bytes[end] !== NEWLINE && end < bytes.length) return false;
    const [beyond, nsPerUnit] = unitsPerMs === 1_000_000 ? [6, 1] : unitsPerMs === 1_000 ? [3, 1_000] : [0, 0];
    const split = Math.max(start, end - beyond);
    const ms = this.#digits(start, split) * (msPerUnit || 1);
    if (ms > MAX_MS) return false;
    this.point.ms = ms;
    this.point.ns = this.#digits(split, end) * nsPerUnit;
    this.#at = end + 1;
    return true;
  }

  #digits(from: number, to: number): number {
    let value = 0;
    for (let i = from; i < to; i++) value = value * 10 + ((this.#bytes[i] ?? 0) - ZERO);
    return value;
  }
}

/** Times beyond are compared to the nanosecond, slowly. */
const MAX_MS = 9_223_372_036_853;

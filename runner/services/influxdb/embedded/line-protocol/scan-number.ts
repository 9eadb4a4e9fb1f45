import { LineError } from './line-error.ts';

const SPACE = 32;
const COMMA = 44;
/** Shorter ones are in the range of an int64 or a double for sure. */
const INTEGER_CHARS_TO_CHECK = 19;
const FLOAT_CHARS_TO_CHECK = 25;

const isOneOf = (byte: number | undefined, chars: string) => byte !== undefined && chars.includes(String.fromCharCode(byte));

/**
 * Scans a number from `at` and gives back the place after it, as InfluxDB's `scanNumber` does: the same characters are
 * taken, the same refused.
 */
export function scanNumber(line: Uint8Array, at: number): number {
  let i = line[at] === 45 ? at + 1 : at;
  if (i === line.length) throw new LineError('invalid number');
  let [isInteger, hasPoint, isScientific] = [false, false, false];
  for (; i < line.length && line[i] !== COMMA && line[i] !== SPACE; i++) {
    const byte = line[i];
    if (i > at && !isInteger && isOneOf(byte, 'iu')) {
      if (isOneOf(byte, 'u')) throw new LineError('invalid number'); // unsigned integers are not enabled
      isInteger = true;
    } else if (i > at && isOneOf(byte, 'eE')) isScientific = true;
    else if (isOneOf(byte, '+-') && isOneOf(line[i - 1], 'eE')) continue;
    else if (isOneOf(byte, '.') && hasPoint) throw new LineError('invalid number');
    else if (isOneOf(byte, '.')) hasPoint = true;
    else if (!isOneOf(byte, '0123456789')) throw new LineError('invalid number');
  }
  const text = Buffer.from(line.subarray(at, i)).toString('latin1');
  if (isInteger) checkInteger(text, hasPoint || isScientific);
  else checkFloat(text, isScientific);
  return i;
}

function checkInteger(text: string, isFractional: boolean): void {
  const digits = text.slice(0, -1);
  if (isFractional || !text.endsWith('i') || !/[0-9]/.test(digits)) throw new LineError('invalid number');
  if (digits.length < INTEGER_CHARS_TO_CHECK) return;
  if (BigInt.asIntN(64, BigInt(digits)) !== BigInt(digits))
    throw new LineError(`unable to parse integer ${digits}: ${outOfRange(digits)}`);
}

function checkFloat(text: string, isScientific: boolean): void {
  if (!/[0-9]/.test(text)) throw new LineError('invalid number');
  const mustCheck = isScientific || text.length >= FLOAT_CHARS_TO_CHECK;
  if (mustCheck && !Number.isFinite(Number(text))) throw new LineError('invalid float');
}

/** What Go says of digits that no int64 holds. */
export function outOfRange(digits: string): string {
  return `strconv.ParseInt: parsing "${digits}": value out of range`;
}

import { LineError } from './line-error.ts';
import { BOOLEAN, FLOAT, INTEGER, type PointBuffer, STRING } from './point-buffer.ts';
import { type Precision, timeOfTimestamp } from './precision.ts';
import { scanFields, scanKey, scanTimestamp } from './scan-line.ts';
import { outOfRange } from './scan-number.ts';
import { parseSeriesKey } from './series-key.ts';

/** The longest key of a series that InfluxDB takes, bytes. */
const MAX_KEY_BYTES = 65_535;
const SPACE = 32;

/**
 * Reads one line in InfluxDB's own steps: for lines with escapes and other rare things, and to say what is wrong with
 * one. Gives back whether the line has a time of its own.
 * @throws LineError when it is not a point.
 */
export function readSlowly(line: Uint8Array, precision: Precision, point: PointBuffer): boolean {
  const key = scanKey(line);
  point.key = latin1(line, 0, key.end);
  point.count = 0;
  if (key.tags.length > 1 && !parseSeriesKey(point.key)) throw new LineError('duplicate tags');
  checkKeyLength(key.end);
  const fields = scanFields(line, key.end);
  readFields(latin1(line, fields.start, fields.end), point);
  // InfluxDB keeps a key per field, joined with "#!~#".
  for (let at = 0; at < point.count; at++) checkKeyLength(key.end + 4 + (point.names[at] ?? '').length);
  const time = scanTimestamp(line, fields.end);
  if (time.digits === '') return false;
  readTime(time.digits, precision, point);
  for (let i = time.end; i < line.length; i++) if (line[i] !== SPACE) throw new LineError('point is invalid');
  return true;
}

const latin1 = (line: Uint8Array, from: number, to: number) => Buffer.from(line.subarray(from, to)).toString('latin1');

const utf8 = (text: string) => Buffer.from(text, 'latin1').toString();

function checkKeyLength(bytes: number): void {
  if (bytes > MAX_KEY_BYTES) throw new LineError(`max key length exceeded: ${bytes} > ${MAX_KEY_BYTES}`);
}

function readTime(digits: string, precision: Precision, point: PointBuffer): void {
  if (!/[0-9]/.test(digits)) throw new LineError(`strconv.ParseInt: parsing "${digits}": invalid syntax`);
  const count = BigInt(digits);
  if (BigInt.asIntN(64, count) !== count) throw new LineError(outOfRange(digits));
  const time = timeOfTimestamp(count, precision);
  if (!time) throw new LineError('time outside range -9223372036854775806 - 9223372036854775806');
  point.ms = time.ms;
  point.ns = time.ns;
}

/** Takes fields apart that were scanned without fault. */
function readFields(text: string, point: PointBuffer): void {
  for (let at = 0; at < text.length; ) {
    let equals = at;
    while (equals < text.length && (text[equals] !== '=' || text[equals - 1] === '\\')) equals++;
    // The scan took two backslashes for one; here, as in InfluxDB, the second makes the equals sign part of the name.
    if (equals > text.length - 2) throw new LineError(`invalid value: field-key=${utf8(text.slice(at, equals))}`);
    const end = endOfValue(text, equals + 1);
    addField(point, text.slice(at, equals), text.slice(equals + 1, end));
    at = end + 1;
  }
}

function endOfValue(text: string, at: number): number {
  let isQuoted = false;
  let i = at;
  for (; i < text.length && (isQuoted || text[i] !== ','); i++) {
    if (text[i] === '\\' && (text[i + 1] === '"' || text[i + 1] === '\\')) i++;
    else if (text[i] === '"') isQuoted = !isQuoted;
  }
  return i;
}

function addField(point: PointBuffer, name: string, value: string): void {
  const first = value[0] ?? '';
  if (first === '"') {
    point.addOther(name, STRING, utf8(value.slice(1, -1)).replace(/\\(["\\])/g, '$1'));
  } else if (value.endsWith('i') && /[0-9-]/.test(first)) {
    const number = Number(value.slice(0, -1));
    if (Number.isSafeInteger(number)) point.add(name, INTEGER, number);
    else point.addOther(name, INTEGER, BigInt(value.slice(0, -1)));
  } else if (/[0-9.-]/.test(first)) point.add(name, FLOAT, Number(value));
  else if (/^(true|false)$/i.test(value) || /^[tf]$/i.test(value)) point.add(name, BOOLEAN, /^[tT]/.test(value) ? 1 : 0);
  else throw new LineError('invalid boolean');
}

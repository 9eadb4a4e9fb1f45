import { LineError } from './line-error.ts';
import { scanNumber } from './scan-number.ts';

const TAB = 9;
const NEWLINE = 10;
const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;
const EQUALS = 61;
const BACKSLASH = 92;

/**
 * Where the line ends that begins at `at`: a newline inside a quoted value belongs to it. The functions of this file
 * follow the scanners of InfluxDB's `models/points.go` step by step, so that each line fails with the same words.
 */
export function endOfLine(bytes: Uint8Array, at: number): number {
  let [isQuoted, isInFields, equals, commas] = [false, false, 0, 0];
  let i = at;
  for (; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte === BACKSLASH) {
      i++;
      continue;
    }
    if (byte === SPACE) isInFields = true;
    if (isInFields && !isQuoted && byte === EQUALS) equals++;
    else if (isInFields && !isQuoted && byte === COMMA) commas++;
    else if (isInFields && byte === QUOTE && equals > commas) isQuoted = !isQuoted;
    else if (byte === NEWLINE && !isQuoted) break;
  }
  return Math.min(i, bytes.length);
}

/** The first place that is not a space, a tab or a zero. */
export function skipWhitespace(bytes: Uint8Array, at: number): number {
  let i = at;
  while (i < bytes.length && (bytes[i] === SPACE || bytes[i] === TAB || bytes[i] === 0)) i++;
  return i;
}

/** Where measurement and tags end, and where each tag begins. */
export type ScannedKey = { end: number; tags: number[] };

/** Scans measurement and tags of a line. */
export function scanKey(line: Uint8Array): ScannedKey {
  const tags: number[] = [];
  if (line.length === 0 || line[0] === COMMA) throw new LineError('missing measurement');
  for (let i = 1; i < line.length; i++) {
    if (line[i - 1] === BACKSLASH) continue;
    if (line[i] === SPACE) return { end: i, tags };
    if (line[i] === COMMA) return { end: scanTags(line, i + 1, tags), tags };
  }
  throw new LineError('missing fields');
}

function scanTags(line: Uint8Array, at: number, tags: number[]): number {
  for (let i = at; ; ) {
    tags.push(i);
    i = scanTagValue(line, scanTagKey(line, i));
    if (line[i] === SPACE) return i;
    i++;
  }
}

function scanTagKey(line: Uint8Array, at: number): number {
  const first = line[at];
  if (first === undefined || first === SPACE || first === COMMA || first === EQUALS) throw new LineError('missing tag key');
  for (let i = at + 1; ; i++) {
    const isPlain = line[i - 1] !== BACKSLASH;
    if (i >= line.length || (isPlain && (line[i] === SPACE || line[i] === COMMA))) throw new LineError('missing tag value');
    if (isPlain && line[i] === EQUALS) return i + 1;
  }
}

/** Gives back the place of the comma or space after the value. */
function scanTagValue(line: Uint8Array, at: number): number {
  const first = line[at];
  if (first === undefined || first === COMMA || first === SPACE) throw new LineError('missing tag value');
  for (let i = at + 1; i < line.length; i++) {
    if (line[i - 1] === BACKSLASH) continue;
    if (line[i] === EQUALS) throw new LineError('invalid tag format');
    if (line[i] === COMMA || line[i] === SPACE) return i;
  }
  throw new LineError('missing fields');
}

/** Scans the fields from `at`; gives back where they begin and end. */
export function scanFields(line: Uint8Array, at: number): { start: number; end: number } {
  const start = skipWhitespace(line, at);
  let [isQuoted, equals, commas, i] = [false, 0, 0, start];
  while (i < line.length) {
    const byte = line[i];
    if (byte === BACKSLASH && i + 1 < line.length) {
      i += 2;
      continue;
    }
    if (byte === QUOTE && equals > commas) isQuoted = !isQuoted;
    else if (byte === EQUALS && !isQuoted) {
      equals++;
      checkAroundEquals(line, i);
      const past = scanBareValue(line, i + 1);
      if (past !== undefined) {
        i = past;
        continue;
      }
    } else if (byte === COMMA && !isQuoted) commas++;
    else if (byte === SPACE && !isQuoted) break;
    i++;
  }
  if (isQuoted) throw new LineError('unbalanced quotes');
  if (equals === 0 || commas !== equals - 1) throw new LineError('invalid field format');
  return { start, end: i };
}

function checkAroundEquals(line: Uint8Array, i: number): void {
  if ((line[i - 1] === SPACE || line[i - 1] === COMMA) && line[i - 2] !== BACKSLASH) throw new LineError('missing field key');
  const next = line[i + 1];
  if (next === undefined || next === COMMA || next === SPACE) throw new LineError('missing field value');
}

/** The place after a number or a boolean; nothing for a quoted value. */
function scanBareValue(line: Uint8Array, at: number): number | undefined {
  const first = String.fromCharCode(line[at] ?? 0);
  if (/[0-9.\-Nn]/.test(first)) return scanNumber(line, at);
  return first === '"' ? undefined : scanBoolean(line, at);
}

function scanBoolean(line: Uint8Array, at: number): number {
  let end = at + 1;
  while (end < line.length && line[end] !== COMMA && line[end] !== SPACE) end++;
  const word = Buffer.from(line.subarray(at, end)).toString('latin1');
  if (!/^(t|T|true|True|TRUE|f|F|false|False|FALSE)$/.test(word)) throw new LineError('invalid boolean');
  return end;
}

/** Scans the timestamp from `at`; its digits, or nothing where there is none. */
export function scanTimestamp(line: Uint8Array, at: number): { digits: string; end: number } {
  const start = skipWhitespace(line, at);
  let i = start;
  for (; i < line.length && line[i] !== NEWLINE && line[i] !== SPACE; i++) {
    if (i === start && line[i] === 45) continue;
    if ((line[i] ?? 0) < 48 || (line[i] ?? 0) > 57) throw new LineError('bad timestamp');
  }
  return { digits: Buffer.from(line.subarray(start, i)).toString('latin1'), end: i };
}

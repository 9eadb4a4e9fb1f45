import {
  closeSync,
  copyFileSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writevSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { writeAtomic } from '../../../../lib/atomic-file.ts';
import { pathAside } from './set-aside.ts';
import type { Time } from './time.ts';

/** Lines as they came, with all that is needed to read them again in the same way. */
export type LoggedLines = { lines: Buffer; precision: string; now: Time };

/** Of a record: its length without these, its checksum, the moment in ms and ns, and the length of the precision. */
const HEADER_BYTES = 4 + 4 + 8 + 4 + 1;
const SUMMED_FROM = 8;

/**
 * The log of what was written and is not yet in a segment: numbered files, the last of which is written to. A record is
 * with the kernel when `append` returns, so it outlives this process.
 */
export class WriteLog {
  readonly #folder: string;
  #number: number;
  #fd: number;
  #size: number;
  /** Bytes in all files that are still needed. */
  #total: number;

  /** Opens the file of a number to write on. */
  constructor(folder: string, number: number, total = 0) {
    this.#folder = folder;
    this.#number = number;
    this.#fd = openSync(logPath(folder, number), 'a', 0o600);
    this.#size = fstatSync(this.#fd).size;
    this.#total = total;
  }

  get total(): number {
    return this.#total;
  }

  /** @throws Error when the disk refuses it; then nothing of it is there. */
  append({ lines, precision, now }: LoggedLines): void {
    const word = Buffer.from(precision.slice(0, 255), 'latin1');
    const header = Buffer.alloc(HEADER_BYTES);
    header.writeUInt32LE(HEADER_BYTES - SUMMED_FROM + word.length + lines.length, 0);
    header.writeDoubleLE(now.ms, 8);
    header.writeUInt32LE(now.ns, 16);
    header.writeUInt8(word.length, 20);
    header.writeUInt32LE(crc32(lines, crc32(word, crc32(header.subarray(SUMMED_FROM)))), 4);
    const bytes = header.length + word.length + lines.length;
    try {
      const written = writevSync(this.#fd, [header, word, lines]);
      if (written < bytes) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    } catch (error) {
      ftruncateSync(this.#fd, this.#size); // refused points must not count at the next start
      throw error;
    }
    this.#size += bytes;
    this.#total += bytes;
  }

  /** Goes on in a new file; gives back its number. What came before can be removed once it is in a segment. */
  turn(): number {
    const fd = openSync(logPath(this.#folder, this.#number + 1), 'a', 0o600);
    closeSync(this.#fd);
    this.#fd = fd;
    this.#number++;
    this.#size = fstatSync(fd).size;
    this.#total = this.#size;
    return this.#number;
  }

  close(): void {
    closeSync(this.#fd);
  }
}

/** The path of a log. */
export function logPath(folder: string, number: number): string {
  return join(folder, `log-${String(number).padStart(8, '0')}`);
}

/** The numbers of the logs in a folder, in order. */
function logNumbers(folder: string): number[] {
  const names = readdirSync(folder).filter((name) => /^log-\d+$/.test(name));
  return names.map((name) => Number(name.slice(4))).toSorted((a, b) => a - b);
}

/** The paths of all logs before a number. */
export function logsBefore(folder: string, before: number): string[] {
  const numbers = logNumbers(folder).filter((number) => number < before);
  return numbers.map((number) => logPath(folder, number));
}

/** Removes all logs before a number. */
export function removeLogs(folder: string, before: number): void {
  for (const path of logsBefore(folder, before)) rmSync(path, { force: true });
}

/** What was wrong with the logs of a folder. */
export type LogFaults = {
  /** Bytes at the very end that are the beginning of a record: nobody was told that it is safe. They are cut off. */
  cutBytes: number;
  /** Logs in which bytes were changed: how many cannot be read, and where the log is kept as it was. */
  damaged: { name: string; bytes: number; keptAs: string }[];
};

/**
 * Hands over the records of all logs from a number on, oldest first. A record that is not whole at the end of the last log
 * is cut off. Around what is damaged elsewhere the records are read all the same; that log is kept as it was under
 * another name. Gives back the number of the last log, how many bytes there are, and what was wrong.
 */
export function readLogs(folder: string, from: number, take: (record: LoggedLines) => void) {
  const numbers = logNumbers(folder).filter((number) => number >= from);
  const last = numbers.at(-1) ?? from;
  const faults: LogFaults = { cutBytes: 0, damaged: [] };
  let bytes = 0;
  for (const number of numbers) {
    const path = logPath(folder, number);
    const log = readFileSync(path);
    const { whole, end, damagedBytes } = readRecords(log, take, number === last);
    if (damagedBytes > 0) {
      const aside = pathAside(path);
      copyFileSync(path, aside);
      writeAtomic(path, Buffer.concat(whole), { mode: 0o600 });
      faults.damaged.push({ name: basename(path), bytes: damagedBytes, keptAs: basename(aside) });
    } else if (end < log.length) truncateSync(path, end);
    faults.cutBytes += log.length - end;
    bytes += end - damagedBytes;
  }
  return { last, bytes, faults };
}

/** Hands over what is whole; gives it back, too, with where it ends and how many bytes before that are in no record. */
function readRecords(log: Buffer, take: (record: LoggedLines) => void, mayBeTorn: boolean) {
  const whole: Buffer[] = [];
  let [at, damagedBytes] = [0, 0];
  while (at < log.length) {
    const end = endOfRecord(log, at);
    if (end !== undefined) {
      whole.push(log.subarray(at, end));
      take(recordAt(log, at, end));
      at = end;
      continue;
    }
    let next = at + 1;
    while (next < log.length && endOfRecord(log, next) === undefined) next++;
    // A write that was cut short is the beginning of a record and has nothing behind it.
    if (next === log.length && mayBeTorn && isBeginning(log, at)) break;
    damagedBytes += next - at;
    at = next;
  }
  return { whole, end: at, damagedBytes };
}

/** Whether a write can have been cut short here. One that is whole by its checksum was not: its length was changed. */
function isBeginning(log: Buffer, at: number): boolean {
  if (at + HEADER_BYTES > log.length) return true;
  if (at + SUMMED_FROM + log.readUInt32LE(at) <= log.length) return false;
  return crc32(log.subarray(at + SUMMED_FROM)) !== log.readUInt32LE(at + 4);
}

/** Where the record ends that begins at a place, if one does. */
function endOfRecord(log: Buffer, at: number): number | undefined {
  if (at + HEADER_BYTES > log.length) return undefined;
  const end = at + SUMMED_FROM + log.readUInt32LE(at);
  if (end > log.length || end < at + HEADER_BYTES) return undefined;
  return crc32(log.subarray(at + SUMMED_FROM, end)) === log.readUInt32LE(at + 4) ? end : undefined;
}

function recordAt(log: Buffer, at: number, end: number): LoggedLines {
  const lines = at + HEADER_BYTES + log.readUInt8(at + 20);
  const now = { ms: log.readDoubleLE(at + 8), ns: log.readUInt32LE(at + 16) };
  return { lines: log.subarray(lines, end), precision: log.toString('latin1', at + HEADER_BYTES, lines), now };
}

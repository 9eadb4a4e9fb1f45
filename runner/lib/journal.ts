import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';

/** One change of a service's durable state. What it means is the service's business. */
export type JournalRecord = { k: string } & Record<string, unknown>;

/** The journal is written anew when it is larger than this (bytes) and more than twice what it was when last written anew. */
const COMPACT_BYTES = 4 * 1024 * 1024;

/** How sure a line is when `append` resolves: on the disk, or with the kernel, which outlives the process but not a power cut. */
export type JournalOptions = { isSynced?: boolean };

/**
 * An append-only file of changes, `<checksum> <JSON>` a line. `append` resolves when the line is on the disk; lines that
 * come while the disk is busy share the next write. A line that was not finished when the machine stopped has no right
 * checksum: it and what follows is cut off, nobody was told that it is safe.
 */
export class Journal {
  readonly #path: string;
  readonly #snapshot: () => Iterable<JournalRecord>;
  readonly #isSynced: boolean;
  #file: FileHandle;
  #size: number;
  #sizeWhenNew: number;
  #lines: string[] = [];
  #waiting: PromiseWithResolvers<void> | undefined;
  #writing: Promise<void> | undefined;
  /** A write failed: what is on the disk may lag behind what is in memory, so the next one writes everything. */
  #behind = false;

  /** @param snapshot everything that must be on the disk, as records. */
  static async open(
    path: string,
    snapshot: () => Iterable<JournalRecord>,
    { isSynced = true }: JournalOptions = {},
  ): Promise<Journal> {
    const file = await open(path, 'a');
    const { size } = await file.stat();
    return new Journal({ path, file, size, isSynced }, snapshot);
  }

  private constructor(
    at: { path: string; file: FileHandle; size: number; isSynced: boolean },
    snapshot: () => Iterable<JournalRecord>,
  ) {
    this.#path = at.path;
    this.#file = at.file;
    this.#size = at.size;
    this.#sizeWhenNew = at.size;
    this.#snapshot = snapshot;
    this.#isSynced = at.isSynced;
  }

  /** Resolves when the record is on the disk; rejects when the disk refuses it. */
  append(record: JournalRecord): Promise<void> {
    this.#lines.push(line(record));
    this.#waiting ??= Promise.withResolvers<void>();
    const { promise } = this.#waiting;
    this.#writing ??= this.#write();
    return promise;
  }

  /** Resolves when everything appended so far is on the disk or was refused; then closes the file. */
  async close(): Promise<void> {
    await this.#writing;
    // What was refused was promised to nobody. It is kept when it can be: it was seen while it was in memory.
    if (this.#behind) await this.#writeAnew().catch(() => undefined);
    await this.#file.close();
  }

  async #write(): Promise<void> {
    await Promise.resolve(); // callers of this turn of the loop share the first write
    while (this.#waiting) {
      const waiting = this.#waiting;
      const lines = this.#lines.splice(0);
      this.#waiting = undefined;
      try {
        if (this.#behind || this.#size > Math.max(COMPACT_BYTES, 2 * this.#sizeWhenNew)) await this.#writeAnew();
        else await this.#writeLines(lines.join(''));
        waiting.resolve();
      } catch (error) {
        this.#behind = true;
        waiting.reject(error);
      }
    }
    this.#writing = undefined;
  }

  async #writeLines(text: string): Promise<void> {
    const bytes = Buffer.from(text);
    try {
      await this.#file.appendFile(bytes);
      if (this.#isSynced) await this.#file.datasync();
    } catch (error) {
      await this.#file.truncate(this.#size).catch(() => undefined); // refused lines must not count at the next start
      throw error;
    }
    this.#size += bytes.length;
  }

  /** Memory is ahead of the lines in hand, never behind: the snapshot has them. */
  async #writeAnew(): Promise<void> {
    writeJournal(this.#path, this.#snapshot());
    await this.#file.close();
    this.#file = await open(this.#path, 'a');
    this.#size = this.#sizeWhenNew = (await this.#file.stat()).size;
    this.#behind = false;
  }
}

function line(record: JournalRecord): string {
  const json = JSON.stringify(record);
  return `${crc32(json).toString(16).padStart(8, '0')} ${json}\n`;
}

/** Writes a whole journal: first beside the old one, then in its place, so that one of them is always whole. */
export function writeJournal(path: string, records: Iterable<JournalRecord>): void {
  const fd = openSync(`${path}.new`, 'w', 0o600);
  let part: string[] = [];
  let chars = 0;
  const flush = () => {
    const bytes = Buffer.from(part.join(''));
    for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
    part = [];
    chars = 0;
  };
  try {
    for (const record of records) {
      chars += part[part.push(line(record)) - 1]?.length ?? 0;
      if (chars > 1_000_000) flush();
    }
    flush();
    fsyncSync(fd);
  } catch (error) {
    rmSync(`${path}.new`, { force: true }); // on a full disk half a journal is in the way
    throw error;
  } finally {
    closeSync(fd);
  }
  renameSync(`${path}.new`, path);
  syncFolder(dirname(path));
}

/** A rename is on the disk when its folder is. */
function syncFolder(path: string): void {
  const fd = openSync(path, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** What a journal says: its whole lines in order, and how many bytes at the end were not one. */
export type Reading = { records: JournalRecord[]; isNew: boolean; cutBytes: number };

/** Reads `journal` of a folder, which is made when it is not there. */
export async function readJournal(folder: string): Promise<Reading & { path: string }> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'journal');
  if (!existsSync(path)) return { path, records: [], isNew: true, cutBytes: 0 };
  const bytes = readFileSync(path);
  const records: JournalRecord[] = [];
  let at = 0;
  for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, at)) {
    const record = parseLine(bytes.subarray(at, end));
    if (!record) break;
    records.push(record);
    at = end + 1;
  }
  return { path, records, isNew: false, cutBytes: bytes.length - at };
}

function parseLine(bytes: Buffer): JournalRecord | undefined {
  const json = bytes.subarray(9);
  const isWhole = bytes[8] === 32 && Number.parseInt(bytes.toString('latin1', 0, 8), 16) === crc32(json);
  return isWhole ? (JSON.parse(json.toString()) as JournalRecord) : undefined;
}

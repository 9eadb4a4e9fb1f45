import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { MAX_REPLAY_CHARS } from '#contract/limits.ts';
import { blockFault } from '#contract/messages/block.ts';
import { writeAtomic } from '../lib/atomic-file.ts';
import { readJson, writeJson } from '../lib/json-file.ts';
import { ReplayLog } from '../terminal/replay-log.ts';

/** What is kept on disk of a block's latest run, beside its output. */
const keptSchema = z.object({
  state: z.enum(['idle', 'running', 'ok', 'failed', 'stopped', 'interrupted']),
  run: z.string().nullable(),
  edited: z.boolean(),
  exitCode: z.number().optional(),
  reason: z.string().optional(),
  fault: blockFault.optional(),
  readyMs: z.number().optional(),
  ms: z.number().optional(),
  startedAt: z.number().optional(),
});
export type KeptRun = z.infer<typeof keptSchema>;

/** After a write, output is gathered for this long before the next one (ms): what comes after a pause is on disk at once. */
const WRITE_MS = 100;

/**
 * A block's folder on disk: `run.json`, `text` (the learner's own, when edited) and the output of the latest run as
 * `<run>.<seq>.<lines gone>.log`, where `seq` is the position of the file's first character. The file only grows;
 * when it is twice as long as what is kept, a new one with a later `seq` takes its place. So after a crash the file
 * is right by itself, whatever else was not written.
 */
export class BlockRecord {
  #dir: string;
  #logFile: string | undefined;
  #logChars = 0;
  #unwritten = '';
  #failure: unknown;
  #timer: NodeJS.Timeout | undefined;

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** The latest run; undefined when there was none. */
  read(): KeptRun | undefined {
    return readJson(join(this.#dir, 'run.json'), keptSchema);
  }

  write(run: KeptRun): void {
    writeJson(join(this.#dir, 'run.json'), run);
  }

  /** The learner's own text of the block. */
  text(): string | undefined {
    const file = join(this.#dir, 'text');
    return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  }

  keepText(text: string | undefined): void {
    if (text === undefined) rmSync(join(this.#dir, 'text'), { force: true });
    else writeAtomic(join(this.#dir, 'text'), text);
  }

  /** The kept output of a run. */
  readLog(run: string): ReplayLog {
    const found = this.#logs().flatMap((name) => {
      const [, of, seq, linesGone] = /^(.+)\.(\d+)\.(\d+)\.log$/.exec(name) ?? [];
      return of === run ? [{ name, seq: Number(seq), linesGone: Number(linesGone) }] : [];
    });
    const newest = found.sort((a, b) => b.seq - a.seq)[0];
    return newest ? new ReplayLog({ ...newest, data: readFileSync(join(this.#dir, newest.name), 'utf8') }) : new ReplayLog();
  }

  /** Begins a new run; the output of the one before is removed, once the new one is on disk. */
  begin(run: string, kept: KeptRun): void {
    this.write(kept);
    this.#dropLogs();
    this.#logFile = join(this.#dir, `${run}.0.0.log`);
    this.#logChars = 0;
    this.#failure = undefined;
  }

  /** More output. `log` is the whole of what is kept, for when the file has grown too long. */
  append(run: string, data: string, log: ReplayLog): void {
    this.#unwritten += data;
    if (!this.#timer || this.#unwritten.length > MAX_REPLAY_CHARS) this.#write(run, log);
  }

  /**
   * Writes what was appended; called when the run has ended.
   * @throws what kept the output from being written, at any time of the run: the file is then not whole, and removed.
   */
  finish(run: string, log: ReplayLog): void {
    this.#write(run, log);
    this.#logFile = undefined;
    if (this.#failure === undefined) return;
    this.#dropLogs();
    throw this.#failure;
  }

  /** Forgets the output. */
  clear(): void {
    this.#dropLogs();
    rmSync(join(this.#dir, 'run.json'), { force: true });
  }

  #write(run: string, log: ReplayLog): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#logFile || !this.#unwritten) return;
    this.#timer = setTimeout(() => this.#write(run, log), WRITE_MS);
    this.#logChars += this.#unwritten.length;
    try {
      if (this.#failure !== undefined) return;
      if (this.#logChars <= 2 * MAX_REPLAY_CHARS) appendFileSync(this.#logFile, this.#unwritten);
      else this.#replaceLog(run, log);
    } catch (error) {
      this.#failure = error; // The program goes on and is seen; `finish` says that its output is not kept.
    } finally {
      this.#unwritten = '';
    }
  }

  #replaceLog(run: string, log: ReplayLog): void {
    const old = this.#logFile;
    this.#logFile = join(this.#dir, `${run}.${log.firstSeq}.${log.linesGone}.log`);
    const text = log.text();
    writeAtomic(this.#logFile, text);
    this.#logChars = text.length;
    if (old) rmSync(old, { force: true });
  }

  #logs(): string[] {
    return existsSync(this.#dir) ? readdirSync(this.#dir).filter((name) => name.endsWith('.log')) : [];
  }

  #dropLogs(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#unwritten = '';
    for (const name of this.#logs()) rmSync(join(this.#dir, name), { force: true });
  }
}

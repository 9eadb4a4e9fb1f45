import { existsSync, mkdirSync } from 'node:fs';
import { Turns } from '../../../../lib/turns.ts';
import { formatPoints } from '../line-protocol/format-points.ts';
import { applyLines } from './apply-lines.ts';
import { Catalog } from './catalog.ts';
import { type Manifest, readManifest, segmentPath, writeManifest } from './manifest.ts';
import type { Database, Measurement, Point, Series } from './model.ts';
import { Segment } from './segment.ts';
import { distributeBlocks, keysOf, mergeSegments, segmentsToMerge, syncFile, writeSegment } from './segments.ts';
import { isDamage, setAside } from './set-aside.ts';
import { ALL_TIME, type TimeRange } from './time.ts';
import { concernsSegment, type Removal, rewriteWithout } from './without-range.ts';
import { type LoggedLines, logPath, logsBefore, readLogs, removeLogs, WriteLog } from './write-log.ts';

/** What a database may take of the machine. */
export type StoreLimits = {
  /** InfluxDB takes a million; each costs some kilobytes of memory, with an entry for each of its blocks. */
  maxSeries: number;
  /** The log is made a segment when it is longer than this, bytes: reading it takes a tenth of a second at start. */
  maxLogBytes: number;
};

/** What a learner's machine can spare. */
export const STORE_LIMITS: StoreLimits = { maxSeries: 20_000, maxLogBytes: 8 * 1024 * 1024 };

/** Where a database is and what it may take. */
export type DatabasePlace = { name: string; folder: string; limits: StoreLimits; log: (line: string) => void };

/**
 * A database in a folder: a log of lines as they came, and segments of columns that the log becomes when it is long.
 * A write is in the log before it is answered. Log, segments and removals change places one after the other.
 */
export class StoredDatabase implements Database {
  readonly name: string;
  readonly #place: DatabasePlace;
  readonly #catalog = new Catalog();
  readonly #turns = new Turns();
  #segments: Segment[];
  /** The first log whose points are in no segment. */
  #firstLog: number;
  #log: WriteLog;
  #nextSegment: number;
  #isFlushing = false;
  /** Writes wait while points are removed, so that none is judged by what is half gone. */
  #removing: Promise<void> | undefined;
  #isClosed = false;

  /** Reads what is in the folder, which is made when it is not there. */
  constructor(place: DatabasePlace) {
    this.name = place.name;
    this.#place = place;
    mkdirSync(place.folder, { recursive: true, mode: 0o700 });
    const manifest = readManifest(place.folder, place.log);
    for (const [name, fields] of Object.entries(manifest.fields))
      for (const [field, type] of Object.entries(fields)) this.#catalog.measurement(name).addField(field, type);
    this.#segments = this.#openSegments(manifest);
    this.#nextSegment = Math.max(0, ...manifest.segments) + 1;
    this.#firstLog = manifest.log;
    distributeBlocks(this.#catalog, this.#segments, { keys: keysOf(this.#segments) });
    this.#log = this.#openLog();
  }

  /** Opens the segments; one that cannot be read is set aside, and the others are the database. */
  #openSegments(manifest: Manifest): Segment[] {
    const { folder, log } = this.#place;
    const opened = manifest.segments.flatMap((id) => {
      const path = segmentPath(folder, id);
      try {
        return [Segment.open(path, id)];
      } catch (error) {
        if (!isDamage(error)) throw error;
        log(
          `Points of database ${this.name} are lost: ${(error as Error).message}. ${setAside(path)}; the database goes on without.`,
        );
        return [];
      }
    });
    if (opened.length < manifest.segments.length) writeManifest(folder, { ...manifest, segments: opened.map(({ id }) => id) });
    return opened;
  }

  #openLog(): WriteLog {
    const { folder, limits, log } = this.#place;
    // A log is there before a manifest names it: one that names none may be damaged, and points be in the logs before it.
    if (existsSync(logPath(folder, this.#firstLog))) removeLogs(folder, this.#firstLog);
    else for (const path of logsBefore(folder, this.#firstLog)) log(`A log is not named by its manifest. ${setAside(path)}.`);
    const { last, bytes, faults } = readLogs(folder, this.#firstLog, (record) => {
      applyLines(this.#catalog, record, limits.maxSeries);
    });
    if (faults.cutBytes > 0)
      log(
        `The end of the log of database ${this.name} was not whole: ${faults.cutBytes} bytes that no write was answered for are gone.`,
      );
    for (const { name, bytes: lost, keptAs } of faults.damaged)
      log(
        `The log ${name} of database ${this.name} is damaged: the writes in ${lost} of its bytes are lost, although they were answered. All others are there. The log as it was is kept as ${keptAs}.`,
      );
    return new WriteLog(folder, last, bytes);
  }

  measurementNames(): string[] {
    const names = [...this.#catalog.allMeasurements()].filter(({ seriesCount }) => seriesCount > 0).map(({ name }) => name);
    return names.toSorted();
  }

  measurement(name: string): Measurement | undefined {
    return this.#catalog.visibleMeasurement(name);
  }

  async write(points: readonly Point[]): Promise<void> {
    if (points.length > 0) await this.writeLines({ lines: formatPoints(points), precision: 'n', now: { ms: 0, ns: 0 } });
  }

  /** Writes lines; as soon as it resolves they outlive this process. Throws a `WriteRefusal` for those not taken. */
  async writeLines(lines: LoggedLines): Promise<void> {
    while (this.#removing) await this.#removing;
    if (this.#isClosed) throw new Error(`database ${this.name} is closed`);
    this.#log.append(lines);
    const refusal = applyLines(this.#catalog, lines, this.#place.limits.maxSeries);
    const { maxLogBytes } = this.#place.limits;
    if (this.#log.total > maxLogBytes) {
      const flushed = this.#flushSoon();
      if (this.#log.total > 8 * maxLogBytes) await flushed; // the disk does not keep up
    }
    if (refusal) throw refusal;
  }

  #flushSoon(): Promise<void> {
    if (this.#isFlushing) return this.#turns.take(async () => undefined);
    this.#isFlushing = true;
    return this.#turns
      .take(async () => {
        if (!this.#isClosed) await this.#commit(this.#flush());
        await this.#mergeWhatIsAlike();
      })
      .catch((error: unknown) => this.#place.log(`Database ${this.name} could not put its log in order: ${String(error)}`))
      .finally(() => {
        this.#isFlushing = false;
      });
  }

  /** Makes a segment of all that is in memory; gives back what must be on the disk before the log may go. */
  #flush(): Segment[] {
    const made = writeSegment(this.#place.folder, this.#nextSegment++, (writer) => {
      for (const series of this.#catalog.allSeries()) if (series.headRows.length > 0) writer.add(series.key, series.headRows);
    });
    this.#firstLog = this.#log.turn();
    if (!made) return [];
    this.#segments = [...this.#segments, made];
    distributeBlocks(this.#catalog, this.#segments, { keys: made.index.keys(), emptiesHeads: true });
    return [made];
  }

  /** Writes down what the database consists of; only then files that are no longer needed go. */
  async #commit(made: readonly Segment[], replaced: readonly Segment[] = []): Promise<void> {
    const manifest = this.#manifest();
    for (const { id } of made) await syncFile(segmentPath(this.#place.folder, id));
    writeManifest(this.#place.folder, manifest);
    removeLogs(this.#place.folder, manifest.log);
    for (const segment of replaced) segment.remove();
  }

  #manifest(): Manifest {
    const measurements = [...this.#catalog.allMeasurements()];
    const fields = Object.fromEntries(measurements.map((one) => [one.name, Object.fromEntries(one.fields)]));
    return { segments: this.#segments.map(({ id }) => id), log: this.#firstLog, fields };
  }

  async #mergeWhatIsAlike(): Promise<void> {
    for (let some = segmentsToMerge(this.#segments); some && !this.#isClosed; some = segmentsToMerge(this.#segments)) {
      const { from, count } = some;
      const old = this.#segments.slice(from, from + count);
      const merged = await mergeSegments(this.#place.folder, this.#nextSegment++, old);
      this.#segments = this.#segments.toSpliced(from, count, merged);
      distributeBlocks(this.#catalog, this.#segments, { keys: merged.index.keys() });
      await this.#commit([merged], old);
    }
  }

  async deletePoints(series: readonly Series[], range: TimeRange): Promise<void> {
    await this.#remove({ keys: new Set(series.map(({ key }) => key)), range });
  }

  async dropSeries(series: readonly Series[]): Promise<void> {
    await this.deletePoints(series, ALL_TIME);
  }

  async dropMeasurement(name: string): Promise<void> {
    const measurement = this.#catalog.visibleMeasurement(name);
    if (!measurement) return;
    await this.#remove({ keys: new Set(measurement.series().map(({ key }) => key)), range: ALL_TIME }, name);
  }

  #remove(removal: Removal, forgotten?: string): Promise<void> {
    const removed = this.#turns.take(async () => {
      const gate = Promise.withResolvers<void>();
      this.#removing = gate.promise;
      try {
        await this.#removeNow(removal, forgotten);
      } finally {
        this.#removing = undefined;
        gate.resolve();
      }
    });
    return removed;
  }

  async #removeNow(removal: Removal, forgotten: string | undefined): Promise<void> {
    const made = this.#flush();
    const replaced: Segment[] = [];
    const { folder } = this.#place;
    this.#segments = this.#segments.flatMap((segment) => {
      if (!concernsSegment(segment, removal)) return [segment];
      replaced.push(segment);
      const rest = rewriteWithout(segment, removal, { folder, id: this.#nextSegment++ });
      if (rest) made.push(rest);
      return rest ? [rest] : [];
    });
    distributeBlocks(this.#catalog, this.#segments, { keys: keysOf(replaced) });
    this.#catalog.hideEmpty();
    if (forgotten !== undefined) this.#catalog.forgetMeasurement(forgotten);
    await this.#commit(
      made.filter((segment) => !replaced.includes(segment)),
      replaced,
    );
  }

  /** Ends it; what was answered is on the disk. Nothing is asked of it afterwards. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#turns.take(async () => undefined);
    this.#log.close();
    for (const segment of this.#segments) segment.close();
  }
}

import type { Chunk, Column } from '../store/model.ts';
import type { Time, TimeRange } from '../store/time.ts';
import type { Accumulator, Run } from './aggregate/accumulator.ts';
import type { ValueType } from './arithmetic.ts';
import { columnReader, type Reader } from './cells.ts';
import { filterChunk } from './condition.ts';
import { Points } from './points.ts';
import { type Reading, readersOf } from './references.ts';
import type { Windows } from './windows.ts';

/** A function and the reference that it is of. */
export type Target = { accumulator: Accumulator; reference: number };

/** What a scan goes by. Without windows, all is one. References from `auxFrom` on are columns beside a selected point. */
export type Scan = { windows: Windows | undefined; range: TimeRange; auxFrom: number };

/** Feeds functions with the points of series, run by run, and keeps the windows that it has met. */
export class WindowScan {
  readonly #scan: Scan;
  readonly #targets: readonly Target[];
  readonly #slots = new Map<number, number>();
  readonly #starts: number[] = [];
  #last = -1;

  constructor(scan: Scan, targets: readonly Target[]) {
    this.#scan = scan;
    this.#targets = targets;
  }

  /** Takes in what there is of a series, with a pause behind each chunk. */
  *read(reading: Reading): Generator<undefined, void> {
    for (const chunk of reading.series.scan(reading.fields, this.#scan.range)) {
      const rows = filterChunk(chunk, reading.test);
      if (rows !== undefined) this.#readChunk(rows, reading);
      yield;
    }
  }

  /** What a function has come to in each window, in order of time. `time` says which time a window's result has. */
  finish(target: Target, options: { isDescending: boolean; time: (start: number) => Time | undefined }): Points {
    const points = new Points();
    const starts = [...this.#slots].toSorted(([a], [b]) => (options.isDescending ? b - a : a - b));
    for (const [start, slot] of starts) target.accumulator.finish(slot, points, options.time(start));
    return points;
  }

  #readChunk(chunk: Chunk, reading: Reading): void {
    const runs = this.#runsOf(chunk, reading);
    if (runs.length === 0) return;
    const { windows } = this.#scan;
    if (windows === undefined) {
      this.#feed(runs, this.#slotOf(0), { from: 0, to: chunk.length });
      return;
    }
    for (let from = 0; from < chunk.length; ) {
      const start = windows.startOf(chunk.ms[from] ?? 0, chunk.ns?.[from] ?? 0);
      const end = windows.after(start);
      const to = windows.isWhole ? rowAtMs(chunk, from, end) : rowAt(chunk, from, windows.timeOf(end));
      this.#feed(runs, this.#slotOf(start), { from, to });
      from = to;
    }
  }

  #feed(runs: readonly { run: Run; accumulator: Accumulator }[], slot: number, { from, to }: { from: number; to: number }): void {
    for (const { run, accumulator } of runs) {
      run.from = from;
      run.to = to;
      accumulator.add(slot, run);
    }
  }

  #slotOf(start: number): number {
    // Series mostly have points in the same windows, so that the next window's slot is the next one.
    this.#last += 1;
    if (this.#starts[this.#last] === start) return this.#last;
    let slot = this.#slots.get(start);
    if (slot === undefined) {
      slot = this.#starts.push(start) - 1;
      this.#slots.set(start, slot);
    }
    this.#last = slot;
    return slot;
  }

  /** One run per function, used again for each window of the chunk. */
  #runsOf(chunk: Chunk, reading: Reading): { run: Run; accumulator: Accumulator }[] {
    const readers = this.#scan.auxFrom < reading.places.length ? readersOf(reading, chunk).slice(this.#scan.auxFrom) : [];
    const aux = readers.length === 0 ? undefined : (row: number) => readers.map((read: Reader) => read(row));
    return this.#targets.flatMap(({ accumulator, reference }) => {
      const place = reading.places[reference];
      if (place === undefined || !('column' in place)) return [];
      const column = columnAs(chunk.columns[place.column], place.type);
      if (column === undefined) return [];
      return [{ accumulator, run: { chunk, column, read: columnReader(column), aux, from: 0, to: 0 } }];
    });
  }
}

/** The first row at or behind a whole millisecond, from a row on, that is before it. */
function rowAtMs({ ms, length }: Chunk, from: number, end: number): number {
  let row = from + 1;
  while (row < length && (ms[row] ?? 0) < end) row += 1;
  return row;
}

/** The first row at or behind a moment, from a row on. */
function rowAt({ ms, ns, length }: Chunk, from: number, end: Time): number {
  let row = from;
  while (row < length && (ms[row] ?? 0) < end.ms) row += 1;
  if (ns === undefined || end.ns === 0) return row === from ? from + 1 : row;
  while (row < length && ms[row] === end.ms && (ns[row] ?? 0) < end.ns) row += 1;
  return row === from ? from + 1 : row;
}

/** A column as the type that the query asks for. */
function columnAs(column: Column | undefined, type: ValueType): Column | undefined {
  if (column === undefined || column.type === type || type === 'unknown') return column;
  const isNumber = column.type === 'float' || column.type === 'integer';
  if (!isNumber || (type !== 'float' && type !== 'integer')) return undefined;
  const read = columnReader({ ...column, present: undefined }, type);
  return {
    type,
    values: Float64Array.from({ length: column.values.length }, (_, row) => Number(read(row))),
    present: column.present,
  };
}

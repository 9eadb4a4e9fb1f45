import type { Cell } from '../result.ts';
import { integerCell, type ValueType } from './arithmetic.ts';
import type { Fill } from './parse/ast.ts';
import { Points } from './points.ts';
import { QueryError } from './query-error.ts';
import type { Windows } from './windows.ts';

/** As many windows as an answer may have. InfluxDB has the same limit as a setting, which is off unless it is set. */
export const MAX_WINDOWS = 1_000_000;

/** What is needed to fill the windows of a group. `first` and `last` are starts of windows; without `first` it is the first point's. */
export type Filling = {
  windows: Windows;
  first: number | undefined;
  last: number;
  fill: Fill;
  type: ValueType;
  isDescending: boolean;
};

/** Windows between two pauses. */
const PAUSE_WINDOWS = 1000;

/** Adds a point for each window that has none, with pauses. Groups without points stay as they are. */
export function* fillWindows(points: Points, filling: Filling): Generator<undefined, Points> {
  const { windows, fill, isDescending } = filling;
  if (fill.kind === 'none' || points.length === 0) return points;
  const output = new Points();
  const starts = points.values.map((_, i) => windows.startOf(points.ms[i] ?? 0, points.ns[i] ?? 0));
  const { from, to } = bounds(starts, filling);
  const count = windows.count(Math.min(from, to), Math.max(from, to));
  if (count > MAX_WINDOWS) throw new QueryError(`max-select-buckets limit exceeded: (${count}/${MAX_WINDOWS})`);
  let next = 0;
  let windowsDone = 0;
  for (
    let start = from;
    isDescending ? start >= to : start <= to;
    start = isDescending ? windows.before(start) : windows.after(start)
  ) {
    windowsDone += 1;
    if (windowsDone % PAUSE_WINDOWS === 0) yield;
    if (starts[next] !== start) {
      const aux = fill.kind === 'previous' ? points.aux[next - 1] : undefined;
      output.add(windows.timeOf(start), filled(points, { next, start }, filling), aux);
      continue;
    }
    for (; starts[next] === start; next += 1) output.add(points.timeAt(next), points.values[next] ?? null, points.aux[next]);
  }
  return output;
}

function bounds(starts: readonly number[], { first, last, isDescending }: Filling): { from: number; to: number } {
  if (isDescending) return { from: Math.max(last, starts[0] ?? last), to: Math.min(first ?? last, starts.at(-1) ?? last) };
  return { from: Math.min(first ?? last, starts[0] ?? last), to: Math.max(last, starts.at(-1) ?? last) };
}

function filled(points: Points, gap: { next: number; start: number }, filling: Filling): Cell {
  const { next, start } = gap;
  const { fill, type, windows } = filling;
  switch (fill.kind) {
    case 'number':
      return asType(fill.value, type);
    case 'previous':
      return points.values[next - 1] ?? null;
    case 'linear': {
      const before = points.values[next - 1] ?? null;
      const after = points.values[next] ?? null;
      if (before === null || after === null || (type !== 'float' && type !== 'integer')) return null;
      const from = windows.startOf(points.ms[next - 1] ?? 0, points.ns[next - 1] ?? 0);
      const to = windows.startOf(points.ms[next] ?? 0, points.ns[next] ?? 0);
      // InfluxDB counts in whole windows, so that the line is the same for all lengths.
      return asType(Number(before) + (Number(after) - Number(before)) * ((start - from) / (to - from)), type);
    }
    default:
      return null;
  }
}

function asType(value: number, type: ValueType): Cell {
  if (type === 'string') return '';
  if (type === 'boolean') return false;
  return type === 'integer' ? integerCell(BigInt(Math.trunc(value))) : value;
}

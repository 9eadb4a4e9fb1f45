import { mergeRows } from './merge-rows.ts';
import { placeOfTime, type Rows, sliceRows } from './rows.ts';
import type { TimeRange } from './time.ts';

/** Rows that lie between two moments (whole ms, both included) and are read when they are needed. */
export type Source = { from: number; to: number; read: () => Rows };

/**
 * The rows of several sources in order of time, some at a time: of the same time and field the later source wins.
 * Sources that lie apart are read one after the other; only where they overlap they are merged, stretch by stretch.
 * Each part's rows ascend; with `descending` the parts themselves come from the newest to the oldest.
 */
export function* mergeSources(
  sources: readonly Source[],
  range: TimeRange,
  order: 'ascending' | 'descending',
): Generator<Rows, void> {
  const groups = overlappingGroups(sources.filter(({ from, to }) => to >= range.from.ms && from <= range.to.ms));
  for (const group of order === 'ascending' ? groups : groups.toReversed())
    for (const rows of mergeGroup(group, order)) {
      const start = placeOfTime(rows, range.from.ms, range.from.ns);
      const end = placeOfTime(rows, range.to.ms, range.to.ns + 1);
      if (end > start) yield sliceRows(rows, start, end);
    }
}

type Numbered = { source: Source; age: number };

/** Groups in order of time; what is in different groups does not overlap. */
function overlappingGroups(sources: readonly Source[]): Numbered[][] {
  const sorted = sources.map((source, age) => ({ source, age })).toSorted((a, b) => a.source.from - b.source.from);
  const groups: Numbered[][] = [];
  let last: Numbered[] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const numbered of sorted) {
    if (numbered.source.from > end) {
      last = [];
      groups.push(last);
    }
    last.push(numbered);
    end = Math.max(end, numbered.source.to);
  }
  return groups;
}

function* mergeGroup(group: readonly Numbered[], order: 'ascending' | 'descending'): Generator<Rows, void> {
  const byAge = group.toSorted((a, b) => a.age - b.age).map(({ source }) => source);
  if (byAge.length === 1 && byAge[0]) return yield byAge[0].read();
  const starts = [...new Set(byAge.flatMap(({ from, to }) => [from, to + 1]))].toSorted((a, b) => a - b);
  const stretches = starts.slice(0, -1).map((from, at) => ({ from, to: starts[at + 1] ?? from }));
  const open = new Map<Source, Rows>();
  for (const { from, to } of order === 'ascending' ? stretches : stretches.toReversed()) {
    for (const source of open.keys()) if (source.to < from || source.from >= to) open.delete(source);
    let merged: Rows | undefined;
    for (const source of byAge) {
      if (source.to < from || source.from >= to) continue;
      const rows = open.get(source) ?? source.read();
      open.set(source, rows);
      const part = sliceRows(rows, placeOfTime(rows, from), placeOfTime(rows, to));
      merged = merged ? mergeRows(merged, part) : part;
    }
    if (merged && merged.length > 0) yield merged;
  }
}

import { placeOfTime, type Rows, sliceRows } from './rows.ts';
import type { Segment } from './segment.ts';
import { writeSegment } from './segments.ts';
import type { TimeRange } from './time.ts';

/** Points to be removed: those of some series, by their keys, in a range. */
export type Removal = { keys: ReadonlySet<string>; range: TimeRange };

/** Whether a segment may have any of the points. */
export function concernsSegment({ index }: Segment, { keys, range }: Removal): boolean {
  const { from, to } = range;
  for (const key of keys) if (index.get(key)?.some((meta) => meta.to >= from.ms && meta.from <= to.ms)) return true;
  return false;
}

/** Writes a segment again without some of its points; `undefined` when none is left. */
export function rewriteWithout(segment: Segment, removal: Removal, place: { folder: string; id: number }): Segment | undefined {
  return writeSegment(place.folder, place.id, (writer) => {
    for (const [key, blocks] of segment.index)
      for (const meta of blocks) {
        const rows = segment.read(meta);
        for (const part of removal.keys.has(key) ? around(rows, removal.range) : [rows]) writer.add(key, part);
      }
  });
}

/** The rows before a range and those after it. */
function around(rows: Rows, { from, to }: TimeRange): Rows[] {
  const [start, end] = [placeOfTime(rows, from.ms, from.ns), placeOfTime(rows, to.ms, to.ns + 1)];
  return [sliceRows(rows, 0, start), sliceRows(rows, Math.max(start, end), rows.length)].filter(({ length }) => length > 0);
}

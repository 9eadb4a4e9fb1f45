import type { Chunk, FieldType } from '../store/model.ts';
import type { TimeRange } from '../store/time.ts';

/** Points of one name with the same tags, from the store or from a subquery. */
export type SourceSeries = {
  name: string;
  tags: ReadonlyMap<string, string>;
  fields: ReadonlyMap<string, FieldType>;
  /** Its rows come before those of the next series, whatever their times, as InfluxDB has it where a subquery has no windows. */
  isApart?: boolean;
  /** As `Series.scan` in the store's model. */
  scan: (fields: readonly string[], range: TimeRange, order?: 'ascending' | 'descending') => Generator<Chunk, void>;
};

/** The series that one line of an answer is made of: those with the same name and the same values of the grouping tags. */
export type Group = { name: string; tags: ReadonlyMap<string, string>; series: SourceSeries[] };

/** Puts series into groups, in the order in which an answer has them. */
export function groupSeries(series: readonly SourceSeries[], keys: readonly string[]): Group[] {
  const groups = new Map<string, Group>();
  const sorted = keys.toSorted();
  for (const one of series) {
    const values = sorted.map((key) => one.tags.get(key) ?? '');
    const id = [one.name, ...values].join('\0');
    const group = groups.get(id);
    if (group === undefined) {
      groups.set(id, { name: one.name, tags: new Map(sorted.map((key, i) => [key, values[i] ?? ''])), series: [one] });
    } else group.series.push(one);
  }
  return [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

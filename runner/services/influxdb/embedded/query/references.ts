import type { Cell } from '../result.ts';
import type { Chunk } from '../store/model.ts';
import type { ValueType } from './arithmetic.ts';
import { columnReader, type Reader } from './cells.ts';
import { compileCondition, conditionFields, type RowTest } from './condition.ts';
import type { Expr, NameRef } from './parse/ast.ts';
import type { SourceSeries } from './source.ts';

/** A name that a column is made of, and the type that is expected of it. */
export type Reference = { ref: NameRef; type: ValueType };

/** How one series answers: which fields are to be read, which rows count, and where the names' values are. */
export type Reading = {
  series: SourceSeries;
  fields: string[];
  test: RowTest;
  /** For each reference the place of its field, or the value of its tag. */
  places: ({ column: number; type: ValueType } | { value: Cell })[];
};

/** What has to be read of a series, or `undefined` when none of its rows can be in the answer. */
export function readingOf(
  series: SourceSeries,
  references: readonly Reference[],
  condition: Expr | undefined,
): Reading | undefined {
  const fields: string[] = [];
  const place = (name: string): number => {
    if (!fields.includes(name)) fields.push(name);
    return fields.indexOf(name);
  };
  const places = references.map(({ ref, type }) => {
    if (ref.cast !== 'tag' && series.fields.has(ref.name)) return { column: place(ref.name), type };
    // A tag that is not there is nothing; only as a field it would not be looked for among tags.
    return { value: ref.cast === undefined || ref.cast === 'tag' ? (series.tags.get(ref.name) ?? null) : null };
  });
  if (!places.some((one) => 'column' in one)) return undefined;
  for (const name of conditionFields(condition, series)) place(name);
  const test = compileCondition(condition, series, fields);
  return test === false ? undefined : { series, fields, test, places };
}

/** Reads the references' values of a chunk's rows. */
export function readersOf(reading: Reading, chunk: Chunk): Reader[] {
  return reading.places.map((place) => {
    if ('column' in place) return columnReader(chunk.columns[place.column], place.type);
    const { value } = place;
    return () => value;
  });
}

import type { Cell } from '../result.ts';
import { type Compiled, compileExpression } from './expression.ts';
import { mergeRows } from './lanes.ts';
import type { Expr } from './parse/ast.ts';
import { type Plan, type RowOrPause, rangeOf } from './plan.ts';
import { type Reference, readingOf } from './references.ts';
import type { Group } from './source.ts';

/** Rows that OFFSET passes over between two pauses. */
const PAUSE_ROWS = 1000;

/** The rows of a SELECT without functions: one for each point that has one of the fields. */
export function* rawRows(plan: Plan, group: Group): Generator<RowOrPause, void> {
  const references: Reference[] = [];
  const columns = plan.fields.map(({ expr }) => compileColumn(expr, plan, references));
  const readings = group.series.flatMap((series) => readingOf(series, references, plan.condition) ?? []);
  let skip = plan.offset;
  // InfluxDB 1.6 ends after one row when there is an OFFSET without a LIMIT.
  let left = plan.limit || (plan.offset === 0 ? Number.POSITIVE_INFINITY : 1);
  for (const merged of mergeRows(readings, rangeOf(plan), plan.isDescending)) {
    if (merged === undefined) {
      yield;
      continue;
    }
    if (skip > 0) {
      skip -= 1;
      if (skip % PAUSE_ROWS === 0) yield;
      continue;
    }
    const { ms, ns, values } = merged;
    const row: Cell[] = [{ ms, ns }];
    for (const column of columns) row.push(column.compute(values));
    yield row;
    left -= 1;
    if (left === 0) return;
  }
}

/** A column over references, which are added as they are met. */
export function compileColumn(expr: Expr, plan: Plan, references: Reference[]): Compiled {
  return compileExpression(expr, {
    typeOfName: plan.typeOfName,
    leaf: (part) => {
      if (part.kind !== 'name') return undefined;
      const type = referenceType(part, plan);
      const known = references.findIndex(({ ref }) => ref.name === part.name && ref.cast === part.cast);
      if (known >= 0) return { index: known, type };
      references.push({ ref: part, type });
      return { index: references.length - 1, type };
    },
  });
}

/** The type that a name has in a plan. */
export function referenceType(ref: Expr & { kind: 'name' }, plan: Plan): Reference['type'] {
  if (ref.cast === 'tag') return 'tag';
  if (ref.cast === 'float' || ref.cast === 'integer' || ref.cast === 'string' || ref.cast === 'boolean') return ref.cast;
  return plan.typeOfName(ref.name) ?? 'unknown';
}

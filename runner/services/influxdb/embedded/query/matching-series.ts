import type { Measurement, Series } from '../store/model.ts';
import { type TimeRange, timeOfNanoseconds } from '../store/time.ts';
import { compileCondition } from './condition.ts';
import { type Context, measurementNames } from './context.ts';
import type { Expr, MeasurementRef } from './parse/ast.ts';
import { QueryError } from './query-error.ts';
import { MAX_NS, MIN_NS, splitCondition } from './time-condition.ts';

/** A measurement and those of its series that a condition on tags leaves. */
export type Matching = { measurement: Measurement; series: readonly Series[] };

/** The series that FROM and WHERE of a statement about schemas mean, and the times that it names. */
export type Matches = { found: Matching[]; range: TimeRange | undefined };

/** Finds series by measurements (all when there are none) and tags. Throws a `QueryError` when fields are compared. */
export function matchSeries(
  context: Context,
  database: string,
  what: { sources: readonly MeasurementRef[]; condition?: Expr },
): Matches {
  const { from, to, rest } = splitCondition(what.condition, { now: context.now, zone: undefined });
  checkTagCondition(rest);
  const everything: MeasurementRef = { kind: 'measurement', database: '', policy: '', name: '' };
  const found = (what.sources.length === 0 ? [undefined] : what.sources).flatMap((source) => {
    const ref = { ...(source ?? everything), database: source?.database || database };
    const { database: owner, names } = measurementNames(context, ref);
    return (source === undefined ? owner.measurementNames() : names).map((name) => owner.measurement(name));
  });
  const range =
    from === undefined && to === undefined
      ? undefined
      : { from: timeOfNanoseconds(from ?? MIN_NS), to: timeOfNanoseconds(to ?? MAX_NS) };
  const measurements = [...new Set(found)].filter((measurement) => measurement !== undefined);
  return { range, found: measurements.map((measurement) => ({ measurement, series: seriesWith(measurement, rest) })) };
}

/** The series of a measurement whose tags a condition holds for. */
export function seriesWith(measurement: Measurement, condition: Expr | undefined): readonly Series[] {
  if (condition === undefined) return measurement.series();
  // Without fields all names are tags, so that the condition is decided for the series as a whole.
  const bare = { name: measurement.name, fields: new Map<string, never>(), *scan() {} };
  return measurement.series().filter(({ tags }) => compileCondition(condition, { ...bare, tags }, []) === true);
}

function checkTagCondition(expr: Expr | undefined): void {
  if (expr === undefined) return;
  if (expr.kind === 'paren') checkTagCondition(expr.inner);
  if (expr.kind !== 'binary') return;
  if (expr.op === 'AND' || expr.op === 'OR') {
    checkTagCondition(expr.left);
    checkTagCondition(expr.right);
  } else if (!['=', '!=', '=~', '!~'].includes(expr.op)) throw new QueryError('invalid tag comparison operator');
}

/** Whether a series has points in a range of times. */
export function hasPoints(series: Series, range: TimeRange | undefined): boolean {
  if (range === undefined) return true;
  for (const _ of series.scan([], range)) return true;
  return false;
}

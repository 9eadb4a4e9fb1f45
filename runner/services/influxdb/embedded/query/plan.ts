import type { Cell } from '../result.ts';
import { type TimeRange, timeOfNanoseconds } from '../store/time.ts';
import type { ValueType } from './arithmetic.ts';
import type { Expr, Field, Fill } from './parse/ast.ts';
import type { SourceSeries } from './source.ts';
import { MAX_NS, MIN_NS } from './time-condition.ts';
import type { Interval } from './windows.ts';

/** A SELECT that has been looked over: what is computed for each group. */
export type Plan = {
  /** The name of the first column. */
  timeName: string;
  /** The other columns, wildcards spelled out. */
  fields: Field[];
  names: string[];
  types: ValueType[];
  /** The tags that are grouped by. */
  tags: string[];
  /** In nanoseconds; missing where there is no bound. */
  from: bigint | undefined;
  to: bigint | undefined;
  condition: Expr | undefined;
  interval: Interval | undefined;
  fill: Fill;
  isDescending: boolean;
  limit: number;
  offset: number;
  seriesLimit: number;
  seriesOffset: number;
  /** Types of fields and tags by their names, of all that the sources have. */
  typeOfName: (name: string) => ValueType | undefined;
  /** Opens the sources. */
  open: (tags: readonly string[]) => SourceSeries[];
};

/** What a SELECT takes from the one around it. */
export type Outer = { from?: bigint; to?: bigint; interval?: Interval; isDescending: boolean };

/** A row, or nothing where a long computation has come so far that others may get their turn. */
export type RowOrPause = Cell[] | undefined;

/** Rows of a group, one after the other; the first cell is the time. */
export type GroupRows = { name: string; tags: ReadonlyMap<string, string>; rows: Iterable<RowOrPause> };

/** Times as the store takes them; `extra` windows before the start are read, too, for functions that look back. */
export function rangeOf(plan: Plan, extra = 0): TimeRange {
  const shift = plan.interval === undefined ? 0n : plan.interval.length * BigInt(extra);
  const from = plan.from === undefined ? MIN_NS : plan.from - (plan.isDescending ? 0n : shift);
  const to = plan.to === undefined ? MAX_NS : plan.to + (plan.isDescending ? shift : 0n);
  return { from: timeOfNanoseconds(from < MIN_NS ? MIN_NS : from), to: timeOfNanoseconds(to > MAX_NS ? MAX_NS : to) };
}

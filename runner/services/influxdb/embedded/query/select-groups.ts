import type { Cell } from '../result.ts';
import type { Chunk, Column, FieldType } from '../store/model.ts';
import type { ValueType } from './arithmetic.ts';
import { callColumns } from './call-columns.ts';
import { FUNCTIONS } from './functions.ts';
import type { Expr } from './parse/ast.ts';
import type { GroupRows, Plan, RowOrPause } from './plan.ts';
import { callRows } from './select-calls.ts';
import { rawRows } from './select-raw.ts';
import { type Group, groupSeries, type SourceSeries } from './source.ts';

/** Whether a SELECT computes something over points, not only from point to point. */
export function isCallPlan(plan: Plan): boolean {
  return plan.fields.some(({ expr }) => hasCall(expr));
}

function hasCall(expr: Expr): boolean {
  if (expr.kind === 'paren') return hasCall(expr.inner);
  if (expr.kind === 'binary') return hasCall(expr.left) || hasCall(expr.right);
  return expr.kind === 'call' && (FUNCTIONS[expr.name] !== undefined || expr.args.some(hasCall));
}

/** The groups of a SELECT with their rows, which are computed as they are taken. */
export function* selectGroups(plan: Plan): Generator<GroupRows, void> {
  if (plan.fields.length === 0) return;
  const columns = isCallPlan(plan) ? callColumns(plan) : undefined;
  for (const group of groupsOf(plan)) {
    const rows = columns === undefined ? rawRows(plan, group) : callRows(plan, group, columns);
    yield { name: group.name, tags: group.tags, rows };
  }
}

/** The groups that SLIMIT and SOFFSET leave of each measurement, in the order of the answer. */
function groupsOf(plan: Plan): Group[] {
  const groups = groupSeries(plan.open(plan.tags), plan.tags);
  const { seriesLimit, seriesOffset } = plan;
  const seen = new Map<string, number>();
  const limited = groups.filter(({ name }) => {
    const place = seen.get(name) ?? 0;
    seen.set(name, place + 1);
    return place >= seriesOffset && (seriesLimit === 0 || place < seriesOffset + seriesLimit);
  });
  return plan.isDescending ? limited.toReversed() : limited;
}

/** Whether a column has many points of a group, in order of time. */
function isOverTime(expr: Expr): boolean {
  return expr.kind === 'call' && FUNCTIONS[expr.name]?.kind === 'transformation';
}

/** The rows of a group as a series, for the SELECT around. */
export function materialize(group: GroupRows, plan: Plan): SourceSeries {
  const table = readTable(group.rows, plan);
  const fields = new Map<string, FieldType>();
  for (const [i, name] of plan.names.entries()) {
    const type = fieldType(plan.types[i] ?? 'unknown');
    if (type !== undefined) fields.set(name, type);
  }
  return {
    name: group.name,
    tags: group.tags,
    fields,
    isApart: isCallPlan(plan) && plan.interval === undefined && plan.fields.every(({ expr }) => !isOverTime(expr)),
    *scan(names) {
      if (table.ms.length > 0) yield chunkOf(table, names, { plan, fields });
    },
  };
}

/** Rows as columns, in ascending order of time; rows as such would take much more memory. */
type Table = { ms: number[]; ns: number[]; columns: Cell[][] };

function readTable(rows: Iterable<RowOrPause>, plan: Plan): Table {
  const table: Table = { ms: [], ns: [], columns: plan.names.map(() => []) };
  for (const row of rows) {
    if (row === undefined) continue;
    const [time = null] = row;
    table.ms.push(time !== null && typeof time === 'object' ? time.ms : 0);
    table.ns.push(time !== null && typeof time === 'object' ? time.ns : 0);
    for (const [i, column] of table.columns.entries()) column.push(row[i + 1] ?? null);
  }
  if (plan.isDescending) for (const list of [table.ms, table.ns, ...table.columns]) list.reverse();
  return table;
}

function fieldType(type: ValueType): FieldType | undefined {
  if (type === 'tag') return 'string';
  return type === 'unknown' ? undefined : type;
}

function chunkOf(table: Table, names: readonly string[], of: { plan: Plan; fields: ReadonlyMap<string, FieldType> }): Chunk {
  return {
    length: table.ms.length,
    ms: Float64Array.from(table.ms),
    ns: table.ns.some((ns) => ns !== 0) ? Int32Array.from(table.ns) : undefined,
    columns: names.map((name) => {
      const values = table.columns[of.plan.names.indexOf(name)];
      const type = of.fields.get(name);
      return values && type && columnOf(values, type);
    }),
  };
}

function columnOf(cells: readonly Cell[], type: FieldType): Column {
  const present = Uint8Array.from(cells, (cell) => (cell === null ? 0 : 1));
  if (type === 'string') return { type, values: cells.map((cell) => String(cell ?? '')), present };
  if (type === 'boolean') return { type, values: Uint8Array.from(cells, (cell) => (cell === true ? 1 : 0)), present };
  if (type === 'integer' && cells.some((cell) => typeof cell === 'bigint')) {
    return { type, values: BigInt64Array.from(cells.map((cell) => BigInt(String(cell ?? 0)))), present };
  }
  return { type, values: Float64Array.from(cells, (cell) => Number(cell ?? 0)), present };
}

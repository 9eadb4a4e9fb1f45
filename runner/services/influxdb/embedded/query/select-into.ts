import type { Cell, Row } from '../result.ts';
import type { FieldValue, Point } from '../store/model.ts';
import { nanosecondsOfTime } from '../store/time.ts';
import type { ValueType } from './arithmetic.ts';
import { type Context, databaseOf, measurementNames } from './context.ts';
import type { MeasurementRef, Select } from './parse/ast.ts';
import type { GroupRows, Plan } from './plan.ts';
import { selectGroups } from './select-groups.ts';
import { Slices } from './slices.ts';

/** Points that are written at once: so few that others get their turn soon. */
const BATCH = 1000;

/** Writes what a SELECT finds as points and says how many: fields are its columns, tags those that are grouped by. */
export async function selectInto(context: Context, select: Select & { into: MeasurementRef }, plan: Plan): Promise<Row[]> {
  const { into } = select;
  measurementNames(context, into);
  const database = databaseOf(context, into.database);
  const topTags = tagsOfTop(select);
  const slices = new Slices(context.signal);
  let written = 0;
  let batch: Point[] = [];
  for (const group of selectGroups(plan)) {
    for (const point of pointsOf(group, { plan, name: into.name, topTags })) {
      if (slices.isOver(point)) await slices.rest();
      if (point === undefined) continue;
      batch.push(point);
      if (batch.length < BATCH) continue;
      await database.write(batch);
      await slices.rest();
      written += batch.length;
      batch = [];
    }
  }
  if (batch.length > 0) await database.write(batch);
  written += batch.length;
  return [{ name: 'result', columns: ['time', 'written'], values: [[{ ms: 0, ns: 0 }, written]] }];
}

/** The tags that top() or bottom() picks by stay tags. */
function tagsOfTop(select: Select): string[] {
  return select.fields.flatMap(({ expr }) => {
    if (expr.kind !== 'call' || (expr.name !== 'top' && expr.name !== 'bottom')) return [];
    return expr.args.slice(1, -1).flatMap((arg) => (arg.kind === 'name' ? [arg.name] : []));
  });
}

type Target = { plan: Plan; name: string; topTags: readonly string[] };

function* pointsOf(group: GroupRows, { plan, name, topTags }: Target): Generator<Point | undefined, void> {
  const groupTags = [...group.tags].filter(([, value]) => value !== '');
  for (const row of group.rows) {
    if (row === undefined) yield;
    const [time, ...cells] = row ?? [];
    if (time === undefined || time === null || typeof time !== 'object') continue;
    const fields = new Map<string, FieldValue>();
    const tags = new Map(groupTags);
    for (const [i, cell] of cells.entries()) {
      const column = plan.names[i] ?? '';
      if (topTags.includes(column) && typeof cell === 'string') {
        tags.set(column, cell);
        continue;
      }
      const value = fieldValue(cell, plan.types[i] ?? 'unknown');
      if (value !== undefined) fields.set(column, value);
    }
    if (fields.size === 0) continue;
    const sorted = new Map([...tags].toSorted(([a], [b]) => (a < b ? -1 : 1)));
    yield { measurement: name === '' ? group.name : name, tags: sorted, fields, time };
  }
}

function fieldValue(cell: Cell, type: ValueType): FieldValue | undefined {
  if (cell === null) return undefined;
  if (typeof cell === 'object') return { type: 'integer', value: nanosecondsOfTime(cell) };
  if (typeof cell === 'string') return { type: 'string', value: cell };
  if (typeof cell === 'boolean') return { type: 'boolean', value: cell };
  return type === 'integer' ? { type: 'integer', value: BigInt(cell) } : { type: 'float', value: Number(cell) };
}

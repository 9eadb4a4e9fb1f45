import type { Cell, Row, StatementResult } from '../result.ts';
import type { GroupRows, Plan } from './plan.ts';
import { QueryError } from './query-error.ts';
import { selectGroups } from './select-groups.ts';
import { Slices } from './slices.ts';

/** As many rows as an answer may have that is wanted whole, so that it cannot use up the memory. */
const MAX_ROWS = 1_000_000;

type Part = Pick<StatementResult, 'series' | 'partial'>;

/** What a SELECT finds: all at once, or in parts of so many rows of a series. */
export async function* answerParts(
  plan: Plan,
  { chunkSize, signal }: { chunkSize: number | undefined; signal: AbortSignal },
): AsyncGenerator<Part, void> {
  const slices = new Slices(signal);
  if (chunkSize === undefined) {
    yield await whole(plan, slices);
    return;
  }
  let held: Row | undefined;
  for await (const row of chunks(plan, chunkSize, slices)) {
    if (held !== undefined) yield { series: [held], partial: true };
    held = row;
  }
  yield held === undefined ? {} : { series: [held] };
}

async function whole(plan: Plan, slices: Slices): Promise<Part> {
  const series: Row[] = [];
  let count = 0;
  for (const group of selectGroups(plan)) {
    const values: Cell[][] = [];
    for (const row of group.rows) {
      if (slices.isOver(row)) await slices.rest();
      if (row === undefined) continue;
      count += 1;
      if (count > MAX_ROWS)
        throw new QueryError(`max-row-limit exceeded: (${count}/${MAX_ROWS}): ask for less with LIMIT, or with chunked=true`);
      values.push(row);
    }
    if (values.length > 0) series.push(rowOf(group, plan, values));
  }
  return series.length === 0 ? {} : { series };
}

/** Parts of series, each but the last of a series marked as partial. */
async function* chunks(plan: Plan, chunkSize: number, slices: Slices): AsyncGenerator<Row, void> {
  for (const group of selectGroups(plan)) {
    let values: Cell[][] = [];
    for (const row of group.rows) {
      if (slices.isOver(row)) await slices.rest();
      if (row === undefined) continue;
      if (values.length === chunkSize) {
        yield { ...rowOf(group, plan, values), partial: true };
        values = [];
      }
      values.push(row);
    }
    if (values.length > 0) yield rowOf(group, plan, values);
  }
}

function rowOf(group: GroupRows, plan: Plan, values: Cell[][]): Row {
  const tags = group.tags.size === 0 ? {} : { tags: Object.fromEntries(group.tags) };
  return { name: group.name, ...tags, columns: [plan.timeName, ...plan.names], values };
}

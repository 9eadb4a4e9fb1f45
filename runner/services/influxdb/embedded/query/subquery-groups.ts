import type { Cell } from '../result.ts';
import type { Time } from '../store/time.ts';
import type { GroupRows, Plan } from './plan.ts';
import { isCallPlan, selectGroups } from './select-groups.ts';

/** The groups of a SELECT that stands in FROM. */
export function subqueryGroups(plan: Plan): GroupRows[] {
  const isPaged = plan.limit > 0 || plan.offset > 0;
  if (!isPaged || plan.tags.length === 0 || isCallPlan(plan)) return [...selectGroups(plan)];
  return pageInterleaved(plan);
}

/**
 * LIMIT and OFFSET of a subquery's points with GROUP BY, as InfluxDB 1.6 has them: of each group it reads one row more
 * than the two ask for, puts all in order of time, and begins to count anew where a row is of another group than the
 * one before it.
 */
function pageInterleaved(plan: Plan): GroupRows[] {
  const { limit, offset } = plan;
  const count = limit === 0 ? 0 : limit + offset + 1;
  const groups = [...selectGroups({ ...plan, limit: count, offset: 0 })].map((group) => ({
    ...group,
    rows: [...group.rows].filter((row) => row !== undefined),
  }));
  const all = groups.flatMap((group, order) => group.rows.map((row) => ({ group, order, row, time: timeOf(row) })));
  const sign = plan.isDescending ? -1 : 1;
  all.sort((a, b) => sign * (a.time.ms - b.time.ms || a.time.ns - b.time.ns) || a.order - b.order);
  const kept = groups.map((): Cell[][] => []);
  let place = 0;
  let before = -1;
  for (const { order, row } of all) {
    place = order === before ? place + 1 : 1;
    before = order;
    if (place > offset && (limit === 0 || place <= offset + limit)) kept[order]?.push(row);
  }
  return groups.map((group, order) => ({ ...group, rows: kept[order] ?? [] }));
}

function timeOf([time]: readonly Cell[]): Time {
  return time !== null && typeof time === 'object' ? time : { ms: 0, ns: 0 };
}

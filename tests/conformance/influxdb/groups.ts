import type { Group } from './question.ts';
import { aggregates } from './questions/aggregates.ts';
import { databases } from './questions/databases.ts';
import { deletes } from './questions/deletes.ts';
import { formats } from './questions/formats.ts';
import { groupByTime } from './questions/group-by-time.ts';
import { into } from './questions/into.ts';
import { schema } from './questions/schema.ts';
import { select } from './questions/select.ts';
import { service } from './questions/service.ts';
import { statements } from './questions/statements.ts';
import { subqueries } from './questions/subqueries.ts';
import { transformations } from './questions/transformations.ts';
import { where } from './questions/where.ts';
import { writeErrors } from './questions/write-errors.ts';
import { writes } from './questions/writes.ts';

/** Every question, by subject. */
export const groups: readonly Group[] = [
  service,
  databases,
  writes,
  writeErrors,
  schema,
  select,
  where,
  aggregates,
  transformations,
  groupByTime,
  subqueries,
  into,
  deletes,
  statements,
  formats,
];

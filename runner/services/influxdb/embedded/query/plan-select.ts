import type { ValueType } from './arithmetic.ts';
import { callColumns } from './call-columns.ts';
import { columnNames, expandDimensions, expandFields, type Schema } from './columns.ts';
import { checkCondition } from './condition.ts';
import { type Context, measurementNames } from './context.ts';
import type { Expr, Select, Source } from './parse/ast.ts';
import type { Outer, Plan } from './plan.ts';
import { QueryError } from './query-error.ts';
import { isCallPlan, materialize } from './select-groups.ts';
import { compileColumn } from './select-raw.ts';
import type { SourceSeries } from './source.ts';
import { subqueryGroups } from './subquery-groups.ts';
import { splitCondition } from './time-condition.ts';
import { isTimeText, parseTimeText } from './time-literal.ts';
import { validateFields } from './validate.ts';
import type { Interval } from './windows.ts';

/** What a part of FROM has, and how it is opened once it is known which tags are grouped by. */
type OpenSource = { schema: Schema; open: (tags: readonly string[]) => SourceSeries[] };

/** Looks a SELECT over: its times, columns and types. Throws a `QueryError`. */
export function planSelect(select: Select, context: Context, outer?: Outer): Plan {
  const { from, to, rest } = splitCondition(select.condition, { now: context.now, zone: select.zone });
  checkCondition(rest);
  const own = intervalOf(select, context);
  validateFields(select, { hasInterval: (own ?? outer?.interval) !== undefined, isIntervalInherited: own === undefined });
  if (outer !== undefined && select.order !== undefined && (select.order === 'descending') !== outer.isDescending) {
    throw new QueryError('subqueries must be ordered in the same direction as the query itself');
  }
  const here: Outer = {
    from: greater(from, outer?.from),
    to: less(to ?? (own === undefined ? undefined : context.now), outer?.to),
    interval: own ?? outer?.interval,
    isDescending: outer?.isDescending ?? select.order === 'descending',
  };
  const sources = select.sources.map((source) => openSource(source, context, here));
  const schema = joinSchemas(sources.map((source) => source.schema));
  const tags = expandDimensions(select.dimensions, schema);
  const time = select.fields.find(({ expr }) => expr.kind === 'name' && expr.name === 'time');
  const timeName = time === undefined || time.alias === '' ? 'time' : time.alias;
  const others = select.fields.filter(({ expr }) => expr.kind !== 'name' || expr.name !== 'time');
  const fields = expandFields(others, schema, new Set(tags));
  const plan: Plan = {
    ...{ timeName, fields, names: columnNames(fields, timeName), types: [], tags, condition: rest, from: here.from, to: here.to },
    interval: here.interval,
    fill: outer !== undefined && select.fill.kind === 'null' ? { kind: 'none' } : select.fill,
    isDescending: here.isDescending,
    ...{ limit: select.limit, offset: select.offset, seriesLimit: select.seriesLimit, seriesOffset: select.seriesOffset },
    typeOfName: (name) => schema.fields.get(name) ?? (schema.tags.has(name) ? 'tag' : undefined),
    open: (grouped) => sources.flatMap((source) => source.open(grouped)),
  };
  plan.types = isCallPlan(plan)
    ? callColumns(plan).compiled.map(({ type }) => type)
    : fields.map(({ expr }) => compileColumn(expr, plan, []).type);
  return plan;
}

function greater(a: bigint | undefined, b: bigint | undefined): bigint | undefined {
  return a === undefined || (b !== undefined && b > a) ? b : a;
}

function less(a: bigint | undefined, b: bigint | undefined): bigint | undefined {
  return a === undefined || (b !== undefined && b < a) ? b : a;
}

function openSource(source: Source, context: Context, here: Outer): OpenSource {
  if (source.kind === 'subquery') return openSubquery(source.select, context, here);
  const { database, names } = measurementNames(context, source);
  const measurements = names.map((name) => database.measurement(name)).filter((measurement) => measurement !== undefined);
  const schemas = measurements.map((measurement) => ({ fields: measurement.fields, tags: new Set(measurement.tagKeys()) }));
  return {
    schema: joinSchemas(schemas),
    open: () =>
      measurements.flatMap((measurement) =>
        measurement.series().map((series) => ({
          name: measurement.name,
          tags: series.tags,
          fields: measurement.fields,
          scan: (fields, range, order) => series.scan(fields, range, order),
        })),
      ),
  };
}

function openSubquery(select: Select, context: Context, here: Outer): OpenSource {
  const plan = planSelect(select, context, here);
  const fields = new Map<string, ValueType>(plan.names.map((name, i) => [name, plan.types[i] ?? 'unknown']));
  return {
    schema: { fields, tags: new Set(plan.tags) },
    open: (tags) => {
      const inner = { ...plan, tags: [...new Set([...plan.tags, ...tags])] };
      return subqueryGroups(inner).map((group) => materialize(group, inner));
    },
  };
}

/** Of fields with several types the one that InfluxDB prefers is taken. */
function joinSchemas(schemas: readonly Schema[]): Schema {
  const preferred: readonly ValueType[] = ['float', 'integer', 'string', 'boolean', 'tag', 'unknown'];
  const fields = new Map<string, ValueType>();
  for (const schema of schemas) {
    for (const [name, type] of schema.fields) {
      const known = fields.get(name);
      if (known === undefined || preferred.indexOf(type) < preferred.indexOf(known)) fields.set(name, type);
    }
  }
  return { fields, tags: new Set(schemas.flatMap(({ tags }) => [...tags])) };
}

/** What GROUP BY says about time. Throws a `QueryError` for what cannot be grouped by. */
function intervalOf(select: Select, context: Context): Interval | undefined {
  let interval: Interval | undefined;
  for (const expr of select.dimensions) {
    if (expr.kind === 'name') {
      if (expr.name.toLowerCase() === 'time') throw new QueryError('time() is a function and expects at least one argument');
    } else if (expr.kind === 'call') {
      if (expr.name !== 'time') throw new QueryError('only time() calls allowed in dimensions');
      const [length, offset] = expr.args;
      if (length === undefined || expr.args.length > 2) throw new QueryError('time dimension expected 1 or 2 arguments');
      if (length.kind !== 'duration') throw new QueryError('time dimension must have duration argument');
      if (interval !== undefined) throw new QueryError('multiple time dimensions not allowed');
      if (length.value === 0n) continue;
      interval = { length: length.value, offset: offsetOf(offset, length.value, { select, context }), zone: select.zone };
    } else if (expr.kind !== 'wildcard' && expr.kind !== 'regex') throw new QueryError('only time and tag dimensions allowed');
  }
  return interval;
}

function offsetOf(expr: Expr | undefined, length: bigint, { select, context }: { select: Select; context: Context }): bigint {
  if (expr === undefined) return 0n;
  if (expr.kind === 'duration') return expr.value % length;
  if (expr.kind === 'call') {
    if (expr.name !== 'now') throw new QueryError('time dimension offset function must be now()');
    if (expr.args.length > 0) throw new QueryError('time dimension offset now() function requires no arguments');
    return context.now % length;
  }
  if (expr.kind === 'string' && isTimeText(expr.value)) return parseTimeText(expr.value, select.zone) % length;
  throw new QueryError('time dimension offset must be duration or now()');
}

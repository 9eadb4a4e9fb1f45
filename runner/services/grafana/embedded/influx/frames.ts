import { frameName } from './frame-name.ts';
import type { Cell, Series } from './read-answer.ts';

/** A column of a data frame, as Grafana's JSON describes it. */
export type Field = {
  name: string;
  type: 'time' | 'number' | 'string' | 'boolean';
  typeInfo: { frame: string; nullable?: true };
  labels?: Record<string, string>;
  config?: { displayNameFromDS: string };
};

/** Grafana's data frame in JSON: columns described, then their values. */
export type Frame = {
  schema: { name?: string; refId: string; meta?: Record<string, unknown>; fields: Field[] };
  data: { values: Cell[][] };
};

/** What a query made of the answer. */
export type Framing = { refId: string; alias: string; intervalMs: number; resultFormat: string; executed: string };

type Column = { field: Field; values: Cell[] };

/** InfluxDB's series as data frames: one table, or a frame per line. */
export function toFrames(series: readonly Series[], framing: Framing): Frame[] {
  const frames = framing.resultFormat === 'table' ? tableOf(series, framing) : linesOf(series, framing);
  const [first] = frames;
  const preferredVisualisationType =
    framing.resultFormat === 'table' ? 'table' : framing.resultFormat === 'logs' ? 'logs' : 'graph';
  if (first) first.schema.meta = { preferredVisualisationType, executedQueryString: framing.executed };
  return frames;
}

function linesOf(series: readonly Series[], framing: Framing): Frame[] {
  return series.flatMap((each) => {
    if (!each.columns.some((column) => column.toLowerCase() === 'time')) return [listOf(each, framing)];
    const times = each.columns.indexOf('time');
    const rows = rowsOf(each).filter((row) => typeof row[times] === 'number');
    return each.columns.flatMap((column, index) => {
      if (column === 'time') return [];
      const name = frameName(each, column, framing);
      const { field, values } = columnOf(
        'Value',
        rows.map((row) => row[index] ?? null),
      );
      const labelled: Field = { ...field, ...(each.tags && { labels: each.tags }), config: { displayNameFromDS: name } };
      return [frameOf(name, framing, [timeColumn(rows.map((row) => row[times] ?? null)), { field: labelled, values }])];
    });
  });
}

/** What SHOW answers: a list, of the values where a tag's are shown. */
function listOf(series: Series, { refId, executed }: Framing): Frame {
  const rows = rowsOf(series);
  const isTagValues = /show tag values/i.test(executed) && !/cardinality/i.test(executed);
  const values = rows.map((row) => String((isTagValues ? row[1] : row[0]) ?? ''));
  return frameOf(series.name, { refId }, [{ field: { name: 'Value', type: 'string', typeInfo: textType }, values }]);
}

function tableOf(series: readonly Series[], framing: Framing): Frame[] {
  const [first] = series;
  if (!first) return [];
  const named = (name: string, values: Cell[]): Column => {
    const { field, values: kept } = columnOf(name, values);
    return { field: { ...field, config: { displayNameFromDS: name } }, values: kept };
  };
  const column = (index: number) => series.flatMap((each) => rowsOf(each).map((row) => row[index] ?? null));
  const tags = Object.keys(first.tags ?? {}).map((key) =>
    named(
      key,
      series.flatMap((each) => rowsOf(each).map(() => each.tags?.[key] ?? '')),
    ),
  );
  const [head, ...others] = first.columns.map((name, index) =>
    index === 0 && name === 'time' ? timeColumn(column(0)) : named(name, column(index)),
  );
  return [frameOf(first.name, framing, [...(head ? [head] : []), ...tags, ...others])];
}

const rowsOf = ({ values = [] }: Series): readonly (readonly Cell[])[] => values;

const textType = { frame: 'string', nullable: true } as const;

const timeColumn = (values: Cell[]): Column => ({
  field: { name: 'Time', type: 'time', typeInfo: { frame: 'time.Time' } },
  values,
});

/** The first value that is there says what a column holds; what is of another kind is left out, as Grafana does. */
function columnOf(name: string, values: readonly Cell[]): Column {
  const kind = typeof values.find((value) => value !== null);
  if (kind === 'string') return { field: { name, type: 'string', typeInfo: textType }, values: values.map(only('string')) };
  if (kind === 'boolean')
    return { field: { name, type: 'boolean', typeInfo: { frame: 'bool', nullable: true } }, values: values.map(only('boolean')) };
  return { field: { name, type: 'number', typeInfo: { frame: 'float64', nullable: true } }, values: values.map(only('number')) };
}

const only =
  (kind: 'string' | 'number' | 'boolean') =>
  (value: Cell): Cell =>
    typeof value === kind ? value : null;

function frameOf(name: string | undefined, { refId }: { refId: string }, columns: readonly Column[]): Frame {
  const fields = columns.map(({ field }) => field);
  return {
    schema: { ...(name !== undefined && { name }), refId, fields },
    data: { values: columns.map(({ values }) => values) },
  };
}

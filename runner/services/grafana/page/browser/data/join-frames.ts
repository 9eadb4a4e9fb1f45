import { type Json, text } from '../model/read-json.ts';
import { fieldName } from './field-name.ts';
import { type Field, type Frame, lengthOf } from './frame.ts';

/** One frame with a row for each value of a field that the frames share (their times unless said), and all other fields beside it. */
export function joinByField(frames: Frame[], options: Json): Frame[] {
  const by = text(options.byField);
  const keyOf = (frame: Frame) =>
    frame.fields.find((field) => (by ? fieldName(field, frame, frames) === by || field.name === by : field.type === 'time'));
  const joined = frames.filter(keyOf);
  const [first] = joined;
  const key = first && keyOf(first);
  if (!first || !key || joined.length < 2) return frames;
  const keys = joined.map((frame) => keyOf(frame)?.values ?? []);
  const isInner = options.mode === 'inner';
  const all = [...new Set(keys.flat())].filter((value) => !isInner || keys.every((values) => values.includes(value)));
  if (key.type === 'time') all.sort((a, b) => Number(a) - Number(b));
  const fields = joined.flatMap((frame, index) => {
    const rows = new Map((keys[index] ?? []).map((value, row) => [value, row]));
    const others = frame.fields.filter((field) => field !== keyOf(frame));
    return others.map((field) => {
      const values = all.map((value) => field.values[rows.get(value) ?? -1] ?? null);
      return { ...field, values, config: { ...field.config, displayName: fieldName(field, frame, frames) } };
    });
  });
  return [{ ...first, name: '', fields: [{ ...key, values: all }, ...fields] }];
}

/**
 * One frame with the rows of all, with a column for each name. As in Grafana, rows are one when they agree in all columns that
 * all frames have, and contradict each other in no other; frames without such a column stay as they are.
 */
export function merge(frames: Frame[]): Frame[] {
  const filled = frames.filter(({ fields }) => fields.length > 0);
  const [first] = filled;
  if (frames.length < 2) return frames;
  if (!first) return frames.slice(0, 1);
  const columns = new Map<string, Field>();
  for (const frame of filled)
    for (const field of frame.fields) {
      const name = columnOf(field, frame);
      if (!columns.has(name)) columns.set(name, field);
    }
  const shared = [...columns.keys()].filter((name) =>
    filled.every((frame) => frame.fields.some((field) => columnOf(field, frame) === name)),
  );
  if (shared.length === 0) return frames;
  const joined = joinRows(filled.flatMap(rowsOf), shared);
  const fields = [...columns].map(([name, field]) => ({ ...field, values: joined.map((row) => row.get(name) ?? null) }));
  return [{ ...first, name: '', fields }];
}

type Row = Map<string, unknown>;

const columnOf = (field: Field, frame: Frame): string => fieldName(field, frame, [frame]);

function rowsOf(frame: Frame): Row[] {
  const named = frame.fields.map((field) => ({ name: columnOf(field, frame), values: field.values }));
  return Array.from({ length: lengthOf(frame) }, (_, row) => new Map(named.map(({ name, values }) => [name, values[row]])));
}

/** A row goes into all rows so far that have its values in `keys` and contradict it nowhere; else it is one of its own. */
function joinRows(rows: readonly Row[], keys: readonly string[]): Row[] {
  const joined: Row[] = [];
  const found = new Map<string, Row[]>();
  for (const row of rows) {
    const key = JSON.stringify(keys.map((name) => String(row.get(name))));
    const alike = found.get(key) ?? [];
    const fitting = alike.filter((other) => agrees(other, row));
    for (const other of fitting) for (const [name, value] of row) other.set(name, value);
    if (fitting.length > 0) continue;
    joined.push(row);
    alike.push(row);
    found.set(key, alike);
  }
  return joined;
}

/** True when a row has no value that another one contradicts. */
function agrees(row: Row, other: Row): boolean {
  return [...other].every(([name, value]) => (row.get(name) ?? null) === null || row.get(name) === value);
}

/** One frame with a row for each value of each series: Time, Metric, Value. */
export function seriesToRows(frames: Frame[]): Frame[] {
  const [first] = frames;
  const rows = frames.flatMap((frame) => {
    const time = frame.fields.find(({ type }) => type === 'time');
    const values = frame.fields.filter(({ type }) => type === 'number');
    return values.flatMap((field) =>
      field.values.map((value, row) => ({ at: time?.values[row] ?? null, name: fieldName(field, frame, frames), value })),
    );
  });
  if (!first) return frames;
  rows.sort((a, b) => Number(b.at) - Number(a.at));
  const config = frames.flatMap(({ fields }) => fields).find(({ type }) => type === 'number')?.config ?? {};
  const column = (name: string, type: Field['type'], values: readonly unknown[]): Field => ({
    ...{ name, type, values, labels: {} },
    config: type === 'number' ? { ...config, displayName: '', displayNameFromDS: '' } : {},
  });
  const fields = [
    column(
      'Time',
      'time',
      rows.map(({ at }) => at),
    ),
    column(
      'Metric',
      'string',
      rows.map(({ name }) => name),
    ),
    column(
      'Value',
      'number',
      rows.map(({ value }) => value),
    ),
  ];
  return [{ ...first, name: '', fields }];
}

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

/** One frame with the rows of all, with a column for each name. */
export function merge(frames: Frame[]): Frame[] {
  const [first] = frames;
  if (!first || frames.length < 2) return frames;
  const columns = new Map<string, Field>();
  for (const frame of frames) for (const field of frame.fields) columns.set(columnOf(field, frame), { ...field, values: [] });
  const rows = frames.flatMap((frame) =>
    Array.from(
      { length: lengthOf(frame) },
      (_, row) => new Map(frame.fields.map((field) => [columnOf(field, frame), field.values[row]])),
    ),
  );
  const joined = joinRows(rows, columns);
  const fields = [...columns].map(([name, field]) => ({
    ...field,
    values: joined.map((row) => row.get(name) ?? null),
  }));
  return [{ ...first, name: '', fields }];
}

const columnOf = (field: Field, frame: Frame): string => fieldName(field, frame, [frame]);

/** Rows that are the same in all texts and times that they share are one. */
function joinRows(rows: readonly Map<string, unknown>[], columns: ReadonlyMap<string, Field>): Map<string, unknown>[] {
  const keys = [...columns].filter(([, { type }]) => type === 'time' || type === 'string').map(([name]) => name);
  const found = new Map<string, Map<string, unknown>>();
  for (const row of rows) {
    const key = JSON.stringify(keys.map((name) => row.get(name)));
    found.set(key, new Map([...(found.get(key) ?? []), ...row]));
  }
  return [...found.values()];
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

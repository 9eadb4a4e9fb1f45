import type { FieldConfig } from '../model/dashboard-json.ts';
import { type Json, list, record, records, text } from '../model/read-json.ts';

/** What the values of a field are. Times are ms since 1970. */
export type FieldType = 'time' | 'number' | 'string' | 'boolean' | 'other';

/** A column of a frame. */
export type Field = {
  name: string;
  type: FieldType;
  labels: Readonly<Record<string, string>>;
  config: FieldConfig;
  values: readonly unknown[];
};

/** A table of columns of equal length, as data sources answer. */
export type Frame = { refId: string; name: string; fields: Field[]; notices: string[] };

/** How many rows a frame has. */
export const lengthOf = (frame: Frame): number => frame.fields[0]?.values.length ?? 0;

/** Reads a frame in Grafana's form for JSON: `schema` and `data` apart. */
export function readFrame(json: Json, refId: string): Frame {
  const schema = record(json.schema);
  const data = record(json.data);
  const columns = list(data.values);
  const entities = list(data.entities);
  return {
    refId: text(schema.refId) ?? refId,
    name: text(schema.name) ?? '',
    fields: records(schema.fields).map((field, index) => readField(field, list(columns[index]), record(entities[index]))),
    notices: records(record(schema.meta).notices).flatMap(({ text: words }) => text(words) ?? []),
  };
}

function readField(json: Json, values: unknown[], entities: Json): Field {
  return {
    name: text(json.name) ?? '',
    type: readType(text(json.type)),
    labels: Object.fromEntries(Object.entries(record(json.labels)).map(([name, value]) => [name, String(value)])),
    config: record(json.config) as FieldConfig,
    values: withEntities(values, entities),
  };
}

function readType(type: string | undefined): FieldType {
  return type === 'time' || type === 'number' || type === 'string' || type === 'boolean' ? type : 'other';
}

/** Numbers that JSON does not know come beside the values. */
function withEntities(values: unknown[], entities: Json): unknown[] {
  const known: readonly [string, number][] = [
    ['NaN', Number.NaN],
    ['Inf', Number.POSITIVE_INFINITY],
    ['NegInf', Number.NEGATIVE_INFINITY],
  ];
  if (Object.keys(entities).length === 0) return values;
  const mended = [...values];
  for (const [name, value] of known) for (const at of list(entities[name])) mended[Number(at)] = value;
  return mended;
}

import { type Json, record, records, text } from '../model/read-json.ts';
import { fieldName } from './field-name.ts';
import type { Field, Frame } from './frame.ts';
import { joinByField, merge, seriesToRows } from './join-frames.ts';
import { filterByRefId, reduceFrames } from './reduce-frames.ts';

type Transform = (frames: Frame[], options: Json) => Frame[];

/** What changes frames before they are drawn, by Grafana's ids. */
const TRANSFORMS: Readonly<Record<string, Transform>> = {
  ...{ organize, sortBy, limit, renameByRegex, filterFieldsByName, filterByRefId },
  ...{ joinByField, seriesToColumns: joinByField, merge, seriesToRows, reduce: reduceFrames },
};

/** Applies a panel's transformations in order. Those that are not known are left out and named. */
export function transform(
  frames: Frame[],
  steps: readonly { id?: string; disabled?: boolean; options?: unknown }[],
): { frames: Frame[]; lacks: string[] } {
  const lacks: string[] = [];
  let changed = frames;
  for (const { id = '', disabled, options } of steps) {
    if (disabled) continue;
    const apply = Object.hasOwn(TRANSFORMS, id) ? TRANSFORMS[id] : undefined;
    if (apply) changed = apply(changed, record(options));
    else lacks.push(`the transformation ${id}`);
  }
  return { frames: changed, lacks };
}

/** Leaves columns out, puts them in order and gives them other names. */
function organize(frames: Frame[], options: Json): Frame[] {
  const [excluded, order, names] = ['excludeByName', 'indexByName', 'renameByName'].map((key) => record(options[key])) as [
    Json,
    Json,
    Json,
  ];
  return frames.map((frame) => {
    const named = frame.fields.map((field) => ({ field, name: fieldName(field, frame, frames) }));
    const kept = named.filter(({ name }) => excluded[name] !== true);
    const place = (name: string) => (typeof order[name] === 'number' ? order[name] : Number.MAX_SAFE_INTEGER);
    kept.sort((a, b) => place(a.name) - place(b.name));
    return { ...frame, fields: kept.map(({ field, name }) => renamed(field, text(names[name]))) };
  });
}

function sortBy(frames: Frame[], options: Json): Frame[] {
  const [by] = records(options.sort);
  const name = text(by?.field);
  if (!name) return frames;
  const sign = by?.desc === true ? -1 : 1;
  return frames.map((frame) => {
    const field = frame.fields.find((one) => fieldName(one, frame, frames) === name);
    if (!field) return frame;
    const rows = field.values.map((_, index) => index);
    rows.sort((a, b) => sign * compare(field.values[a], field.values[b]));
    return pick(frame, rows);
  });
}

function limit(frames: Frame[], options: Json): Frame[] {
  const count = Number(options.limitField ?? 10);
  return frames.map((frame) => pick(frame, frame.fields[0]?.values.map((_, index) => index).slice(0, count) ?? []));
}

function renameByRegex(frames: Frame[], options: Json): Frame[] {
  const pattern = toPattern(text(options.regex) ?? '');
  const to = typeof options.renamePattern === 'string' ? options.renamePattern : '';
  if (!pattern) return frames;
  return frames.map((frame) => ({
    ...frame,
    fields: frame.fields.map((field) => {
      const name = fieldName(field, frame, frames);
      return field.type === 'time' ? field : renamed(field, name.replace(pattern, to));
    }),
  }));
}

function filterFieldsByName(frames: Frame[], options: Json): Frame[] {
  const include = record(options.include);
  const names = Array.isArray(include.names) ? include.names : undefined;
  const pattern = toPattern(text(include.pattern) ?? '');
  if (!names && !pattern) return frames;
  const isKept = (name: string) => names?.includes(name) || pattern?.test(name) || false;
  return frames.map((frame) => ({ ...frame, fields: frame.fields.filter((field) => isKept(fieldName(field, frame, frames))) }));
}

/** Reads a pattern as dashboards have it, with or without slashes; undefined when there is none or it is not one. */
export function toPattern(words: string): RegExp | undefined {
  if (words === '') return undefined;
  const [, body, flags] = /^\/(.*)\/([gimsuy]*)$/s.exec(words) ?? [];
  try {
    return new RegExp(body ?? words, flags?.replace(/[gy]/g, '') ?? '');
  } catch {
    return undefined; // Not a pattern: nothing is like it.
  }
}

/** Numbers by size, texts by the alphabet, nothing last. */
export function compare(a: unknown, b: unknown): number {
  const empty = (value: unknown) => value === null || value === undefined;
  if (empty(a) || empty(b)) return Number(empty(a)) - Number(empty(b));
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a).localeCompare(String(b), undefined, { numeric: true });
}

const renamed = (field: Field, name: string | undefined): Field =>
  name ? { ...field, config: { ...field.config, displayName: name } } : field;

const pick = (frame: Frame, rows: readonly number[]): Frame => ({
  ...frame,
  fields: frame.fields.map((field) => ({ ...field, values: rows.map((row) => field.values[row]) })),
});

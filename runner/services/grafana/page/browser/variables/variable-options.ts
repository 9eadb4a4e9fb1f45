import type { DataSource } from '../api/grafana-client.ts';
import type { Frame } from '../data/frame.ts';
import { compare, toPattern } from '../data/transform.ts';
import type { VariableJson } from '../model/dashboard-json.ts';
import { number, text } from '../model/read-json.ts';

/** A value to choose, and what it is called. */
export type Option = { text: string; value: string };

const option = (value: string): Option => ({ text: value, value });

/** `a, b, Name : value`; a comma after a backslash is part of the value. */
export function readCustomOptions(words: string): Option[] {
  const parts = words.match(/(?:\\,|[^,])+/g) ?? [];
  return parts.map((part) => {
    const [, name, value] = /^\s*(.+?)\s:\s(.+?)\s*$/.exec(part) ?? [];
    const clean = (one: string) => one.replaceAll('\\,', ',').trim();
    return name && value ? { text: clean(name), value: clean(value) } : option(clean(part));
  });
}

/** Data sources of the type that a variable is for. */
export const dataSourceOptions = (json: VariableJson, sources: readonly DataSource[]): Option[] =>
  sources
    .filter(({ type, name }) => type === json.query && (toPattern(text(json.regex) ?? '')?.test(name) ?? true))
    .map(({ name, uid }) => ({ text: name, value: uid }));

/** What a query for values brought, through the variable's pattern and in its order, each value once. */
export function frameOptions(json: VariableJson, frames: readonly Frame[]): Option[] {
  const values = frames.flatMap(({ fields }) => {
    const usable = fields.filter(({ type }) => type !== 'time');
    const field =
      usable.find(({ name }) => /^(?:value|text|__text)$/i.test(name)) ??
      usable.findLast(({ type }) => type === 'string') ??
      usable.at(-1);
    return field?.values.filter((value) => value !== null && value !== undefined && value !== '').map(String) ?? [];
  });
  const pattern = toPattern(text(json.regex) ?? '');
  const matched = pattern ? values.flatMap((value) => matchedOption(pattern, value)) : values.map(option);
  const once = [...new Map(matched.map((one) => [one.value, one])).values()];
  return sorted(once, number(json.sort) ?? 0);
}

/** The groups `text` and `value` of a pattern, else its first group, else the whole value. */
function matchedOption(pattern: RegExp, value: string): Option[] {
  const match = pattern.exec(value);
  if (!match) return [];
  const chosen = match.groups?.value ?? match[1] ?? value;
  return [{ value: chosen, text: match.groups?.text ?? chosen }];
}

/** 0 as they came, 1 and 2 by the alphabet, 3 and 4 by number, 5 and 6 without regard to capitals; even ones from the end. */
function sorted(options: Option[], order: number): Option[] {
  if (order === 0) return options;
  const sign = order % 2 === 0 ? -1 : 1;
  const numeric = (words: string) => number(/-?\d+(?:\.\d+)?/.exec(words)?.[0]) ?? -1;
  const by = (a: Option, b: Option): number => {
    if (order === 3 || order === 4) return numeric(a.text) - numeric(b.text);
    if (order >= 5) return compare(a.text.toLowerCase(), b.text.toLowerCase());
    return a.text < b.text ? -1 : a.text > b.text ? 1 : 0;
  };
  return [...options].sort((a, b) => sign * by(a, b));
}

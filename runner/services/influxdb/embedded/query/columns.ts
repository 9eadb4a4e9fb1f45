import type { ValueType } from './arithmetic.ts';
import { expandsTo } from './functions.ts';
import type { Call, Expr, Field, NameRef } from './parse/ast.ts';
import { QueryError } from './query-error.ts';

/** The fields and tags that a source has, for what `*` stands for. */
export type Schema = { fields: ReadonlyMap<string, ValueType>; tags: ReadonlySet<string> };

/** The fields of a SELECT with all wildcards and patterns spelled out, and the tags that top() and bottom() name. */
export function expandFields(fields: readonly Field[], schema: Schema, grouped: ReadonlySet<string>): Field[] {
  return fields.flatMap((field) => {
    const { expr } = field;
    if (expr.kind === 'wildcard' || expr.kind === 'regex') return expandPlain(expr, schema, grouped);
    if (expr.kind !== 'call') return [field];
    if (expr.name !== 'top' && expr.name !== 'bottom') return expandCall(field, expr, schema);
    return [field, ...expr.args.slice(1, -1).map((arg) => ({ expr: arg, alias: '' }))];
  });
}

function expandPlain(expr: Expr & { kind: 'wildcard' | 'regex' }, schema: Schema, grouped: ReadonlySet<string>): Field[] {
  const fields = [...schema.fields.keys()].map((name) => ({ name, isTag: false }));
  const tags = [...schema.tags].filter((name) => !grouped.has(name)).map((name) => ({ name, isTag: true }));
  const only = expr.kind === 'wildcard' ? expr.only : undefined;
  const names = [...(only === 'tag' ? [] : fields), ...(only === 'field' ? [] : tags)];
  const wanted = expr.kind === 'regex' ? names.filter(({ name }) => expr.regex.test(name)) : names;
  // A field comes before a tag of the same name.
  return wanted
    .toSorted((a, b) => compareText(a.name, b.name))
    .map(({ name, isTag }) => ({ expr: { kind: 'name', name, cast: isTag ? 'tag' : 'field' }, alias: '' }));
}

function expandCall(field: Field, call: Call, schema: Schema): Field[] {
  const inner = innermost(call);
  const [pattern] = inner.args;
  if (pattern?.kind !== 'wildcard' && pattern?.kind !== 'regex') return [field];
  if (pattern.kind === 'wildcard' && pattern.only === 'tag')
    throw new QueryError(`unable to use tag as wildcard in ${inner.name}()`);
  const names = [...schema.fields].filter(
    ([name, type]) => expandsTo(inner.name, type) && (pattern.kind === 'wildcard' || pattern.regex.test(name)),
  );
  return names
    .toSorted(([a], [b]) => compareText(a, b))
    .map(([name]) => ({
      expr: replaceInnermost(call, { kind: 'name', name, cast: 'field' }),
      alias: `${field.alias === '' ? call.name : field.alias}_${name}`,
    }));
}

function innermost(call: Call): Call {
  const [first] = call.args;
  return first?.kind === 'call' ? innermost(first) : call;
}

function replaceInnermost(call: Call, name: NameRef): Call {
  const [first, ...others] = call.args;
  return { ...call, args: [first?.kind === 'call' ? replaceInnermost(first, name) : name, ...others] };
}

/** The tags that GROUP BY names, with wildcards and patterns spelled out. */
export function expandDimensions(dimensions: readonly Expr[], schema: Schema): string[] {
  const tags = [...schema.tags].toSorted(compareText);
  const names = dimensions.flatMap((expr) => {
    if (expr.kind === 'name') return [expr.name];
    if (expr.kind === 'wildcard') return tags;
    return expr.kind === 'regex' ? tags.filter((tag) => expr.regex.test(tag)) : [];
  });
  return [...new Set(names)];
}

/** What the columns are called: by their alias or by what is in them, each name once. */
export function columnNames(fields: readonly Field[], timeName: string): string[] {
  const used = new Map<string, number>([[timeName, 0]]);
  for (const { alias } of fields) if (alias !== '') used.set(alias, 0);
  const names: string[] = [];
  for (const { expr, alias } of fields) {
    if (alias !== '') {
      names.push(alias);
      continue;
    }
    const base = expressionName(expr);
    let name = base;
    let count = used.get(base);
    if (count !== undefined) {
      do {
        count += 1;
        name = `${base}_${count}`;
      } while (used.has(name));
      used.set(base, count);
    }
    used.set(name, used.get(name) ?? 0);
    names.push(name);
  }
  return names;
}

function expressionName(expr: Expr): string {
  switch (expr.kind) {
    case 'call':
    case 'name':
      return expr.name;
    case 'paren':
      return expressionName(expr.inner);
    case 'binary':
      return namesIn(expr).join('_');
    default:
      return '';
  }
}

function namesIn(expr: Expr): string[] {
  if (expr.kind === 'name' || expr.kind === 'call') return [expr.name];
  if (expr.kind === 'paren') return namesIn(expr.inner);
  return expr.kind === 'binary' ? [...namesIn(expr.left), ...namesIn(expr.right)] : [];
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

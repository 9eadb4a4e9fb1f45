import type { Expr } from './ast.ts';
import { formatDuration } from './duration.ts';
import { keywordOf } from './token.ts';

/** An expression as InfluxDB's error texts write it. `typeOf` adds types to names, as in `value::float`. */
export function expressionText(expr: Expr, typeOf?: (name: string) => string | undefined): string {
  const text = (inner: Expr): string => expressionText(inner, typeOf);
  switch (expr.kind) {
    case 'name': {
      const type = expr.cast ?? typeOf?.(expr.name);
      return type === undefined ? quoteName(expr.name) : `${quoteName(expr.name)}::${type}`;
    }
    case 'call':
      return `${expr.name}(${expr.args.map(text).join(', ')})`;
    case 'regex':
      return `/${expr.source.replaceAll('/', '\\/')}/`;
    case 'binary':
      return `${text(expr.left)} ${expr.op} ${text(expr.right)}`;
    case 'paren':
      return `(${text(expr.inner)})`;
    case 'wildcard':
      return expr.only === undefined ? '*' : `*::${expr.only}`;
    case 'string':
      return `'${expr.value.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`;
    case 'number':
      return expr.value.toFixed(3);
    case 'duration':
      return formatDuration(expr.value);
    default:
      return String(expr.value);
  }
}

/** A name as it is written in a query, with quotes where it needs them. */
export function quoteName(name: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && keywordOf(name) === undefined) return name;
  return `"${name.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}

import type { Cell } from '../result.ts';
import type { Chunk } from '../store/model.ts';
import { isComparison, operationOf } from './arithmetic.ts';
import { columnReader, pickRows, type Reader } from './cells.ts';
import { MATH_FUNCTIONS } from './math-functions.ts';
import type { Expr, NameRef } from './parse/ast.ts';
import { expressionText } from './parse/expression-text.ts';
import { QueryError } from './query-error.ts';
import type { SourceSeries } from './source.ts';

/** Whether rows of a series are asked for: all, none, or those that a chunk is to be searched for. */
export type RowTest = boolean | ((chunk: Chunk) => (row: number) => boolean);

/** A part of a condition: known for the whole series, or to be read row by row. */
type Part = ({ value: Cell } | { bind: (chunk: Chunk) => Reader }) & { isInteger?: boolean };

/** Throws a `QueryError` for a function that has no place in WHERE. */
export function checkCondition(expr: Expr | undefined): void {
  if (expr === undefined) return;
  if (expr.kind === 'paren') checkCondition(expr.inner);
  if (expr.kind === 'binary') {
    checkCondition(expr.left);
    checkCondition(expr.right);
  }
  if (expr.kind !== 'call') return;
  const math = MATH_FUNCTIONS[expr.name];
  if (math === undefined) throw new QueryError(`invalid function call in condition: ${expressionText(expr)}`);
  if (math.count !== expr.args.length) {
    throw new QueryError(`invalid number of arguments for ${expr.name}, expected ${math.count}, got ${expr.args.length}`);
  }
  expr.args.forEach(checkCondition);
}

/** The fields of a series that a condition reads. */
export function conditionFields(expr: Expr | undefined, series: SourceSeries): string[] {
  if (expr === undefined) return [];
  if (expr.kind === 'paren') return conditionFields(expr.inner, series);
  if (expr.kind === 'binary') return [...conditionFields(expr.left, series), ...conditionFields(expr.right, series)];
  if (expr.kind === 'call') return expr.args.flatMap((arg) => conditionFields(arg, series));
  return expr.kind === 'name' && isField(expr, series) ? [expr.name] : [];
}

function isField(expr: NameRef, series: SourceSeries): boolean {
  return expr.cast !== 'tag' && series.fields.has(expr.name);
}

/** A condition for one series, whose chunks have the columns `fields`. */
export function compileCondition(expr: Expr | undefined, series: SourceSeries, fields: readonly string[]): RowTest {
  if (expr === undefined) return true;
  const part = compile(expr, series, fields);
  if ('value' in part) return part.value === true;
  const { bind } = part;
  return (chunk) => {
    const read = bind(chunk);
    return (row) => read(row) === true;
  };
}

/** The rows of a chunk that pass, or `undefined` when there are none. */
export function filterChunk(chunk: Chunk, test: RowTest): Chunk | undefined {
  if (test === true) return chunk;
  if (test === false) return undefined;
  const passes = test(chunk);
  const rows = new Int32Array(chunk.length);
  let count = 0;
  for (let row = 0; row < chunk.length; row += 1) {
    if (!passes(row)) continue;
    rows[count] = row;
    count += 1;
  }
  if (count === chunk.length) return chunk;
  return count === 0 ? undefined : pickRows(chunk, rows.subarray(0, count));
}

function compile(expr: Expr, series: SourceSeries, fields: readonly string[]): Part {
  switch (expr.kind) {
    case 'paren':
      return compile(expr.inner, series, fields);
    case 'integer':
      return { value: expr.value, isInteger: true };
    case 'number':
    case 'string':
    case 'boolean':
    case 'duration':
    case 'unsigned':
      return { value: expr.value };
    case 'name': {
      if (!isField(expr, series))
        return { value: expr.cast === undefined || expr.cast === 'tag' ? (series.tags.get(expr.name) ?? '') : null };
      const index = fields.indexOf(expr.name);
      const asked =
        expr.cast === 'float' || expr.cast === 'integer' || expr.cast === 'string' || expr.cast === 'boolean'
          ? expr.cast
          : undefined;
      const isInteger = (asked ?? series.fields.get(expr.name)) === 'integer';
      return { isInteger, bind: (chunk) => columnReader(chunk.columns[index], asked) };
    }
    case 'binary':
      return compileBinary(expr, series, fields);
    case 'call': {
      const compute = MATH_FUNCTIONS[expr.name]?.compute ?? (() => Number.NaN);
      const [first, second] = expr.args.map((arg) => compile(arg, series, fields));
      if (first === undefined) return { value: null };
      return combine(first, second ?? { value: 0 }, (a, b) => (a === null || b === null ? null : compute(Number(a), Number(b))));
    }
    default:
      return { value: null };
  }
}

function compileBinary(expr: Expr & { kind: 'binary' }, series: SourceSeries, fields: readonly string[]): Part {
  const left = compile(expr.left, series, fields);
  if (expr.right.kind === 'regex') {
    const { regex } = expr.right;
    const isWanted = expr.op === '=~';
    return combine(left, { value: null }, (a) => typeof a === 'string' && regex.test(a) === isWanted);
  }
  const right = compile(expr.right, series, fields);
  if (expr.op === 'AND' || expr.op === 'OR') return combineLogic(expr.op === 'AND', left, right);
  const isInteger = left.isInteger === true && right.isInteger === true;
  if (isComparison(expr.op)) return combine(left, right, compareOf(expr.op));
  return { isInteger, ...combine(left, right, computeOf(expr.op, isInteger)) };
}

/** One constant may decide, so that whole series are left out without reading them. */
function combineLogic(isAnd: boolean, left: Part, right: Part): Part {
  for (const [one, other] of [
    [left, right],
    [right, left],
  ] as const) {
    if ('value' in one) return (one.value === true) === isAnd ? other : { value: !isAnd };
  }
  return combine(left, right, isAnd ? (a, b) => a === true && b === true : (a, b) => a === true || b === true);
}

function combine(left: Part, right: Part, compute: (a: Cell, b: Cell) => Cell): Part {
  if ('value' in left) {
    const { value } = left;
    if ('value' in right) return { value: compute(value, right.value) };
    return { bind: (chunk) => mapReader(right.bind(chunk), (b) => compute(value, b)) };
  }
  if ('value' in right) {
    const { value } = right;
    return { bind: (chunk) => mapReader(left.bind(chunk), (a) => compute(a, value)) };
  }
  return {
    bind: (chunk) => {
      const a = left.bind(chunk);
      const b = right.bind(chunk);
      return (row) => compute(a(row), b(row));
    },
  };
}

function mapReader(read: Reader, map: (value: Cell) => Cell): Reader {
  return (row) => map(read(row));
}

function compareOf(op: string): (a: Cell, b: Cell) => Cell {
  switch (op) {
    case '=':
      return (a, b) => isEqual(a, b);
    case '!=':
      return (a, b) => areComparable(a, b) && !isEqual(a, b);
    case '<':
      return (a, b) => areNumbers(a, b) && Number(a) < Number(b);
    case '<=':
      return (a, b) => areNumbers(a, b) && Number(a) <= Number(b);
    case '>':
      return (a, b) => areNumbers(a, b) && Number(a) > Number(b);
    default:
      return (a, b) => areNumbers(a, b) && Number(a) >= Number(b);
  }
}

/** In conditions, unlike in SELECT, integers are divided as integers. */
function computeOf(op: string, isInteger: boolean): (a: Cell, b: Cell) => Cell {
  const divide = operationOf('/', 'float', 'float');
  if (isInteger && op === '/') return (a, b) => (a === null || b === null ? null : Math.trunc(Number(divide(a, b))));
  const numbers = isInteger ? operationOf(op, 'integer', 'integer') : operationOf(op, 'float', 'float');
  const booleans = operationOf(op, 'boolean', 'boolean');
  return (a, b) => (typeof a === 'boolean' ? booleans(a, b) : numbers(a, b));
}

function isNumber(value: Cell): boolean {
  return typeof value === 'number' || typeof value === 'bigint';
}

function areNumbers(a: Cell, b: Cell): boolean {
  return isNumber(a) && isNumber(b);
}

function areComparable(a: Cell, b: Cell): boolean {
  return areNumbers(a, b) || (a !== null && typeof a === typeof b && typeof a !== 'object');
}

function isEqual(a: Cell, b: Cell): boolean {
  return areNumbers(a, b)
    ? Number(a) === Number(b) && (typeof a === typeof b || BigInt(String(a)) === BigInt(String(b)))
    : a !== null && a === b;
}

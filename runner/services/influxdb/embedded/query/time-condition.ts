import type { Expr } from './parse/ast.ts';
import { expressionText } from './parse/expression-text.ts';
import { QueryError } from './query-error.ts';
import { isTimeText, parseTimeText } from './time-literal.ts';

/** The first and the last moment that a query can reach, in nanoseconds. */
export const MIN_NS = -9223372036854775806n;
/** See `MIN_NS`. */
export const MAX_NS = 9223372036854775806n;

/** A WHERE, taken apart: the times, both included and missing where there is no bound, and what is left. */
export type SplitCondition = { from?: bigint; to?: bigint; rest?: Expr };

/** What times in a query depend on. */
export type Clock = { now: bigint; zone: string | undefined };

const MIRRORED: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

/**
 * Takes what is said about `time` out of a condition. As in InfluxDB, times that are joined with OR are cut with each
 * other as if it were AND. Throws a `QueryError`.
 */
export function splitCondition(expr: Expr | undefined, clock: Clock): SplitCondition {
  if (expr === undefined) return {};
  const split = take(expr, clock);
  const rest = split.rest?.kind === 'paren' ? split.rest.inner : split.rest;
  return rest?.kind === 'boolean' && rest.value ? { ...split, rest: undefined } : { ...split, rest };
}

function take(expr: Expr, clock: Clock): SplitCondition {
  if (expr.kind === 'paren') {
    const split = take(expr.inner, clock);
    return split.rest === undefined ? split : { ...split, rest: { kind: 'paren', inner: split.rest } };
  }
  if (expr.kind === 'boolean') return { rest: expr };
  if (expr.kind !== 'binary') throw new QueryError(`invalid condition expression: ${expressionText(expr)}`);
  if (expr.op === 'AND' || expr.op === 'OR') return join(take(expr.left, clock), take(expr.right, clock), expr.op);
  if (isTime(expr.left)) return bound(expr.op, expr.right, clock);
  if (isTime(expr.right)) return bound(MIRRORED[expr.op] ?? expr.op, expr.left, clock);
  return { rest: expr };
}

function isTime(expr: Expr): boolean {
  return expr.kind === 'name' && expr.name.toLowerCase() === 'time';
}

function join(left: SplitCondition, right: SplitCondition, op: string): SplitCondition {
  const from = left.from === undefined || (right.from !== undefined && right.from > left.from) ? right.from : left.from;
  const to = left.to === undefined || (right.to !== undefined && right.to < left.to) ? right.to : left.to;
  if (left.rest === undefined || right.rest === undefined) return { from, to, rest: left.rest ?? right.rest };
  return { from, to, rest: { kind: 'binary', op, left: left.rest, right: right.rest } };
}

function bound(op: string, expr: Expr, clock: Clock): SplitCondition {
  const value = evaluate(expr, clock);
  if (value.kind === 'string' || value.kind === 'other') {
    throw new QueryError(`invalid operation: time and ${value.type} are not compatible`);
  }
  const { ns } = value;
  if (value.kind === 'time' && ns > MAX_NS) throw new QueryError(`time ${yearText(ns)} overflows time literal`);
  if (value.kind === 'time' && ns < MIN_NS + 1n) throw new QueryError(`time ${yearText(ns)} underflows time literal`);
  switch (op) {
    case '=':
      return { from: ns, to: ns };
    case '>':
      return { from: ns + 1n };
    case '>=':
      return { from: ns };
    case '<':
      return { to: ns - 1n };
    case '<=':
      return { to: ns };
    default:
      throw new QueryError(`invalid time comparison operator: ${op}`);
  }
}

function yearText(ns: bigint): string {
  return new Date(Number(ns / 1_000_000n)).toISOString().replace(/\.\d+Z$/, 'Z');
}

type Moment =
  | { kind: 'time' | 'duration' | 'integer'; ns: bigint }
  | { kind: 'string'; text: string; type: string }
  | { kind: 'other'; type: string };

const TYPE_NAMES: Readonly<Record<string, string>> = {
  name: '*influxql.VarRef',
  call: '*influxql.Call',
  regex: '*influxql.RegexLiteral',
  boolean: '*influxql.BooleanLiteral',
  wildcard: '*influxql.Wildcard',
  unsigned: '*influxql.UnsignedLiteral',
};

function evaluate(expr: Expr, clock: Clock): Moment {
  switch (expr.kind) {
    case 'paren':
      return evaluate(expr.inner, clock);
    case 'integer':
    case 'duration':
      return { kind: expr.kind, ns: expr.value };
    case 'number':
      return { kind: 'integer', ns: BigInt(Math.trunc(expr.value)) };
    case 'string':
      return isTimeText(expr.value)
        ? { kind: 'time', ns: parseTimeText(expr.value, clock.zone) }
        : { kind: 'string', text: expr.value, type: '*influxql.StringLiteral' };
    case 'call':
      if (expr.name === 'now' && expr.args.length === 0) return { kind: 'time', ns: clock.now };
      return { kind: 'other', type: '*influxql.Call' };
    case 'binary':
      return compute(expr.op, evaluate(expr.left, clock), evaluate(expr.right, clock));
    default:
      return { kind: 'other', type: TYPE_NAMES[expr.kind] ?? '*influxql.BinaryExpr' };
  }
}

function compute(op: string, left: Moment, right: Moment): Moment {
  const isOpen = !('ns' in left) || !('ns' in right);
  if (isOpen || (op !== '+' && op !== '-' && (left.kind === 'time' || right.kind === 'time'))) {
    return { kind: 'other', type: '*influxql.BinaryExpr' };
  }
  if (op === '+') return { kind: left.kind === 'time' || right.kind === 'time' ? 'time' : left.kind, ns: left.ns + right.ns };
  if (op === '-') return { kind: left.kind === 'time' && right.kind === 'time' ? 'duration' : left.kind, ns: left.ns - right.ns };
  if (op === '*') return { kind: right.kind === 'duration' ? 'duration' : left.kind, ns: left.ns * right.ns };
  if (op === '/') return { kind: left.kind, ns: right.ns === 0n ? 0n : left.ns / right.ns };
  return { kind: 'other', type: '*influxql.BinaryExpr' };
}

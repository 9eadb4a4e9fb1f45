import { FUNCTIONS, MISSING_FUNCTIONS } from './functions.ts';
import { MATH_FUNCTIONS } from './math-functions.ts';
import type { Call, Expr, Select } from './parse/ast.ts';
import { formatDuration } from './parse/duration.ts';
import { expressionText } from './parse/expression-text.ts';
import { QueryError } from './query-error.ts';

/** What is known of a SELECT before its fields are looked at. */
export type Surroundings = {
  hasInterval: boolean;
  /** The interval is that of the SELECT around this one. */
  isIntervalInherited: boolean;
};

type Findings = { calls: number; hasPlain: boolean; onlySelectors: boolean; hasDistinct: boolean; topOrBottom: string };

const TYPE_NAMES: Readonly<Record<string, string>> = {
  integer: '*influxql.IntegerLiteral',
  number: '*influxql.NumberLiteral',
  string: '*influxql.StringLiteral',
  boolean: '*influxql.BooleanLiteral',
  duration: '*influxql.DurationLiteral',
  name: '*influxql.VarRef',
  call: '*influxql.Call',
  binary: '*influxql.BinaryExpr',
  paren: '*influxql.ParenExpr',
  wildcard: '*influxql.Wildcard',
  regex: '*influxql.RegexLiteral',
};

/** Whether the fields of a SELECT go together. Throws a `QueryError` in InfluxDB's words. */
export function validateFields(select: Select, around: Surroundings): void {
  const validator = new Validator(select, around);
  const fields = select.fields.filter(({ expr }) => expr.kind !== 'name' || expr.name !== 'time');
  for (const { expr } of fields) validator.expression(expr, true);
  if (fields.length === 0) throw new QueryError('at least 1 non-time field must be queried');
  checkTogether(validator.findings, select, around);
}

function checkTogether(findings: Findings, select: Select, around: Surroundings): void {
  const { calls, topOrBottom, hasDistinct, hasPlain, onlySelectors } = findings;
  if (calls > 1 && topOrBottom !== '')
    throw new QueryError(`selector function ${topOrBottom}() cannot be combined with other functions`);
  if (calls === 0) {
    const { kind } = select.fill;
    if (kind === 'none' || kind === 'linear') throw new QueryError(`fill(${kind}) must be used with a function`);
    if (around.hasInterval && !around.isIntervalInherited)
      throw new QueryError('GROUP BY requires at least one aggregate function');
  }
  if (hasDistinct && (calls !== 1 || hasPlain)) {
    throw new QueryError('aggregate function distinct() cannot be combined with other functions or fields');
  }
  if (hasPlain && !onlySelectors) throw new QueryError('mixing aggregate and non-aggregate queries is not supported');
  if (hasPlain && calls > 1) throw new QueryError('mixing multiple selector functions with tags or fields is not supported');
}

class Validator {
  readonly findings: Findings = { calls: 0, hasPlain: false, onlySelectors: true, hasDistinct: false, topOrBottom: '' };
  readonly #select: Select;
  readonly #around: Surroundings;

  constructor(select: Select, around: Surroundings) {
    this.#select = select;
    this.#around = around;
  }

  expression(expr: Expr, isWildcardAllowed: boolean): void {
    switch (expr.kind) {
      case 'name':
        this.findings.hasPlain = true;
        return;
      case 'wildcard':
      case 'regex':
        this.findings.hasPlain = true;
        if (!isWildcardAllowed) throw new QueryError(`unable to use ${expr.kind} in a binary expression`);
        return;
      case 'paren':
        this.expression(expr.inner, isWildcardAllowed);
        return;
      case 'binary':
        if (isConstant(expr)) throw new QueryError('field must contain at least one variable');
        if (!isConstant(expr.left)) this.expression(expr.left, false);
        if (!isConstant(expr.right)) this.expression(expr.right, false);
        return;
      case 'call':
        this.#call(expr, isWildcardAllowed);
        return;
      default:
        throw new QueryError('field must contain at least one variable');
    }
  }

  #call(call: Call, isWildcardAllowed: boolean): void {
    const { name, args } = call;
    const math = MATH_FUNCTIONS[name];
    if (math !== undefined) {
      if (args.length !== math.count) {
        throw new QueryError(`invalid number of arguments for ${name}, expected ${math.count}, got ${args.length}`);
      }
      for (const arg of args) if (!isConstant(arg)) this.expression(arg, isWildcardAllowed);
      return;
    }
    this.findings.calls += 1;
    if (MISSING_FUNCTIONS.has(name)) throw new QueryError(`${name}() is not supported`);
    const definition = FUNCTIONS[name];
    if (definition === undefined) throw new QueryError(`undefined function ${name}()`);
    if (definition.kind !== 'selector') this.findings.onlySelectors = false;
    if (name === 'distinct') this.#distinct(call, false);
    else if (name === 'top' || name === 'bottom') this.#topBottom(call);
    else if (definition.kind === 'transformation') this.#transformation(call, isWildcardAllowed);
    else this.#aggregate(call, isWildcardAllowed);
  }

  #aggregate(call: Call, isWildcardAllowed: boolean): void {
    const { name, args } = call;
    const [first, second] = args;
    if (name === 'integral') {
      countArguments(call, 1, 2);
      if (second !== undefined && second.kind !== 'duration') throw new QueryError('second argument must be a duration');
      checkPositive(second);
    } else {
      countArguments(call, name === 'percentile' ? 2 : 1);
      if (name === 'percentile' && second?.kind !== 'integer' && second?.kind !== 'number') {
        throw new QueryError('expected float argument in percentile()');
      }
    }
    if (name === 'count' && first?.kind === 'call' && first.name === 'distinct') this.#distinct(first, true);
    else this.#symbol(name, first, isWildcardAllowed);
  }

  #transformation(call: Call, isWildcardAllowed: boolean): void {
    const { name, args } = call;
    const [first, second] = args;
    if (name === 'moving_average') {
      countArguments(call, 2);
      if (second?.kind !== 'integer') {
        throw new QueryError(`second argument for moving_average must be an integer, got ${TYPE_NAMES[second?.kind ?? 'name']}`);
      }
      if (second.value <= 1n) throw new QueryError(`moving_average window must be greater than 1, got ${second.value}`);
    } else if (name === 'elapsed' || name.endsWith('derivative')) {
      countArguments(call, 1, 2);
      if (second !== undefined && second.kind !== 'duration') {
        throw new QueryError(`second argument to ${name} must be a duration, got ${TYPE_NAMES[second.kind]}`);
      }
      checkPositive(second);
    } else countArguments(call, 1);
    const { hasInterval, isIntervalInherited } = this.#around;
    if (first?.kind !== 'call') {
      if (hasInterval && !isIntervalInherited) throw new QueryError(`aggregate function required inside the call to ${name}`);
      this.#symbol(name, first, isWildcardAllowed);
      return;
    }
    if (!hasInterval) throw new QueryError(`${name} aggregate requires a GROUP BY interval`);
    if (first.name === 'distinct') this.#distinct(first, true);
    else this.expression(first, isWildcardAllowed);
  }

  #topBottom(call: Call): void {
    const { name, args } = call;
    if (this.findings.topOrBottom !== '') {
      throw new QueryError(`selector function ${this.findings.topOrBottom}() cannot be combined with other functions`);
    }
    const [first] = args;
    const last = args.at(-1);
    if (first === undefined || last === undefined || args.length < 2) {
      throw new QueryError(`invalid number of arguments for ${name}, expected at least 2, got ${args.length}`);
    }
    const { limit } = this.#select;
    if (last.kind !== 'integer')
      throw new QueryError(`expected integer as last argument in ${name}(), found ${expressionText(last)}`);
    if (last.value <= 0n) throw new QueryError(`limit (${last.value}) in ${name} function must be at least 1`);
    if (limit > 0 && last.value > BigInt(limit)) {
      throw new QueryError(
        `limit (${last.value}) in ${name} function can not be larger than the LIMIT (${limit}) in the select statement`,
      );
    }
    if (first.kind !== 'name')
      throw new QueryError(`expected first argument to be a field in ${name}(), found ${expressionText(first)}`);
    for (const arg of args.slice(1, -1)) {
      if (arg.kind !== 'name') throw new QueryError(`only fields or tags are allowed in ${name}(), found ${expressionText(arg)}`);
    }
    this.findings.topOrBottom = name;
  }

  #distinct(call: Call, isNested: boolean): void {
    if (call.args.length === 0) throw new QueryError('distinct function requires at least one argument');
    if (call.args.length !== 1) throw new QueryError('distinct function can only have one argument');
    if (call.args[0]?.kind !== 'name') throw new QueryError('expected field argument in distinct()');
    if (!isNested) this.findings.hasDistinct = true;
  }

  #symbol(name: string, arg: Expr | undefined, isWildcardAllowed: boolean): void {
    if (arg?.kind === 'name') return;
    if (arg?.kind !== 'wildcard' && arg?.kind !== 'regex') throw new QueryError(`expected field argument in ${name}()`);
    this.findings.onlySelectors = false;
    if (!isWildcardAllowed) {
      throw new QueryError(`unsupported expression with ${arg.kind === 'regex' ? 'regex field' : 'wildcard'}: ${name}()`);
    }
  }
}

/** Whether an expression has only constants. */
export function isConstant(expr: Expr): boolean {
  if (expr.kind === 'paren') return isConstant(expr.inner);
  if (expr.kind === 'binary') return isConstant(expr.left) && isConstant(expr.right);
  return !['name', 'call', 'wildcard', 'regex'].includes(expr.kind);
}

function countArguments({ name, args }: Call, least: number, most = least): void {
  if (args.length >= least && args.length <= most) return;
  const expected = least === most ? `expected ${least}` : `expected at least ${least} but no more than ${most}`;
  throw new QueryError(`invalid number of arguments for ${name}, ${expected}, got ${args.length}`);
}

function checkPositive(expr: Expr | undefined): void {
  if (expr?.kind === 'duration' && expr.value <= 0n)
    throw new QueryError(`duration argument must be positive, got ${formatDuration(expr.value)}`);
}

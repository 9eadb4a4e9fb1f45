import { ParseError } from '../query-error.ts';
import type { Expr, Field, Fill, MeasurementRef, Select, Source } from './ast.ts';
import { parseCondition, parseCount, parseMeasurement, parseOrder, parsePaging } from './parse-clauses.ts';
import { parseExpression, parseSegments } from './parse-expression.ts';
import type { Tokens } from './tokens.ts';

const COMPARING = new Set(['=', '!=', '=~', '!~', '<', '<=', '>', '>=', 'AND', 'OR']);

/** A SELECT whose first word has been read. Throws a `ParseError`. */
export function parseSelect(tokens: Tokens): Select {
  const fields = parseFields(tokens);
  const into = parseTarget(tokens);
  tokens.expect('FROM');
  const sources: Source[] = [];
  do sources.push(parseSource(tokens));
  while (tokens.accept(','));
  const condition = parseCondition(tokens);
  const dimensions = parseDimensions(tokens);
  const fill = parseFill(tokens);
  const order = parseOrder(tokens);
  const paging = parsePaging(tokens);
  const seriesLimit = parseCount(tokens, 'SLIMIT');
  const seriesOffset = parseCount(tokens, 'SOFFSET');
  const zone = parseZone(tokens);
  return {
    kind: 'select',
    ...{ fields, sources, dimensions, fill, seriesLimit, seriesOffset, ...paging },
    ...(into && { into }),
    ...(condition && { condition }),
    ...(order && { order }),
    ...(zone !== undefined && { zone }),
  };
}

function parseFields(tokens: Tokens): Field[] {
  const fields: Field[] = [];
  for (;;) {
    fields.push(parseField(tokens));
    if (tokens.scan().kind === ',') continue;
    tokens.unscan();
    return fields;
  }
}

function parseField(tokens: Tokens): Field {
  const pattern = tokens.regex();
  let expr: Expr;
  if (pattern === undefined) {
    const start = tokens.next();
    tokens.unscan();
    expr = parseExpression(tokens);
    const op = comparisonIn(expr);
    if (op !== undefined) {
      throw new ParseError(
        `invalid operator ${op} in SELECT clause at ${tokens.place(start)}; operator is intended for WHERE clause`,
      );
    }
  } else expr = pattern;
  const alias = tokens.accept('AS') ? tokens.identifier() : '';
  tokens.skipSpace();
  return { expr, alias };
}

function comparisonIn(expr: Expr): string | undefined {
  if (expr.kind === 'paren') return comparisonIn(expr.inner);
  if (expr.kind === 'call') return expr.args.map(comparisonIn).find((op) => op !== undefined);
  if (expr.kind !== 'binary') return undefined;
  return COMPARING.has(expr.op) ? expr.op : (comparisonIn(expr.left) ?? comparisonIn(expr.right));
}

/** INTO and a measurement, or `:MEASUREMENT` for the name that the rows come from (an empty name here). */
function parseTarget(tokens: Tokens): MeasurementRef | undefined {
  if (!tokens.accept('INTO')) return undefined;
  const segments = parseSegments(tokens);
  if (segments.length < 3 && tokens.peek() === ':') {
    tokens.expect(':');
    tokens.expect('MEASUREMENT');
    segments.push('');
  }
  const [name = '', policy = '', database = ''] = segments.toReversed();
  return { kind: 'measurement', database, policy, name };
}

function parseSource(tokens: Tokens): Source {
  const regex = tokens.regex();
  if (regex !== undefined) return { kind: 'measurement', database: '', policy: '', name: '', regex };
  const first = tokens.next();
  if (first.kind === '(') {
    tokens.expect('SELECT');
    const select = parseSelect(tokens);
    tokens.expect(')');
    return { kind: 'subquery', select };
  }
  tokens.unscan();
  return parseMeasurement(tokens);
}

function parseDimensions(tokens: Tokens): Expr[] {
  const dimensions: Expr[] = [];
  if (!tokens.accept('GROUP')) return dimensions;
  tokens.expect('BY');
  for (;;) {
    const pattern = tokens.regex();
    dimensions.push(pattern ?? parseExpression(tokens));
    if (pattern === undefined) tokens.skipSpace();
    if (tokens.scan().kind === ',') continue;
    tokens.unscan();
    return dimensions;
  }
}

/** The arguments of a clause that looks like a function, or `undefined` when it does not come next. */
function parseClauseCall(tokens: Tokens, name: string): readonly Expr[] | undefined {
  const token = tokens.next();
  tokens.unscan();
  if (token.kind !== 'IDENT' || token.text.toLowerCase() !== name) return undefined;
  const expr = parseExpression(tokens);
  if (expr.kind !== 'call') throw new ParseError(`${name} must be a function call`);
  return expr.args;
}

function parseFill(tokens: Tokens): Fill {
  const args = parseClauseCall(tokens, 'fill');
  if (args === undefined) return { kind: 'null' };
  const [option] = args;
  if (option === undefined || args.length !== 1) {
    throw new ParseError('fill requires an argument, e.g.: 0, null, none, previous, linear');
  }
  if (option.kind === 'integer' || option.kind === 'number') return { kind: 'number', value: Number(option.value) };
  if (option.kind === 'name') {
    const { name } = option;
    if (name === 'null' || name === 'none' || name === 'previous' || name === 'linear') return { kind: name };
  }
  throw new ParseError('expected number argument in fill()');
}

function parseZone(tokens: Tokens): string | undefined {
  const args = parseClauseCall(tokens, 'tz');
  if (args === undefined) return undefined;
  const [zone] = args;
  if (zone === undefined || args.length !== 1) throw new ParseError('tz requires exactly one argument');
  if (zone.kind !== 'string') throw new ParseError('expected string argument in tz()');
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone.value });
  } catch {
    // Node names the zones that it has only by refusing the others.
    throw new ParseError(`unable to find time zone ${zone.value}`);
  }
  return zone.value;
}

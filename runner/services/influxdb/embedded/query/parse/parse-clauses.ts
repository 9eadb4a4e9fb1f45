import { ParseError } from '../query-error.ts';
import type { Expr, MeasurementRef, Paging } from './ast.ts';
import { parseExpression, parseSegments } from './parse-expression.ts';
import type { Tokens } from './tokens.ts';

const MAX_INTEGER = 9223372036854775807n;

/** What stands after WHERE, if there is a WHERE. */
export function parseCondition(tokens: Tokens): Expr | undefined {
  return tokens.accept('WHERE') ? parseExpression(tokens) : undefined;
}

/** A keyword and a whole number, 0 when it is not there. */
export function parseCount(tokens: Tokens, keyword: string): number {
  if (!tokens.accept(keyword)) return 0;
  const value = BigInt(tokens.expect('INTEGER', 'integer').text);
  return Number(value > MAX_INTEGER ? MAX_INTEGER : value);
}

/** LIMIT and OFFSET. */
export function parsePaging(tokens: Tokens): Paging {
  const limit = parseCount(tokens, 'LIMIT');
  return { limit, offset: parseCount(tokens, 'OFFSET') };
}

/** ORDER BY time, ASC or DESC. */
export function parseOrder(tokens: Tokens): 'ascending' | 'descending' | undefined {
  if (!tokens.accept('ORDER')) return undefined;
  tokens.expect('BY');
  const first = tokens.next();
  let order: 'ascending' | 'descending' = first.kind === 'DESC' ? 'descending' : 'ascending';
  if (first.kind === 'IDENT') {
    if (first.text !== 'time') throw new ParseError('only ORDER BY time supported at this time');
    const direction = tokens.next();
    if (direction.kind !== 'ASC' && direction.kind !== 'DESC') tokens.unscan();
    order = direction.kind === 'DESC' ? 'descending' : 'ascending';
  } else if (first.kind !== 'ASC' && first.kind !== 'DESC') throw tokens.unexpected(first, ['identifier', 'ASC', 'DESC']);
  if (tokens.accept(',')) {
    tokens.identifier();
    throw new ParseError('only ORDER BY time supported at this time');
  }
  return order;
}

/** A measurement: `m`, `"db"."rp"."m"`, `"db"..m` or a pattern. */
export function parseMeasurement(tokens: Tokens): MeasurementRef {
  const pattern = tokens.regex();
  if (pattern !== undefined) return { kind: 'measurement', database: '', policy: '', name: '', regex: pattern };
  const segments = parseSegments(tokens);
  const regex = segments.length === 3 ? undefined : tokens.regex();
  // A pattern stands for the name, so that what was read before it names the retention policy and the database.
  const [name = '', policy = '', database = ''] = (regex === undefined ? segments : [...segments, '']).toReversed();
  return { kind: 'measurement', database, policy, name, ...(regex && { regex }) };
}

/** Measurements after FROM, without subqueries; none when there is no FROM. */
export function parseMeasurements(tokens: Tokens): MeasurementRef[] {
  const sources: MeasurementRef[] = [];
  if (!tokens.accept('FROM')) return sources;
  do sources.push(parseMeasurement(tokens));
  while (tokens.accept(','));
  return sources;
}

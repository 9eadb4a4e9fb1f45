import type { Expr, KeyFilter, ShowClauses, Statement } from './ast.ts';
import { parseCondition, parseCount, parseMeasurement, parseMeasurements, parseOrder, parsePaging } from './parse-clauses.ts';
import type { Tokens } from './tokens.ts';

/** `ON name`, empty when it is not there. */
export function parseOn(tokens: Tokens): string {
  return tokens.accept('ON') ? tokens.identifier() : '';
}

/** SHOW MEASUREMENTS, whose words have been read. */
export function parseShowMeasurements(tokens: Tokens): Statement {
  const database = parseOn(tokens);
  const sources = [];
  if (tokens.accept('WITH')) {
    tokens.expect('MEASUREMENT');
    const op = tokens.next();
    if (op.kind !== '=' && op.kind !== '=~') throw tokens.unexpected(op, ['=', '=~']);
    sources.push(parseMeasurement(tokens));
  }
  return { kind: 'showMeasurements', database, sources, ...parseRest(tokens) };
}

/** SHOW TAG KEYS, whose words have been read. */
export function parseShowTagKeys(tokens: Tokens): Statement {
  const database = parseOn(tokens);
  const sources = parseMeasurements(tokens);
  const rest = parseRest(tokens);
  // InfluxDB takes these two, and does nothing about them.
  parseCount(tokens, 'SLIMIT');
  parseCount(tokens, 'SOFFSET');
  return { kind: 'showTagKeys', database, sources, ...rest };
}

/** SHOW TAG VALUES, whose words have been read. */
export function parseShowTagValues(tokens: Tokens): Statement {
  const database = parseOn(tokens);
  const sources = parseMeasurements(tokens);
  const keys = parseKeys(tokens);
  return { kind: 'showTagValues', database, sources, keys, ...parseRest(tokens) };
}

/** SHOW FIELD KEYS, whose words have been read. It takes no WHERE. */
export function parseShowFieldKeys(tokens: Tokens): Statement {
  const database = parseOn(tokens);
  const sources = parseMeasurements(tokens);
  parseOrder(tokens);
  return { kind: 'showFieldKeys', database, sources, ...parsePaging(tokens) };
}

/** SHOW SERIES, whose words have been read. */
export function parseShowSeries(tokens: Tokens): Statement {
  const database = parseOn(tokens);
  const sources = parseMeasurements(tokens);
  return { kind: 'showSeries', database, sources, ...parseRest(tokens) };
}

function parseRest(tokens: Tokens): Omit<ShowClauses, 'database' | 'sources'> {
  const condition: Expr | undefined = parseCondition(tokens);
  parseOrder(tokens);
  return { ...parsePaging(tokens), ...(condition && { condition }) };
}

function parseKeys(tokens: Tokens): KeyFilter {
  tokens.expect('WITH');
  tokens.expect('KEY');
  const op = tokens.next();
  switch (op.kind) {
    case 'IN': {
      tokens.expect('(');
      const keys = [];
      do keys.push(tokens.identifier());
      while (tokens.accept(','));
      tokens.expect(')');
      return { op: 'IN', keys };
    }
    case '=':
    case '!=':
      return { op: op.kind, keys: [tokens.identifier()] };
    case '=~':
    case '!~': {
      const regex = tokens.regex();
      if (regex === undefined) throw tokens.unexpected(tokens.next(), ['regex']);
      return { op: op.kind, keys: [], regex };
    }
    default:
      throw tokens.unexpected(op, ['IN', '=', '=~']);
  }
}

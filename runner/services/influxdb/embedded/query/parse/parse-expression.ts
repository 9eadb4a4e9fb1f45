import { ParseError } from '../query-error.ts';
import type { Binary, Call, CastType, Expr, NameRef, Wildcard } from './ast.ts';
import { parseDuration } from './duration.ts';
import { precedenceOf, type Token } from './token.ts';
import type { Tokens } from './tokens.ts';

const MAX_INTEGER = 9223372036854775807n;
const CASTS = new Set<string>(['float', 'integer', 'unsigned', 'string', 'boolean']);
const SIGNED = new Set(['NUMBER', 'INTEGER', 'DURATIONVAL', '(', 'IDENT']);

/** An expression with the operators that bind loosely and tightly. Throws a `ParseError`. */
export function parseExpression(tokens: Tokens): Expr {
  let root = parseOperand(tokens);
  for (;;) {
    const op = tokens.next();
    if (precedenceOf(op.kind) === 0) {
      tokens.unscan();
      return root;
    }
    root = attach(root, op.kind, op.kind === '=~' || op.kind === '!~' ? parsePattern(tokens) : parseOperand(tokens));
  }
}

/** Puts an operator where its precedence has it: below all to its left that bind less tightly. */
function attach(root: Expr, op: string, right: Expr): Expr {
  if (root.kind !== 'binary' || precedenceOf(root.op) >= precedenceOf(op)) return { kind: 'binary', op, left: root, right };
  let node: Binary = root;
  while (node.right.kind === 'binary' && precedenceOf(node.right.op) < precedenceOf(op)) node = node.right;
  node.right = { kind: 'binary', op, left: node.right, right };
  return root;
}

function parsePattern(tokens: Tokens): Expr {
  const regex = tokens.regex();
  if (regex === undefined) throw tokens.unexpected(tokens.next(), ['regex']);
  return regex;
}

function parseOperand(tokens: Tokens): Expr {
  if (tokens.accept('(')) {
    const inner = parseExpression(tokens);
    tokens.expect(')');
    return { kind: 'paren', inner };
  }
  const token = tokens.next();
  switch (token.kind) {
    case 'IDENT':
      if (tokens.scan().kind === '(') return parseCall(tokens, token.text);
      tokens.unscan();
      tokens.unscan();
      return parseName(tokens);
    case 'DISTINCT':
      return parseDistinct(tokens);
    case 'STRING':
      return { kind: 'string', value: token.text };
    case 'TRUE':
    case 'FALSE':
      return { kind: 'boolean', value: token.kind === 'TRUE' };
    case '*':
      return parseWildcard(tokens);
    case 'REGEX':
      return tokens.compile(token);
    case '+':
    case '-':
      return parseSigned(tokens, token.kind === '-');
    default:
      return parseNumber(tokens, token);
  }
}

function parseNumber(tokens: Tokens, token: Token): Expr {
  if (token.kind === 'NUMBER') return { kind: 'number', value: Number(token.text) };
  if (token.kind === 'INTEGER') {
    const value = BigInt(token.text);
    if (value <= MAX_INTEGER) return { kind: 'integer', value };
    if (value <= 2n * MAX_INTEGER + 1n) return { kind: 'unsigned', value };
    throw tokens.error('unable to parse integer', token);
  }
  if (token.kind === 'DURATIONVAL') {
    const value = parseDuration(token.text);
    if (value === undefined) throw new ParseError('invalid duration');
    return { kind: 'duration', value };
  }
  throw tokens.unexpected(token, ['identifier', 'string', 'number', 'bool']);
}

function parseSigned(tokens: Tokens, isNegative: boolean): Expr {
  const token = tokens.next();
  if (!SIGNED.has(token.kind)) throw tokens.unexpected(token, ['identifier', 'number', 'duration', '(']);
  tokens.unscan();
  const operand = parseOperand(tokens);
  switch (operand.kind) {
    case 'integer':
    case 'duration':
      return { kind: operand.kind, value: isNegative ? -operand.value : operand.value };
    case 'number':
      return { kind: 'number', value: isNegative ? -operand.value : operand.value };
    case 'unsigned':
      if (!isNegative) return operand;
      if (operand.value === MAX_INTEGER + 1n) return { kind: 'integer', value: -operand.value };
      throw new ParseError(`constant -${operand.value} underflows int64`);
    default:
      return { kind: 'binary', op: '*', left: { kind: 'integer', value: isNegative ? -1n : 1n }, right: operand };
  }
}

function parseWildcard(tokens: Tokens): Wildcard {
  if (tokens.scan().kind !== '::') {
    tokens.unscan();
    return { kind: 'wildcard' };
  }
  const token = tokens.scan();
  if (token.kind === 'FIELD') return { kind: 'wildcard', only: 'field' };
  if (token.kind === 'TAG') return { kind: 'wildcard', only: 'tag' };
  throw tokens.unexpected(token, ['field', 'tag']);
}

function parseDistinct(tokens: Tokens): Call {
  const token = tokens.scan();
  if (token.kind === '(') return parseCall(tokens, 'distinct');
  if (token.kind !== 'WS') throw tokens.unexpected(token, ['(', 'identifier']);
  return { kind: 'call', name: 'distinct', args: [{ kind: 'name', name: tokens.identifier() }] };
}

/** A function's arguments; its name and the parenthesis have been read. */
function parseCall(tokens: Tokens, name: string): Call {
  const call: Call = { kind: 'call', name: name.toLowerCase(), args: [] };
  const first = tokens.regex();
  if (first === undefined) {
    if (tokens.scan().kind === ')') return call;
    tokens.unscan();
  }
  call.args.push(first ?? parseExpression(tokens));
  while (tokens.accept(',')) call.args.push(tokens.regex() ?? parseExpression(tokens));
  const end = tokens.scan();
  if (end.kind !== ')') throw tokens.unexpected(end, [')']);
  return call;
}

/** `name`, `"a"."b"` or `name::float`. */
function parseName(tokens: Tokens): NameRef {
  const name = parseSegments(tokens).join('.');
  if (tokens.scan().kind !== '::') {
    tokens.unscan();
    return { kind: 'name', name };
  }
  const token = tokens.scan();
  const expected = ['float', 'integer', 'string', 'boolean', 'field', 'tag'];
  if (token.kind === 'FIELD' || token.kind === 'TAG') return { kind: 'name', name, cast: token.kind === 'TAG' ? 'tag' : 'field' };
  const cast = token.text.toLowerCase();
  if (token.kind !== 'IDENT') throw tokens.unexpected(token, expected);
  if (!isCast(cast)) throw tokens.unexpected(token, ['float', 'integer', 'unsigned', 'string', 'boolean', 'field', 'tag']);
  return { kind: 'name', name, cast };
}

function isCast(text: string): text is CastType {
  return CASTS.has(text);
}

/** Names with dots between them, three at most; an empty one stands for what is left out. */
export function parseSegments(tokens: Tokens): string[] {
  const segments = [tokens.identifier()];
  for (;;) {
    if (tokens.scan().kind !== 'DOT') {
      tokens.unscan();
      break;
    }
    const char = tokens.peek();
    if (char === '/' || char === ':') break;
    segments.push(char === '.' ? '' : tokens.identifier());
  }
  if (segments.length <= 3) return segments;
  const quoted = segments.map((segment, i) => (i === segments.length - 1 ? segment : `"${segment}"`));
  throw new ParseError(`too many segments in ${quoted.join('.')} at line 1, char 1`);
}

import { RE2JS } from 're2js';
import { ParseError } from '../query-error.ts';
import type { Regex } from './ast.ts';
import { type Bound, bindParameter } from './parameters.ts';
import { Scanner } from './scanner.ts';
import { type Token, tokenText } from './token.ts';

/** The tokens of a query, one after the other, with a way back. */
export class Tokens {
  readonly #scanner: Scanner;
  readonly #parameters: Readonly<Record<string, unknown>>;
  readonly #seen: Token[] = [];
  #back = 0;

  constructor(text: string, parameters: Readonly<Record<string, unknown>>) {
    this.#scanner = new Scanner(text);
    this.#parameters = parameters;
  }

  /** The next token, which may be whitespace. */
  scan(): Token {
    return this.#scan(() => this.#scanner.scan());
  }

  /** The next token that is neither whitespace nor a comment. */
  next(): Token {
    for (;;) {
      const token = this.scan();
      if (token.kind !== 'WS' && token.kind !== 'COMMENT') return token;
    }
  }

  /** Gives the last token back; three of them at most. */
  unscan(): void {
    this.#back += 1;
  }

  /** Takes the next token if it is of a kind. */
  accept(kind: string): boolean {
    if (this.next().kind === kind) return true;
    this.unscan();
    return false;
  }

  /** Takes the next token, which has to be of a kind. Throws a `ParseError`. */
  expect(kind: string, called = kind): Token {
    const token = this.next();
    if (token.kind !== kind) throw this.unexpected(token, [called]);
    return token;
  }

  /** A name. */
  identifier(): string {
    return this.expect('IDENT', 'identifier').text;
  }

  /** Takes whitespace, if it comes next. */
  skipSpace(): void {
    if (this.scan().kind !== 'WS') this.unscan();
  }

  /** The next character behind the last token that was read. */
  peek(): string {
    return this.#scanner.peek();
  }

  /** A regular expression if one comes next. */
  regex(): Regex | undefined {
    if (/^[ \t\n]$/.test(this.peek())) this.skipSpace();
    const char = this.peek();
    if (char === '$') {
      const isRegex = this.scan().kind === 'REGEX';
      this.unscan();
      if (!isRegex) return undefined;
    } else if (char !== '/') return undefined;
    const token = this.#scan(() => this.#scanner.scanRegex());
    if (token.kind !== 'REGEX') throw this.error(`bad regex: ${token.text}`, token);
    return this.compile(token);
  }

  /** The regular expression that a token has. */
  compile(token: Token): Regex {
    try {
      return { kind: 'regex', source: token.text, regex: RE2JS.compile(token.text) };
    } catch (error) {
      throw this.error(error instanceof Error ? error.message : String(error), token);
    }
  }

  /** `found X, expected Y` with the place. */
  unexpected(token: Token, expected: readonly string[]): ParseError {
    return this.error(`found ${tokenText(token)}, expected ${expected.join(', ')}`, token);
  }

  /** An error with the place of a token. */
  error(message: string, token: Token): ParseError {
    return new ParseError(`${message} at ${this.#scanner.place(token.at)}`);
  }

  /** `line 1, char 2` of a token. */
  place(token: Token): string {
    return this.#scanner.place(token.at);
  }

  #scan(read: () => Token): Token {
    if (this.#back > 0) {
      this.#back -= 1;
    } else {
      this.#seen.push(read());
      if (this.#seen.length > 3) this.#seen.shift();
    }
    const token = this.#seen.at(-1 - this.#back) ?? { kind: 'EOF', text: '', at: 0 };
    return token.kind === 'BOUNDPARAM' ? { ...token, ...this.#bound(token) } : token;
  }

  #bound(token: Token): Bound {
    const name = token.text.slice(1);
    if (name === '') throw new ParseError('empty bound parameter');
    if (!Object.hasOwn(this.#parameters, name)) throw new ParseError(`missing parameter: ${name}`);
    return bindParameter(this.#parameters[name]);
  }
}

import { keywordOf, type Token } from './token.ts';

const SPACE = /[ \t\n]/;
const LETTER = /[A-Za-z]/;
const DIGIT = /[0-9]/;
const NAME_PART = /[A-Za-z0-9_]/;
const UNIT_PART = /[A-Za-zµ]/;
const PAIRS = new Set(['=~', '!=', '!~', '>=', '<=', '<>', '::']);
const SINGLES = new Set(['+', '*', '%', '&', '|', '^', '=', '>', '<', '(', ')', ',', ';', ':', '-', '/']);

/**
 * Cuts a query into tokens. Where InfluxDB's scanner has habits that show in the positions of its error texts, this one
 * has them, too: the end is counted once when it is read, and again when it is read a second time; a string stands one
 * place before its quote.
 */
export class Scanner {
  readonly #chars: readonly string[];
  #next = 0;

  constructor(text: string) {
    this.#chars = [...text.replaceAll(/\r\n?/g, '\n')];
  }

  /** The next character, or the empty string at the end, which is taken by this. */
  peek(): string {
    const char = this.#chars[this.#next];
    if (char === undefined) this.#next += 1;
    return char ?? '';
  }

  /** `line 1, char 5` for a position of a token. */
  place(at: number): string {
    const count = this.#chars.length;
    const place = Math.max(at, 0);
    let line = 1;
    let start = 0;
    for (let i = 0; i < Math.min(place, count); i += 1) {
      if (this.#chars[i] !== '\n') continue;
      line += 1;
      start = i + 1;
    }
    return `line ${line}, char ${Math.min(place, count + 1) - start + 1}`;
  }

  /** The next token; whitespace and comments are tokens, too. */
  scan(): Token {
    const at = this.#next;
    const char = this.#read();
    if (char === '') return { kind: 'EOF', text: '', at };
    if (SPACE.test(char)) return this.#space(at);
    if (LETTER.test(char) || char === '_' || char === '"') {
      this.#next -= 1;
      return this.#name(true);
    }
    if (DIGIT.test(char)) return this.#number(at);
    if (char === "'") return this.#string(at - 1);
    return this.#mark(char, at);
  }

  /** Reads on as a regular expression; its first slash comes next. */
  scanRegex(): Token {
    const at = this.#next - 1;
    let text = '';
    this.#next += 1;
    for (;;) {
      const char = this.#read();
      if (char === '/') return { kind: 'REGEX', text, at };
      if (char === '' || char === '\n') return { kind: 'BADREGEX', text: '', at };
      if (char === '\\' && this.#chars[this.#next] === '/') text += this.#read();
      else text += char;
    }
  }

  #read(): string {
    const char = this.#chars[this.#next] ?? '';
    this.#next += 1;
    return char;
  }

  #take(allowed: RegExp): string {
    let text = '';
    while (this.#next < this.#chars.length && allowed.test(this.#chars[this.#next] ?? '')) text += this.#read();
    return text;
  }

  #space(at: number): Token {
    this.#take(SPACE);
    if (this.#next >= this.#chars.length) this.#next += 1;
    return { kind: 'WS', text: ' ', at };
  }

  #name(isKeywordAllowed: boolean): Token {
    const at = this.#next;
    let text = '';
    for (;;) {
      const char = this.#read();
      if (char === '') break;
      if (char === '"') {
        const quoted = this.#string(this.#next - 2, '"');
        return quoted.kind === 'STRING' ? { kind: 'IDENT', text: quoted.text, at } : quoted;
      }
      this.#next -= 1;
      if (!NAME_PART.test(char)) break;
      text += this.#take(NAME_PART);
    }
    const keyword = isKeywordAllowed ? keywordOf(text) : undefined;
    return keyword === undefined ? { kind: 'IDENT', text, at } : { kind: keyword, text: '', at };
  }

  #string(at: number, quote = "'"): Token {
    const escapes: Readonly<Record<string, string>> = { n: '\n', '\\': '\\', '"': '"', "'": "'" };
    let text = '';
    for (;;) {
      const char = this.#read();
      if (char === quote) return { kind: 'STRING', text, at };
      if (char === '' || char === '\n') return { kind: 'BADSTRING', text, at };
      if (char !== '\\') {
        text += char;
        continue;
      }
      const escaped = this.#read();
      const meant = escapes[escaped];
      if (meant === undefined) return { kind: 'BADESCAPE', text: `\\${escaped}`, at: this.#next - 1 };
      text += meant;
    }
  }

  #number(at: number): Token {
    this.#next = at;
    let text = this.#take(DIGIT);
    if (this.#chars[this.#next] === '.') {
      this.#next += 1;
      const fraction = this.#take(DIGIT);
      if (fraction !== '') text += `.${fraction}`;
      return { kind: 'NUMBER', text, at };
    }
    if (!UNIT_PART.test(this.#chars[this.#next] ?? '')) return { kind: 'INTEGER', text, at };
    text += this.#take(/[A-Za-zµ0-9]/);
    return { kind: 'DURATIONVAL', text, at };
  }

  #mark(char: string, at: number): Token {
    const next = this.#chars[this.#next] ?? '';
    if (char === '.') return DIGIT.test(next) ? this.#number(at) : { kind: 'DOT', text: '', at };
    if (char === '$') return this.#parameter(at);
    if (char === '-' && next === '-') return this.#lineComment(at);
    if (char === '/' && next === '*') return this.#blockComment(at);
    if (PAIRS.has(char + next)) {
      this.#next += 1;
      return { kind: char + next === '<>' ? '!=' : char + next, text: '', at };
    }
    if (SINGLES.has(char)) return { kind: char, text: '', at };
    return { kind: 'ILLEGAL', text: char, at };
  }

  #parameter(at: number): Token {
    const name = this.#name(false);
    return name.kind === 'IDENT' ? { kind: 'BOUNDPARAM', text: `$${name.text}`, at } : { ...name, text: `$${name.text}`, at };
  }

  #lineComment(at: number): Token {
    while (!['\n', ''].includes(this.#read()));
    return { kind: 'COMMENT', text: '', at };
  }

  #blockComment(at: number): Token {
    this.#next += 1;
    let before = '';
    for (;;) {
      const char = this.#read();
      if (char === '') return { kind: 'ILLEGAL', text: '', at };
      if (before === '*' && char === '/') return { kind: 'COMMENT', text: '', at };
      before = char;
    }
  }
}

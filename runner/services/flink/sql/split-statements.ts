/** A statement of a text, without the semicolon at its end. `line` is where it begins, from 1. */
export type Statement = { text: string; line: number };

/** Quotes and comments, in which a semicolon ends nothing, words, and single characters. */
const TOKEN = /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^']|'')*(?:'|$)|`(?:[^`]|``)*(?:`|$)|"(?:[^"]|"")*(?:"|$)|\w+|[\s\S]/g;
const COMMENT = /^(?:--|\/\*(?!\+))/;

/**
 * Splits a text of Flink SQL at its semicolons. A statement set, `EXECUTE STATEMENT SET BEGIN … END`, is one statement
 * with the semicolons in it. What has nothing but comments is no statement.
 */
export function splitStatements(text: string): Statement[] {
  const statements: Statement[] = [];
  let start = 0;
  let words: string[] = [];
  const nesting = new Nesting();
  const end = (at: number) => {
    if (words.length > 0) statements.push(cut(text, start, at));
    start = at + 1;
    words = [];
  };
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (COMMENT.test(token) || token.trim() === '') continue;
    if (token === ';' && !nesting.isOpen) end(index);
    else words.push(nesting.take(token));
  }
  end(text.length);
  return statements;
}

/** Whether a statement set is open: its BEGIN has come and its END has not. */
class Nesting {
  #last: [string, string] = ['', ''];
  #isInSet = false;
  #cases = 0;

  get isOpen(): boolean {
    return this.#isInSet;
  }

  take(token: string): string {
    const word = token.toUpperCase();
    if (word === 'BEGIN' && this.#last.join(' ') === 'STATEMENT SET') this.#isInSet = true;
    else if (word === 'CASE') this.#cases++;
    else if (word === 'END' && this.#cases > 0) this.#cases--;
    else if (word === 'END') this.#isInSet = false;
    this.#last = [this.#last[1], word];
    return word;
  }
}

/** From its first word on: comments before it are of no use to the gateway, and its errors count lines from there. */
function cut(text: string, start: number, end: number): Statement {
  let first = start;
  for (const { 0: token, index } of text.slice(start, end).matchAll(TOKEN)) {
    if (COMMENT.test(token) || token.trim() === '') continue;
    first = start + index;
    break;
  }
  return { text: text.slice(first, end).trimEnd(), line: text.slice(0, first).split('\n').length };
}

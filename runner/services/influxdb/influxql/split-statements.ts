/** A statement of a text, without the semicolon at its end. `start` is where it begins in the text. */
export type Statement = { text: string; start: number };

/** Quotes, comments and regular expressions, in which a semicolon ends nothing, and single characters. */
const TOKEN =
  /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^'\\]|\\[\s\S])*(?:'|$)|"(?:[^"\\]|\\[\s\S])*(?:"|$)|(?<=(?:=~|!~|,|\(|\b(?:from|select|by))\s*)\/(?:[^/\\\n]|\\.)*\/|[\s\S]/giy;
const COMMENT = /^(?:--|\/\*)/;
/** Line protocol after INSERT ends with its line: a semicolon in it is a part of it. */
const INSERT = /insert[ \t][^\n]*/iy;

/** Splits a text of InfluxQL at its semicolons, and after a line with INSERT. What has nothing but comments is no statement. */
export function splitStatements(text: string): Statement[] {
  const statements: Statement[] = [];
  let start: number | undefined;
  const end = (at: number) => {
    if (start !== undefined) statements.push({ text: text.slice(start, at).trimEnd(), start });
    start = undefined;
  };
  for (let at = 0; at < text.length; ) {
    const insert = start === undefined ? matchAt(INSERT, text, at) : '';
    const token = insert || matchAt(TOKEN, text, at);
    if (token === ';') end(at);
    else if (start === undefined && token.trim() !== '' && !COMMENT.test(token)) start = at;
    at += token.length;
    if (insert) end(at);
  }
  end(text.length);
  return statements;
}

function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}

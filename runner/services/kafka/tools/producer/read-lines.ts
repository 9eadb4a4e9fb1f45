import { StringDecoder } from 'node:string_decoder';

/** The lines of a stream, in lists as they come in; a last line without an end counts, too. */
export async function* readLines(input: AsyncIterable<Buffer>): AsyncGenerator<string[]> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const piece of input) {
    const text = rest + decoder.write(piece);
    // A CR at the end may be half of a line's end.
    const lines = text.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    if (lines.length > 0) yield lines;
  }
  rest += decoder.end();
  if (rest !== '') yield [rest.replace(/\r$/, '')];
}

import { stripVTControlCharacters } from 'node:util';

/**
 * A terminal's output as text: no colours, and of a line that was written over (a progress meter) what stands there in
 * the end.
 */
export function plainText(output: string): string {
  return stripVTControlCharacters(output).split(/\r*\n/).map(overwritten).join('\n').trimEnd();
}

function overwritten(line: string): string {
  return line
    .split('\r')
    .reduce((before, after) => after + before.slice(after.length))
    .trimEnd();
}

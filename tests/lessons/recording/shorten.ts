/** What a page shows of one block: enough to see what it does, and no more than a learner reads. */
const HEAD_LINES = 30;
const TAIL_LINES = 10;
const MAX_LINE_CHARS = 400;
const MAX_CHARS = 4_000;

/** Cuts a long output in the middle, with a line that says how much is left out. */
export function shorten(output: string): string {
  const lines = output.split('\n').map(shortenLine);
  let head = HEAD_LINES;
  let tail = TAIL_LINES;
  if (lines.length <= head + tail && sizeOf(lines) <= MAX_CHARS) return lines.join('\n');
  if (lines.length <= head + tail) {
    head = Math.ceil((lines.length * 3) / 4);
    tail = lines.length - head;
  }
  while (head > 1 && sizeOf([...lines.slice(0, head), ...last(lines, tail)]) > MAX_CHARS) {
    if (tail * 3 > head) tail--;
    else head--;
  }
  const left = lines.length - head - tail;
  const note = `… ${left.toLocaleString('en')} ${left === 1 ? 'line is' : 'lines are'} left out here …`;
  return [...lines.slice(0, head), note, ...last(lines, tail)].join('\n');
}

const sizeOf = (lines: readonly string[]): number => lines.reduce((sum, line) => sum + line.length + 1, 0);
const last = (lines: readonly string[], count: number): string[] => lines.slice(lines.length - count);

function shortenLine(line: string): string {
  if (line.length <= MAX_LINE_CHARS) return line;
  // Never half of a surrogate pair.
  const start = line.slice(0, MAX_LINE_CHARS).replace(/[\uD800-\uDBFF]$/, '');
  return `${start} … ${(line.length - start.length).toLocaleString('en')} more characters`;
}

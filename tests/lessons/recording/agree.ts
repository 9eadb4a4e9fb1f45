/** Two recordings say the same: the lines (from 0) in which only values differ, such as ids. */
export type Agreement = { agrees: true; varying: ReadonlySet<number> };
/** They say different things: the first line (from 1) that differs, in both. */
export type Disagreement = { agrees: false; line: number; one: string; other: string };

/** A word with a digit in it: a number, an id, a time. */
const VALUE = /[\w.:+-]*\d[\w.:+-]*/g;
/** How long something took, which differs from run to run and may be the same by chance. */
const DURATION = /(?<![\w.])(?:\d+m)?\d+(?:\.\d+)? ?(?:ms|µs|us|s)(?!\w)/g;

const withoutValues = (line: string): string => line.replace(VALUE, '#').replace(/\s+/g, ' ');
const withoutDurations = (line: string): string => line.replace(DURATION, '#').replace(/\s+/g, ' ');

/** Compares two recordings of a block line by line; what no learner would call another output is none. */
export function agree(one: string, other: string): Agreement | Disagreement {
  const a = one.split('\n');
  const b = other.split('\n');
  const varying = new Set<number>();
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    if (a[i] === b[i]) continue;
    const [left, right] = [a[i], b[i]];
    if (left === undefined || right === undefined || withoutValues(left) !== withoutValues(right))
      return { agrees: false, line: i + 1, one: left ?? '(no such line)', other: right ?? '(no such line)' };
    varying.add(i);
  }
  return { agrees: true, varying };
}

/** Whether an earlier recording still says what a new one says, apart from values that vary and durations. */
export function stillSays(earlier: string, output: string, varying: ReadonlySet<number>): boolean {
  const a = earlier.split('\n');
  const b = output.split('\n');
  const isSame = (old: string, line: string, i: number) =>
    old === line ||
    withoutDurations(old) === withoutDurations(line) ||
    (varying.has(i) && withoutValues(old) === withoutValues(line));
  return a.length === b.length && b.every((line, i) => isSame(a[i] ?? '', line, i));
}

const ID = /(?<![\w-])(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{8,64})(?![\w-])/gi;

/** A text in which all ids look alike. */
export const withoutIds = (text: string): string => text.replace(ID, '#');

/** The random ids of a recording: those that another recording of the same blocks does not have. In order, each once. */
export function randomIds(outputs: readonly string[], others: readonly string[]): string[] {
  const idsOf = (texts: readonly string[]) => new Set(texts.flatMap((text) => text.match(ID) ?? []));
  const known = idsOf(others);
  return [...idsOf(outputs)].filter((id) => !known.has(id));
}

const DIGITS = '7c9e66797425d0de944be07fc1f90ae7'.repeat(2);

/** The id that stands for the nth random one (from 0) of a lesson: of the same shape, and another one for each. */
export function fixedId(random: string, n: number): string {
  const digits = random.replaceAll('-', '').length;
  const number = n.toString(16);
  const fixed = `${DIGITS.slice(0, digits - number.length)}${number}`;
  let next = 0;
  const shaped = random.replace(/[0-9a-f]/gi, () => fixed.charAt(next++));
  // A version 4 UUID stays one.
  const uuid = random.includes('-') ? shaped.replace(/^(.{14}).(.{4})./, '$14$2a') : shaped;
  return /[A-F]/.test(random) ? uuid.toUpperCase() : uuid;
}

/** Above this many pairs of lines (about 1,400 changed lines each) texts count as different throughout. */
const MOST_PAIRS = 2_000_000;

/** How the learner's text differs from the lesson's. */
export type LineDiff = {
  /** Lines of the learner's text that are not the lesson's, from 0, ascending. */
  changed: number[];
  /** What a person would call the number of lines that differ: changed, added or removed. */
  count: number;
};

/** Compares two texts line by line (longest common subsequence, after cutting what is equal at both ends). */
export function lineDiff(lesson: string, own: string): LineDiff {
  const a = lesson.split('\n');
  const b = own.split('\n');
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const middleA = a.slice(head, a.length - tail);
  const middleB = b.slice(head, b.length - tail);
  const kept = middleA.length * middleB.length > MOST_PAIRS ? new Set<number>() : common(middleA, middleB);
  const changed = middleB.flatMap((_, i) => (kept.has(i) ? [] : [head + i]));
  return { changed, count: Math.max(changed.length, middleA.length - kept.size) };
}

/** Indices of `b` that belong to a longest common subsequence of `a` and `b`. */
function common(a: string[], b: string[]): Set<number> {
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number) => lengths[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      lengths[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const kept = new Set<number>();
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) {
      kept.add(j++);
      i++;
    } else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return kept;
}

import type { Progress } from '#contract/messages/progress.ts';

/** How a lesson stands: `changed` was passed, but is another lesson since; `brought` was done for the learner on the way to a later one. */
export function progressOf(progress: Progress, lesson: string): 'passed' | 'changed' | 'brought' | 'todo' {
  const known = progress.lessons[lesson];
  if (!known) return 'todo';
  if (known.brought) return 'brought';
  return known.changed ? 'changed' : 'passed';
}

/** How many of these lessons were passed, and how many brought. One that changed since counts: its tick is kept until the learner looks again. */
export function countDone(progress: Progress, lessons: readonly string[]): { passed: number; brought: number } {
  const all = lessons.map((lesson) => progressOf(progress, lesson));
  const brought = all.filter((how) => how === 'brought').length;
  return { passed: all.filter((how) => how !== 'todo').length - brought, brought };
}

/** `4 of 12 lessons passed`, `4 of 12 lessons passed, 6 brought`. */
export function passedCount(progress: Progress, lessons: readonly string[]): string {
  const { passed, brought } = countDone(progress, lessons);
  const more = brought === 0 ? '' : `, ${brought} brought`;
  return `${passed} of ${lessons.length} lesson${lessons.length === 1 ? '' : 's'} passed${more}`;
}

/** How a track stands, in its row and on its page: `4 of 12 lessons`, `4 of 12 lessons, 6 brought`, `Complete`, `Complete, 6 brought`. */
export function trackCount({ passed, brought }: { passed: number; brought: number }, total: number, isWhole: boolean): string {
  const more = brought === 0 ? '' : `, ${brought} brought`;
  if (isWhole && passed + brought >= total) return `Complete${more}`;
  return `${Math.min(passed, total)} of ${total} lesson${total === 1 ? '' : 's'}${more}`;
}

/** What ends a track's last lesson, where others are left: the one or two that are, by their titles, or how many. */
export function leftInWords(titles: readonly string[]): string {
  const quoted = titles.map((title) => `“${title}”`);
  return titles.length < 3 ? `Not done yet: ${quoted.join(' and ')}.` : `${titles.length} lessons before it are not done yet.`;
}

/**
 * Where a learner goes on in a track: the lesson looked at last while it is not passed, else the next one that is not,
 * else the first that was left out. Undefined when all are passed or brought. `lessons`: ids of the track's lessons in order.
 */
export function whereToGoOn(progress: Progress, lessons: readonly string[], last: string): string | undefined {
  if (['todo', 'changed'].includes(progressOf(progress, last))) return last;
  const isTodo = (lesson: string) => progressOf(progress, lesson) === 'todo';
  return lessons.slice(lessons.indexOf(last) + 1).find(isTodo) ?? lessons.find(isTodo);
}

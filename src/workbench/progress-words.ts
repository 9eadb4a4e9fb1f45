import type { Progress } from '#contract/messages/progress.ts';

/** How a lesson stands: `changed` was passed, but is another lesson since. */
export function progressOf(progress: Progress, lesson: string): 'passed' | 'changed' | 'todo' {
  const known = progress.lessons[lesson];
  if (!known) return 'todo';
  return known.changed ? 'changed' : 'passed';
}

/** `4 of 12 lessons passed`. A lesson that changed since counts: its tick is kept until the learner looks again. */
export function passedCount(progress: Progress, lessons: readonly string[]): string {
  const passed = lessons.filter((lesson) => progressOf(progress, lesson) !== 'todo').length;
  return `${passed} of ${lessons.length} lesson${lessons.length === 1 ? '' : 's'} passed`;
}

/**
 * Where a learner goes on in a track: the lesson looked at last while it is not passed, else the next one that is not,
 * else the first that was left out. Undefined when all are passed. `lessons`: ids of the track's lessons in order.
 */
export function whereToGoOn(progress: Progress, lessons: readonly string[], last: string): string | undefined {
  if (progressOf(progress, last) !== 'passed') return last;
  const isTodo = (lesson: string) => progressOf(progress, lesson) === 'todo';
  return lessons.slice(lessons.indexOf(last) + 1).find(isTodo) ?? lessons.find(isTodo);
}

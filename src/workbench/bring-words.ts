import type { TrackStatus } from '#contract/messages/track.ts';

/** The lessons before one, in words: `lesson 1`, `lessons 1 and 2`, `lessons 1 to 5`. */
export function lessonsBefore(number: number): string {
  if (number <= 2) return 'lesson 1';
  return number === 3 ? 'lessons 1 and 2' : `lessons 1 to ${number - 1}`;
}

/** What is being done on the way to a lesson. `titleOf`: a lesson's title by its id. */
export function bringWords({ at, done, of }: TrackStatus, titleOf: (lesson: string) => string): string {
  if (!at) return 'Getting the services ready.';
  const count = of === 0 ? '' : ` ${done} of ${of} blocks done.`;
  return at.block ? `“${titleOf(at.lesson)}”: ${at.block}.${count}` : `“${titleOf(at.lesson)}”: waiting for its results.${count}`;
}

import { suggest } from '#contract/nearest.ts';
import { type Lesson, readLesson } from '../../runner/lessons/lesson.ts';
import { Lessons } from '../../runner/lessons/lessons.ts';
import { OptionError, type Options } from './options.ts';
import { runnable } from './prove-lesson.ts';

/** What is done with one track, on a stack of its own: the blocks of `before` lead to where `prove` starts. */
export type TrackPlan = { track: string; before: Lesson[]; prove: Lesson[] };

/**
 * Reads all lessons and chooses those that the options ask for, in the order a learner takes them.
 * @throws OptionError for an unknown track, lesson or block · RunnerError 'lesson.invalid'
 */
export function makePlan(contentDir: string, options: Options): TrackPlan[] {
  const all = readLessons(contentDir);
  const tracks = [...new Set(all.map(({ track }) => track))];
  if (options.track !== undefined && !tracks.includes(options.track))
    throw new OptionError(`No track ${options.track} has lessons.`, suggest(options.track, tracks));
  const inTrack = all.filter(({ track }) => options.track === undefined || track === options.track);
  if (options.lesson === undefined)
    return tracks.flatMap((track) => {
      const prove = inTrack.filter((lesson) => lesson.track === track);
      return prove.length > 0 ? [{ track, before: [], prove }] : [];
    });
  const lesson = findLesson(inTrack, options.lesson);
  const block = options.block ?? options.skip;
  const known = runnable(lesson, options.stack);
  if (block !== undefined && !known.includes(block))
    throw new OptionError(`The lesson ${lesson.id} has no block ${block} that runs here.`, suggest(block, known));
  const sameTrack = all.filter(({ track }) => track === lesson.track);
  return [{ track: lesson.track, before: sameTrack.slice(0, sameTrack.indexOf(lesson)), prove: [lesson] }];
}

/** All lessons, in the order of tracks and numbers. @throws RunnerError 'lesson.invalid' */
export function readLessons(contentDir: string): Lesson[] {
  return new Lessons(contentDir).list().map(readLesson);
}

/** By its whole id, or by the part after the track when only one lesson has it. @throws OptionError */
export function findLesson<Named extends { id: string }>(lessons: readonly Named[], asked: string): Named {
  const found = lessons.filter(({ id }) => id === asked || id.split('/')[1] === asked);
  const [lesson, other] = found;
  if (lesson && !other) return lesson;
  const names = (other ? found : lessons).map(({ id }) => id);
  const short = asked.includes('/') ? names : names.map((id) => id.split('/')[1] ?? id);
  throw new OptionError(
    other ? `Several lessons are called ${asked}.` : `There is no lesson ${asked}.`,
    suggest(asked, other ? names : short),
  );
}

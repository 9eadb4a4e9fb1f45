import type { PartState } from './pipeline-picture.ts';
import { listInWords } from './pipeline-sentence.ts';
import type { Lesson, Track } from './tracks.ts';

/**
 * How far each part of the track's picture is after its lesson `number`. A source is nobody's work: it stands as soon
 * as something takes from it, unless a lesson says that it adds it.
 */
export function lessonStates(track: Pick<Track, 'nodes' | 'edges' | 'lessons'>, number: number): Map<string, PartState> {
  const states = new Map<string, PartState>(track.nodes.map(({ id }) => [id, 'none']));
  for (const lesson of track.lessons) {
    for (const id of lesson.adds) {
      if (lesson.number < number) states.set(id, 'built');
      else if (lesson.number === number && states.get(id) === 'none') states.set(id, 'here');
    }
  }
  const added = new Set(track.lessons.flatMap(({ adds }) => adds));
  for (const { id, kind } of track.nodes) {
    const isUsed = track.edges.some(([from, to]) => from === id && states.get(to) !== 'none');
    if (kind === 'source' && !added.has(id) && isUsed) states.set(id, 'built');
  }
  return states;
}

/** The line under a lesson's picture. */
export function lessonCaption(
  track: Pick<Track, 'nodes'>,
  lesson: Pick<Lesson, 'adds'>,
  states: ReadonlyMap<string, PartState>,
): string {
  const here = track.nodes.filter(({ id }) => states.get(id) === 'here' && lesson.adds.includes(id)).map(({ label }) => label);
  const hasLater = [...states.values()].includes('none');
  const isEmpty = [...states.values()].every((state) => state === 'none');
  if (isEmpty) return 'What you will build. Each lesson adds a part of it.';
  const adds = here.length > 0 ? `This lesson adds ${listInWords(here)}.` : 'This lesson adds no part to the picture.';
  return hasLater ? `${adds} The dotted parts follow in later lessons.` : adds;
}

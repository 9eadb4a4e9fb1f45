import type { TrackNode } from '#contract/track.ts';
import { escapeText } from './escape-text.ts';
import type { Lesson, Track } from './tracks.ts';

/** The canal of the home page, in units of its drawing. At a lock (a connector) it goes down by `DROP`. */
const FIRST = 60;
const LAST = 1040;
const WIDTH = 1120;
const TOP = 34;
const DROP = 38;
const PATH_BELOW = 126;
const LESSON_CHAR = 6.8;

type Place = { x: number; y: number };

/**
 * A track as a canal with a lock at every connector, and beside it the path with a station for each lesson: where a
 * lesson adds a part, its station stands below that part. Meant for a track whose parts follow one another.
 */
export function canalPicture(track: Pick<Track, 'nodes' | 'lessons' | 'title'>): string {
  const xs = track.nodes.map((_, index) => FIRST + (index * (LAST - FIRST)) / Math.max(1, track.nodes.length - 1));
  const locks = xs.filter((_, index) => track.nodes[index]?.kind === 'connector');
  const height = TOP + locks.length * DROP + PATH_BELOW + 38;
  const channel = way(locks, TOP, [FIRST, LAST]);
  const path = way(locks, TOP + PATH_BELOW, [14, WIDTH - 14]);
  const drawing = [
    `<g class="e-flow"><path class="bank" stroke-width="12" d="${channel}"/><path class="bed" stroke-width="10" d="${channel}"/><path class="flow" d="${channel}"/></g>`,
    ...track.nodes.map((node, index) => part(node, placeAt(xs[index] ?? FIRST, locks, TOP))),
    `<path class="path-dots" d="${path}"/>`,
    ...stations(track, xs, locks),
  ].join('');
  const sentence = `The ${track.title} pipeline drawn as a canal: ${track.nodes.map(({ label }) => label).join(', ')}. Beside it runs a path with a station for each of its ${track.lessons.length} lessons.`;
  return `<svg class="pic only-wide" viewBox="0 0 ${WIDTH} ${height}" role="group" aria-label="${escapeText(sentence)}">${drawing}</svg>`;
}

/** A line that goes down at every lock, with round corners. */
function way(locks: readonly number[], top: number, [from, to]: readonly [number, number]): string {
  const drops = locks.map((x, index) => {
    const y = top + index * DROP;
    return `H${x - 10}q10 0 10 10V${y + DROP - 10}q0 10 10 10`;
  });
  return `M${from} ${top}${drops.join('')}H${to}`;
}

/** Where the line is at `x`; in the middle of the drop at a lock itself. */
function placeAt(x: number, locks: readonly number[], top: number): Place {
  const passed = locks.filter((lock) => lock < x - 1).length;
  const isLock = locks.some((lock) => Math.abs(lock - x) <= 1);
  return { x, y: top + passed * DROP + (isLock ? DROP / 2 : 0) };
}

function part({ kind, label, note }: TrackNode, { x, y }: Place): string {
  const isLock = kind === 'connector';
  const text = (content: string, className: string, down: number) =>
    isLock
      ? `<text class="${className}" x="${x + 30}" y="${y - 60 + down}">${escapeText(content)}</text>`
      : `<text class="${className}" text-anchor="middle" x="${x}" y="${y + down}">${escapeText(content)}</text>`;
  const shape = `<use href="#g-${kind}" x="${x - 23}" y="${y - 23}" width="46" height="46"/>`;
  return `<g class="n">${shape}${text(label, 'nm', 43)}${note ? text(note, '', 59) : ''}</g>`;
}

function stations(
  { nodes, lessons }: Pick<Track, 'nodes' | 'lessons'>,
  xs: readonly number[],
  locks: readonly number[],
): string[] {
  const places = stationPlaces(nodes, lessons, xs);
  // One name among numbers looks left over: there is room for all of them, or a hover tells.
  const allNamed = stationNames(lessons, places).size === lessons.length;
  return lessons.map((lesson, index) => {
    const { x, y } = placeAt(places[index] ?? FIRST, locks, TOP + PATH_BELOW);
    const circle = `<circle class="step-c" data-lesson="${lesson.id}" cx="${x}" cy="${y}" r="11"/>`;
    const number = `<text class="step-n" text-anchor="middle" x="${x}" y="${y + 4}">${lesson.number}</text>`;
    const name = `<text text-anchor="middle" x="${x}" y="${y + 30}">${escapeText(lesson.title)}</text>`;
    const title = `<title>${escapeText(`Lesson ${lesson.number}: ${lesson.title}`)}</title>`;
    // A finger is wider than the circle.
    const reach = `<circle class="step-reach" cx="${x}" cy="${y}" r="16"/>`;
    return `<a class="step" href="${lesson.href}">${title}${reach}${circle}${number}${allNamed ? name : ''}</a>`;
  });
}

/** Which stations have room for their name: those below a part first, then the others in order. */
function stationNames(lessons: readonly Lesson[], places: readonly number[]): Set<number> {
  const order = lessons
    .map((_, index) => index)
    .sort((a, b) => Math.sign(lessons[b]?.adds.length ?? 0) - Math.sign(lessons[a]?.adds.length ?? 0));
  const named = new Set<number>();
  const half = (index: number) => ((lessons[index]?.title.length ?? 0) * LESSON_CHAR) / 2;
  for (const index of order) {
    const x = places[index] ?? FIRST;
    const isClear = [...named].every((other) => Math.abs((places[other] ?? FIRST) - x) >= half(index) + half(other) + 14);
    if (isClear && x - half(index) >= 0) named.add(index);
  }
  return named;
}

/** Lessons that add a part stand below it; the others share the way between, before and after them. */
export function stationPlaces(
  nodes: readonly TrackNode[],
  lessons: readonly Pick<Lesson, 'adds'>[],
  xs: readonly number[],
): number[] {
  const fixed = lessons.map(({ adds }) => {
    const index = nodes.findIndex(({ id }) => adds.includes(id));
    return index < 0 ? undefined : xs[index];
  });
  return fixed.map((own, index) => {
    if (own !== undefined) return own;
    const before = fixed.findLastIndex((x, other) => other < index && x !== undefined);
    const after = fixed.findIndex((x, other) => other > index && x !== undefined);
    const from = fixed[before] ?? FIRST;
    const behind = xs.find((x) => x > from + 1) ?? LAST;
    const to = after < 0 ? behind : (fixed[after] ?? behind);
    // Before the first fixed station the way is shared from its very start.
    const steps = (after < 0 ? lessons.length : after) - Math.max(before, 0);
    const step = before < 0 ? index : index - before;
    return Math.round(from + (step * (to - from)) / Math.max(1, steps));
  });
}

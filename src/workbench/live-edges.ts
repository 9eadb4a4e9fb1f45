import type { PartFigures } from '#contract/messages/pipeline.ts';
import type { PartState } from '../tracks/pipeline-picture.ts';

/** How a channel is: dotted, without water, or with water that moves. `rate`: per second, where it is known; `pace`: how fast it is drawn, where not. */
export type LiveEdge = { state: 'none' | 'idle' | 'flow'; rate?: number; pace?: number };

type Parts = { figures: ReadonlyMap<string, PartFigures>; lesson: ReadonlyMap<string, PartState> };

/** How far a part is: what the stack says, or, where nothing is counted, how far the lessons before this one have come. */
export function livePartState(id: string, { figures, lesson }: Parts): PartState | 'failed' {
  const seen = figures.get(id);
  const byLesson = lesson.get(id) ?? 'built';
  switch (seen?.state) {
    case 'live':
      return byLesson === 'here' ? 'here' : 'built';
    case 'missing':
    case 'elsewhere':
      return 'none';
    case 'silent':
      return 'failed';
    case 'down':
      return seen.words === 'failed' ? 'failed' : byLesson;
    default:
      return byLesson;
  }
}

/**
 * How each edge is. What flows into a part that has one edge is that edge's rate, else what flows out of the part at its
 * start; where several join and part, nothing is said of each. Edges of parts that are not there yet do not count. Of a
 * program only what it sends is known: while it sends, what it takes flows, at a rate that nobody has counted.
 */
export function liveEdges(edges: readonly (readonly [string, string])[], parts: Parts): LiveEdge[] {
  const isThere = (edge: readonly [string, string]) => edge.every((id) => livePartState(id, parts) !== 'none');
  const there = edges.filter(isThere);
  return edges.map((edge): LiveEdge => {
    if (!isThere(edge)) return { state: 'none' };
    const [from, to] = edge;
    const [start, end] = [parts.figures.get(from), parts.figures.get(to)];
    const isOnlyInto = there.filter((other) => other[1] === to).length === 1;
    const isOnlyOutOf = there.filter((other) => other[0] === from).length === 1;
    const rate = (isOnlyInto ? end?.in : undefined) ?? (isOnlyOutOf ? start?.out : undefined);
    if (rate !== undefined) return { state: rate ? 'flow' : 'idle', rate };
    return isOnlyInto && end?.out ? { state: 'flow', pace: end.out } : { state: 'idle' };
  });
}

import type { PartFigures } from '#contract/messages/pipeline.ts';
import type { PartState } from '../tracks/pipeline-picture.ts';

/** How a channel is: dotted, without water, or with water that moves. `rate`: per second, where it is known. */
export type LiveEdge = { state: 'none' | 'idle' | 'flow'; rate?: number };

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
 * start; where several join and part, nothing is said of each.
 */
export function liveEdges(edges: readonly (readonly [string, string])[], parts: Parts): LiveEdge[] {
  return edges.map(([from, to]): LiveEdge => {
    if ([from, to].some((id) => livePartState(id, parts) === 'none')) return { state: 'none' };
    const isOnlyInto = edges.filter((edge) => edge[1] === to).length === 1;
    const isOnlyOutOf = edges.filter((edge) => edge[0] === from).length === 1;
    const rate = (isOnlyInto ? parts.figures.get(to)?.in : undefined) ?? (isOnlyOutOf ? parts.figures.get(from)?.out : undefined);
    return { state: rate ? 'flow' : 'idle', ...(rate !== undefined && { rate }) };
  });
}

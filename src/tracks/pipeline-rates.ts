import type { Edge } from './pipeline-layout.ts';
import type { Point } from './pipeline-places.ts';

/**
 * Where a rate of the live picture stands: in the middle of an edge that is alone, or beside the part whose rate it is,
 * where channels part or join.
 */
export type RateSpot = {
  of: { edge: number } | { into: string } | { outOf: string };
  at: Point;
  anchor: 'start' | 'middle' | 'end';
};

type Ways = { ways: readonly { edge: Edge; points: readonly Point[] }[]; node: number };

/** The spots of a picture whose channels run from left to right, with their text's middle or end at `at`. */
export function rateSpots({ ways, node }: Ways): RateSpot[] {
  const into = new Map<string, RateSpot>();
  const outOf = new Map<string, RateSpot>();
  const alone: RateSpot[] = [];
  ways.forEach(({ edge: [from, to], points }, index) => {
    const [start, end] = [points[0], points.at(-1)];
    if (!start || !end) return;
    if (isAlone(ways, index)) {
      alone.push({ of: { edge: index }, at: { x: (start.x + end.x) / 2, y: end.y - 14 }, anchor: 'middle' });
      return;
    }
    into.set(to, { of: { into: to }, at: { x: end.x - node / 2 - 3, y: end.y - 11 }, anchor: 'end' });
    outOf.set(from, { of: { outOf: from }, at: { x: start.x + node / 2 + 3, y: start.y - 11 }, anchor: 'start' });
  });
  return [...alone, ...into.values(), ...outOf.values()];
}

/** A straight edge between neighbours that is the only one of its start and of its end, with no turn beside it. */
function isAlone(ways: Ways['ways'], index: number): boolean {
  const way = ways[index];
  const [start, end] = way?.points ?? [];
  if (!way || !start || !end || way.points.length > 2) return false;
  return ways.every(({ edge: [from, to], points }, other) => {
    if (other === index) return true;
    const turnsBeside = points.some(({ x }, at) => at > 0 && at < points.length - 1 && x > start.x && x < end.x);
    return from !== way.edge[0] && to !== way.edge[1] && !turnsBeside;
  });
}

import type { NodeKind } from '#contract/track.ts';
import type { Point } from './pipeline-places.ts';

const CORNER = 8;

/** A part's shape from the page's sprite, its middle at a point. */
export function shapeAt(kind: NodeKind, { x, y }: Point, size: number): string {
  return `<use href="#g-${kind}" x="${x - size / 2}" y="${y - size / 2}" width="${size}" height="${size}"/>`;
}

/** A channel through its corners, each of them round. */
export function channelPath(points: readonly Point[]): string {
  const [start, ...rest] = points;
  if (!start) return '';
  const path = rest.map((here, index) => {
    const before = points[index] ?? start;
    const next = points[index + 2];
    const go = { x: Math.sign(here.x - before.x), y: Math.sign(here.y - before.y) };
    if (!next) return go.x === 0 && go.y !== 0 ? `V${here.y}` : `H${here.x}`;
    const turn = { x: Math.sign(next.x - here.x), y: Math.sign(next.y - here.y) };
    const to = go.x === 0 ? `V${here.y - go.y * CORNER}` : `H${here.x - go.x * CORNER}`;
    return `${to}q${go.x * CORNER} ${go.y * CORNER} ${(go.x + turn.x) * CORNER} ${(go.y + turn.y) * CORNER}`;
  });
  return `M${start.x} ${start.y}${path.join('')}`;
}

/** A chevron in the middle of the last stretch, pointing where it goes. */
export function channelArrow(points: readonly Point[], node: number): string {
  const [before, end] = points.slice(-2);
  if (!before || !end) return '';
  const start = points.length === 2 ? node / 2 : 0;
  if (before.x === end.x) {
    const down = Math.sign(end.y - before.y) || 1;
    const middle = (before.y + down * start + end.y - (down * node) / 2) / 2;
    return `M${end.x - 3} ${middle - 1.5 * down}l3 ${3 * down} 3 ${-3 * down}`;
  }
  return `M${(before.x + start + end.x - node / 2) / 2 - 1.5} ${end.y - 3}l3 3-3 3`;
}

import type { Turn } from './pipeline-routes.ts';

/** A part as the columns see it: where it stands, and how far its name reaches to either side. */
export type Reach = { column: number; row: number; half: number };

/** What a picture's columns are spread by. */
export type Plan = {
  reaches: readonly Reach[];
  turns: readonly Turn[];
  /** Side of a shape's square. */
  node: number;
  /** At least from the middle of a column to that of the next. */
  step: number;
  /** At least from the middle of the outer columns to the picture's edge. */
  side: number;
  /** Between a turn and a shape: its bank and its round corner, unless there is more to stand there. */
  besideNode?: number;
};

/** Middles of the columns, and of each lane between them. */
export type Columns = { xs: number[]; laneAt: (turn: Turn) => number; width: number };

const LABEL_GAP = 12;
const LANE = 14;
/** Between a turn and a name, and between a turn and a shape. */
const BESIDE_LABEL = 8;
const BESIDE_NODE = 11;

/** Places the columns from left to right, each as near to the one before as names and turns allow. */
export function spreadColumns(plan: Plan): Columns {
  const { reaches, node, side } = plan;
  const last = Math.max(...reaches.map(({ column }) => column));
  const xs = [0];
  while (xs.length <= last) xs.push(nextColumn(plan, xs));
  const lanesLeft = lanesWidth(plan, -1);
  const lanesRight = lanesWidth(plan, last);
  const ends = reaches.map(({ column, half }) => ({ x: xs[column] ?? 0, half: Math.max(half, node / 2) + 4 }));
  const left = Math.min(
    -side,
    ...ends.map(({ x, half }) => x - half),
    lanesLeft && clear(plan, { xs, gap: -1, side: -1 }) - lanesLeft,
  );
  const right = Math.max(
    (xs[last] ?? 0) + side,
    ...ends.map(({ x, half }) => x + half),
    lanesRight && clear(plan, { xs, gap: last, side: 1 }) + lanesRight,
  );
  const shift = Math.ceil(-left);
  const laneAt = ({ gap, lane }: Turn) => Math.round(shift + lanesStart(plan, { xs, gap }) + (lane + 0.5) * LANE);
  return { xs: xs.map((x) => x + shift), laneAt, width: Math.ceil(right) + shift };
}

/** Beside every name in its row, and behind the turns before it. */
function nextColumn(plan: Plan, xs: readonly number[]): number {
  const { reaches, node, step } = plan;
  const column = xs.length;
  const needs = [(xs[column - 1] ?? 0) + step];
  const before = Array.from({ length: column }, (_, gap) => ({ gap, width: lanesWidth(plan, gap) })).filter(
    ({ width }) => width > 0,
  );
  for (const { gap, width } of before) {
    const end = clear(plan, { xs, gap, side: 1 }) + width;
    if (gap === column - 1) needs.push(end + node / 2 + besideNode(plan));
    for (const mine of passedBy(plan, gap)) if (mine.column === column) needs.push(end + mine.half + BESIDE_LABEL);
  }
  for (const mine of reaches.filter((one) => one.column === column && one.half > 0))
    for (const other of reaches)
      if (other.column < column && other.row === mine.row)
        needs.push((xs[other.column] ?? 0) + other.half + mine.half + LABEL_GAP);
  return Math.ceil(Math.max(...needs));
}

/** The left edge of a gap's lanes: in the middle of the room that there is. */
function lanesStart(plan: Plan, { xs, gap }: { xs: readonly number[]; gap: number }): number {
  const width = lanesWidth(plan, gap);
  if (gap < 0) return clear(plan, { xs, gap, side: -1 }) - width;
  const start = clear(plan, { xs, gap, side: 1 });
  return gap === xs.length - 1 ? start : (start + clear(plan, { xs, gap, side: -1 }) - width) / 2;
}

function lanesWidth({ turns }: Plan, gap: number): number {
  return Math.max(0, ...turns.filter((turn) => turn.gap === gap).map(({ lane }) => lane + 1)) * LANE;
}

/** Parts whose name a turn of this gap could touch: a name stands below its row. */
function passedBy({ reaches, turns }: Plan, gap: number): Reach[] {
  const here = turns.filter((turn) => turn.gap === gap);
  return reaches.filter(({ row }) => here.some(({ from, to }) => Math.min(from, to) <= row && row < Math.max(from, to)));
}

const besideNode = (plan: Plan): number => plan.besideNode ?? BESIDE_NODE;

type GapSide = { xs: readonly number[]; gap: number; side: 1 | -1 };

/** Where turns may stand, seen from the parts left of the gap (`side` 1) or right of it (-1). */
function clear(plan: Plan, { xs, gap, side }: GapSide): number {
  const beside = side === 1 ? gap : gap + 1;
  const names = passedBy(plan, gap).filter(({ column }) => column <= gap === (side === 1));
  const needs = [
    (xs[beside] ?? 0) + side * (plan.node / 2 + besideNode(plan)),
    ...names.map(({ column, half }) => (xs[column] ?? 0) + side * (half + BESIDE_LABEL)),
  ];
  return side === 1 ? Math.max(...needs) : Math.min(...needs);
}

import type { Time } from '../../store/time.ts';
import { nanosecondsBetween, Points } from '../points.ts';
import type { Windows } from '../windows.ts';

/** How the area is measured. */
export type Integral = { unit: number; windows: Windows | undefined; isDescending: boolean };

type Knot = { time: Time; value: number };

/**
 * integral(): the area under the line from point to point, by trapezia. A line that crosses the end of a window is cut
 * there. The last window is left out when its only point is at its start, where there is no area yet.
 */
export function integrate(input: Points, options: Integral): Points {
  const output = new Points();
  const { windows } = options;
  let before: Knot | undefined;
  let window = { start: { ms: 0, ns: 0 }, end: undefined as Time | undefined };
  let sum = 0;
  const area = (from: Knot, to: Knot): number =>
    0.5 * (from.value + to.value) * (nanosecondsBetween(from.time, to.time) / options.unit);
  for (const [place, cell] of input.values.entries()) {
    if (cell === null) continue;
    const point: Knot = { time: input.timeAt(place), value: Number(cell) };
    if (before === undefined) {
      before = point;
      if (windows !== undefined) window = windowAt(windows, point.time, options.isDescending);
      continue;
    }
    if (nanosecondsBetween(before.time, point.time) === 0) {
      before = point;
      continue;
    }
    if (windows !== undefined && window.end !== undefined && isPast(point.time, window.end, options.isDescending)) {
      const cut: Knot = { time: window.end, value: valueAt(window.end, before, point) };
      sum += area(before, cut);
      output.add(window.start, sum);
      before = cut;
      window = windowAt(windows, point.time, options.isDescending);
      sum = 0;
    }
    sum += area(before, point);
    before = point;
  }
  if (before !== undefined && nanosecondsBetween(before.time, window.start) !== 0) output.add(window.start, sum);
  return output;
}

function windowAt(windows: Windows, time: Time, isDescending: boolean): { start: Time; end: Time } {
  const start = windows.startOf(time.ms, time.ns);
  const first = windows.timeOf(start);
  const end = windows.timeOf(windows.after(start));
  return isDescending ? { start: end, end: first } : { start: first, end };
}

function isPast(time: Time, end: Time, isDescending: boolean): boolean {
  const distance = nanosecondsBetween(end, time);
  return isDescending ? distance <= 0 : distance >= 0;
}

function valueAt(time: Time, from: Knot, to: Knot): number {
  return from.value + (to.value - from.value) * (nanosecondsBetween(from.time, time) / nanosecondsBetween(from.time, to.time));
}

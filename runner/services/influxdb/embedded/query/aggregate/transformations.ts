import type { Cell } from '../../result.ts';
import { nanosecondsOfTime } from '../../store/time.ts';
import { integerCell, operationOf, type ValueType } from '../arithmetic.ts';
import { nanosecondsBetween, Points } from '../points.ts';

/** What a transformation is called with. */
export type Transformation = {
  name: string;
  /** The type of its points. */
  type: ValueType;
  /** Nanoseconds of derivative() and elapsed(). */
  unit: number;
  /** The points of moving_average(). */
  size: number;
};

/** Makes points of points: derivative() and those like it. Points without a value are passed over. */
export function transform(input: Points, options: Transformation): Points {
  switch (options.name) {
    case 'cumulative_sum':
      return cumulate(input, options.type);
    case 'moving_average':
      return average(input, options.size);
    case 'elapsed':
      return pairs(input, (elapsed, _values, exact) =>
        Number.isSafeInteger(elapsed) ? Math.trunc(elapsed / options.unit) : integerCell(exact() / BigInt(options.unit)),
      );
    case 'derivative':
    case 'non_negative_derivative': {
      const isPositive = options.name === 'non_negative_derivative';
      return pairs(input, (elapsed, { before, after }) => {
        const difference = Number(after) - Number(before);
        return isPositive && difference < 0 ? undefined : difference / (Math.abs(elapsed) / options.unit);
      });
    }
    default: {
      const isPositive = options.name === 'non_negative_difference';
      const subtract = operationOf('-', options.type, options.type);
      return pairs(input, (_elapsed, { before, after }) => {
        const difference = subtract(after, before);
        return isPositive && Number(difference) < 0 ? undefined : difference;
      });
    }
  }
}

/** What becomes of two points; `exact` gives the nanoseconds between them when there are more than a number holds. */
type Make = (elapsed: number, values: { before: Cell; after: Cell }, exact: () => bigint) => Cell | undefined;

/** Of points with the same time only the first counts. */
function pairs(input: Points, make: Make): Points {
  const output = new Points();
  let before = -1;
  for (const [place, value] of input.values.entries()) {
    if (value === null) continue;
    const time = input.timeAt(place);
    if (before >= 0) {
      const since = input.timeAt(before);
      const elapsed = nanosecondsBetween(since, time);
      if (elapsed === 0) continue;
      const made = make(
        elapsed,
        { before: input.values[before] ?? null, after: value },
        () => nanosecondsOfTime(time) - nanosecondsOfTime(since),
      );
      if (made !== undefined) output.add(time, made);
    }
    before = place;
  }
  return output;
}

function cumulate(input: Points, type: ValueType): Points {
  const output = new Points();
  const add = operationOf('+', type, type);
  let sum: Cell = 0;
  for (const [place, value] of input.values.entries()) {
    if (value === null) continue;
    sum = add(sum, value);
    output.add(input.timeAt(place), sum);
  }
  return output;
}

function average(input: Points, size: number): Points {
  const output = new Points();
  const last: number[] = [];
  let sum = 0;
  for (const [place, value] of input.values.entries()) {
    if (value === null) continue;
    last.push(Number(value));
    sum += Number(value);
    if (last.length > size) sum -= last.shift() ?? 0;
    if (last.length === size) output.add(input.timeAt(place), sum / size);
  }
  return output;
}

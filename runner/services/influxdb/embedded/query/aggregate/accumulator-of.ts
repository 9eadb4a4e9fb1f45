import type { ValueType } from '../arithmetic.ts';
import type { Call } from '../parse/ast.ts';
import { QueryError } from '../query-error.ts';
import type { Accumulator } from './accumulator.ts';
import {
  CollectingAccumulator,
  finishCountDistinct,
  finishDistinct,
  finishMedian,
  finishMode,
  finishPercentile,
  finishSpread,
  finishStddev,
} from './collected.ts';
import { SelectorAccumulator } from './selectors.ts';
import { CountAccumulator, SumAccumulator } from './sums.ts';
import { TopAccumulator } from './top.ts';

/** A fresh accumulator for an aggregate or selector of a field of a type. */
export function accumulatorOf(call: Call, type: ValueType): Accumulator {
  switch (call.name) {
    case 'count':
      return call.args[0]?.kind === 'call' ? new CollectingAccumulator(finishCountDistinct) : new CountAccumulator();
    case 'sum':
    case 'mean':
      return new SumAccumulator({ isMean: call.name === 'mean', isInteger: type === 'integer' });
    case 'min':
    case 'max':
    case 'first':
    case 'last':
      return new SelectorAccumulator(call.name);
    case 'median':
      return new CollectingAccumulator(finishMedian);
    case 'mode':
      return new CollectingAccumulator(finishMode);
    case 'spread':
      return new CollectingAccumulator(finishSpread);
    case 'stddev':
      return new CollectingAccumulator(finishStddev);
    case 'distinct':
      return new CollectingAccumulator(finishDistinct);
    case 'percentile':
      return new CollectingAccumulator(finishPercentile(numberOf(call, 1)));
    case 'top':
    case 'bottom': {
      const count = numberOf(call, call.args.length - 1);
      return new TopAccumulator({ isBottom: call.name === 'bottom', count, tagCount: call.args.length - 2 });
    }
    default:
      throw new QueryError(`undefined function ${call.name}()`);
  }
}

/** The number that an argument of a function is. */
export function numberOf(call: Call, index: number): number {
  const arg = call.args[index];
  return arg?.kind === 'integer' || arg?.kind === 'number' || arg?.kind === 'duration' ? Number(arg.value) : 0;
}

const numbers = (values: readonly unknown[]): number[] =>
  values.filter((value): value is number => typeof value === 'number' && !Number.isNaN(value));

const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);
const mean = (values: readonly number[]): number | null => (values.length === 0 ? null : sum(values) / values.length);
const least = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
const most = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);

type Reducer = { words: string; of: (values: readonly unknown[]) => unknown };
const ofNumbers = (words: string, of: (values: number[]) => unknown): Reducer => ({ words, of: (all) => of(numbers(all)) });
const between = (of: (first: number, last: number) => number | null) => (values: number[]) => {
  const [first, last] = [values[0], values.at(-1)];
  return first === undefined || last === undefined ? null : of(first, last);
};

/** What makes one value of many, by Grafana's ids, with the words that stand over it. */
const REDUCERS: Readonly<Record<string, Reducer>> = {
  lastNotNull: { words: 'Last *', of: (values) => values.findLast((value) => value !== null && value !== undefined) ?? null },
  last: { words: 'Last', of: (values) => values.at(-1) ?? null },
  firstNotNull: { words: 'First *', of: (values) => values.find((value) => value !== null && value !== undefined) ?? null },
  first: { words: 'First', of: (values) => values[0] ?? null },
  min: ofNumbers('Min', least),
  max: ofNumbers('Max', most),
  mean: ofNumbers('Mean', mean),
  median: ofNumbers('Median', (values) => percentile(values, 50)),
  sum: ofNumbers('Total', sum),
  count: { words: 'Count', of: (values) => values.length },
  range: ofNumbers('Range', (values) => (values.length === 0 ? null : (most(values) ?? 0) - (least(values) ?? 0))),
  delta: ofNumbers('Delta', delta),
  diff: ofNumbers(
    'Difference',
    between((first, last) => last - first),
  ),
  diffperc: ofNumbers(
    'Difference percent',
    between((first, last) => (first === 0 ? null : (last - first) / Math.abs(first))),
  ),
  step: ofNumbers('Step', (values) => least(values.slice(1).map((value, index) => value - (values[index] ?? 0)))),
  stdDev: ofNumbers('StdDev', (values) => Math.sqrt(variance(values))),
  variance: ofNumbers('Variance', variance),
  changeCount: {
    words: 'Change count',
    of: (values) => values.filter((value, index) => index > 0 && value !== values[index - 1]).length,
  },
  distinctCount: { words: 'Distinct count', of: (values) => new Set(values).size },
  allIsNull: { words: 'All nulls', of: (values) => values.every((value) => value === null || value === undefined) },
  allIsZero: { words: 'All zeros', of: (values) => values.length > 0 && values.every((value) => value === 0) },
  logmin: ofNumbers('Min (above zero)', (values) => least(values.filter((value) => value > 0))),
};

/** One value of many; null when there is none, or the calculation is unknown. Percentiles are `p50`, `p99`. */
export function reduce(values: readonly unknown[], calculation: string): unknown {
  const rank = /^p(\d{1,2})$/.exec(calculation)?.[1];
  if (rank !== undefined) return percentile(numbers(values), Number(rank));
  return Object.hasOwn(REDUCERS, calculation) ? REDUCERS[calculation]?.of(values) : null;
}

/** What a calculation is called in a legend or a table's foot. */
export function reducerWords(calculation: string): string {
  if (/^p\d{1,2}$/.test(calculation)) return `${calculation.slice(1)}th %`;
  return (Object.hasOwn(REDUCERS, calculation) ? REDUCERS[calculation]?.words : undefined) ?? calculation;
}

function percentile(values: readonly number[], rank: number): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.round((sorted.length - 1) * (rank / 100))] ?? null;
}

function variance(values: readonly number[]): number {
  const middle = mean(values);
  return middle === null ? 0 : sum(values.map((value) => (value - middle) ** 2)) / values.length;
}

/** The sum of all increases: a counter that starts again at zero counts on. */
function delta(values: readonly number[]): number {
  return sum(values.slice(1).map((value, index) => (value >= (values[index] ?? 0) ? value - (values[index] ?? 0) : value)));
}

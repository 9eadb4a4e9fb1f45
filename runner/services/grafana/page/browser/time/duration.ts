const MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  M: 2_592_000_000,
  y: 31_536_000_000,
};

/** Reads `10s`, `5m`, `1h30m` (ms); undefined when it is none. */
export function readDuration(words: string | undefined): number | undefined {
  if (!words || !/^(?:\d+(?:\.\d+)?(?:ms|[smhdwMy]))+$/.test(words)) return undefined;
  let sum = 0;
  for (const [, count, unit] of words.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdwMy])/g)) sum += Number(count) * (MS[unit ?? ''] ?? 0);
  return sum;
}

/** Intervals that queries group by: the largest one whose upper bound is not above what was asked. */
const STEPS: readonly [below: number, ms: number][] = [
  [10, 1],
  [15, 10],
  [35, 20],
  [75, 50],
  [150, 100],
  [350, 200],
  [750, 500],
  [1_500, 1_000],
  [3_500, 2_000],
  [7_500, 5_000],
  [12_500, 10_000],
  [17_500, 15_000],
  [25_000, 20_000],
  [45_000, 30_000],
  [90_000, 60_000],
  [210_000, 120_000],
  [450_000, 300_000],
  [750_000, 600_000],
  [1_050_000, 900_000],
  [1_500_000, 1_200_000],
  [2_700_000, 1_800_000],
  [5_400_000, 3_600_000],
  [9_000_000, 7_200_000],
  [16_200_000, 10_800_000],
  [32_400_000, 21_600_000],
  [86_400_000, 43_200_000],
  [604_800_000, 86_400_000],
  [1_814_400_000, 604_800_000],
  [3_628_800_000, 2_592_000_000],
];

/** The interval of a query, so that `points` of them fill the range, rounded as Grafana rounds (ms). */
export function queryInterval(rangeMs: number, points: number, leastMs = 1): number {
  const wanted = rangeMs / Math.max(points, 1);
  const step = STEPS.find(([below]) => wanted < below)?.[1] ?? 31_536_000_000;
  return Math.max(step, leastMs);
}

/** Writes an interval as queries have it: `10s`, `500ms`. */
export function writeInterval(ms: number): string {
  for (const unit of ['d', 'h', 'm', 's']) {
    const size = MS[unit] ?? 1;
    if (ms >= size && ms % size === 0) return `${ms / size}${unit}`;
  }
  return `${ms}ms`;
}

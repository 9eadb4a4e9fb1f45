const UNITS = [
  ['y', 31_536_000_000],
  ['M', 2_592_000_000],
  ['w', 604_800_000],
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
] as const;

/** Grafana's short form of a duration, in the largest unit that it reaches, rounded down: `10s`, `1m`, `500ms`. */
export function formatInterval(ms: number): string {
  const [unit, size] = UNITS.find(([name, size]) => !['M', 'w'].includes(name) && ms >= size) ?? ['ms', 1];
  return `${Math.max(1, Math.floor(ms / size))}${unit}`;
}

/** A duration in milliseconds: `5s`, `1m30s`; undefined for what is none. */
export function readDuration(text: string): number | undefined {
  if (!/^(?:\d+(?:ms|[yMwdhms]))+$/.test(text)) return undefined;
  const parts = [...text.matchAll(/(\d+)(ms|[yMwdhms])/g)];
  return parts.reduce((sum, [, number, unit]) => sum + Number(number) * (UNITS.find(([name]) => name === unit)?.[1] ?? 0), 0);
}

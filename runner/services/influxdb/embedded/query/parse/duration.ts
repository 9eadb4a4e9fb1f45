const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  u: 1_000n,
  µ: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
  d: 86_400_000_000_000n,
  w: 604_800_000_000_000n,
};
const WRITTEN = ['w', 'd', 'h', 'm', 's', 'ms', 'u'] as const;

/** The nanoseconds that `1h30m` means, or `undefined` for what is no duration. */
export function parseDuration(text: string): bigint | undefined {
  if (!/^(\d+(ns|ms|[uµsmhdw]))+$/.test(text)) return undefined;
  let total = 0n;
  for (const [, count = '0', unit = ''] of text.matchAll(/(\d+)(ns|ms|[uµsmhdw])/g)) total += BigInt(count) * (UNITS[unit] ?? 0n);
  return total;
}

/** A duration as InfluxDB writes it: in its largest whole unit. */
export function formatDuration(ns: bigint): string {
  if (ns === 0n) return '0s';
  for (const unit of WRITTEN) {
    const size = UNITS[unit] ?? 1n;
    if (ns % size === 0n) return `${ns / size}${unit}`;
  }
  return `${ns}ns`;
}

/** One line of the benchmark: what was measured, its bar, and something to compare it with from the same run. */
export type Row = {
  what: string;
  /** As people read it: `12.3 ms`. */
  value: string;
  /** As in the design: `≤ 30 ms`. */
  bar: string;
  /** Undefined where the design sets no bar, or nothing could be measured for want of something, which `value` says. */
  isMet: boolean | undefined;
  /** Measured beside it, on this machine, in this run: `bare node-pty 4.1 ms`. */
  reference?: string;
};

/** The middle of some numbers, and the value that nine of ten do not exceed. */
export function quantiles(values: readonly number[]): { p50: number; p90: number } {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { p50: at(0.5), p90: at(0.9) };
}

/** `12.3 ms`, `1.24 s`. */
export function inTime(ms: number): string {
  return ms < 1000 ? `${ms.toFixed(1)} ms` : `${(ms / 1000).toFixed(2)} s`;
}

/** `56.1 kB`, `131 MB`. */
export function inBytes(bytes: number): string {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(0)} MB`;
}

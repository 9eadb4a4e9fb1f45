/** How long a run took or takes: `0.1 s` at least, `12.8 s`, and from a minute on `2:05`. `ms` in milliseconds. */
export function duration(ms: number): string {
  const seconds = Math.max(100, ms) / 1000;
  return seconds < 59.95 ? `${seconds.toFixed(1)} s` : clock(ms);
}

/** A running clock: `0:42`, `12:05`, `1:02:05`. */
export function clock(ms: number): string {
  const all = Math.max(0, Math.floor(ms / 1000));
  const [hours, minutes, seconds] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60];
  const two = (n: number) => String(n).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}

/** How long a check looked: exact while short, `14 ms`, then `1.2 s`. */
export function checkDuration(ms: number): string {
  return ms < 100 ? `${Math.round(ms)} ms` : duration(ms);
}

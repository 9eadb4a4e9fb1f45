import { readFileSync } from 'node:fs';
import { setInterval } from 'node:timers';

/** Memory of a process (bytes of RSS); NaN where there is no /proc. */
export function rssOf(pid: number): number {
  try {
    const kib = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kib) * 1024;
  } catch {
    // Not Linux, or the process has ended: there is no number.
    return Number.NaN;
  }
}

/** Watches the memory of a process; the function it returns ends that and gives the most that was seen (bytes). */
export function watchRss(pid: number): () => number {
  let peak = rssOf(pid);
  const timer = setInterval(() => {
    peak = Math.max(peak, rssOf(pid));
  }, 20);
  return () => {
    clearInterval(timer);
    return Math.max(peak, rssOf(pid));
  };
}

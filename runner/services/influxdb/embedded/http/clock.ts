import type { Time } from '../store/time.ts';

/**
 * A clock for points without a time that never shows the same moment twice, so that they do not overwrite each other: the
 * milliseconds of the system's clock, and what has passed since each of them began. It goes on where the system's clock
 * is set back, until that has caught up; queries look at the system's.
 */
export function createClock(): () => Time {
  let last: Time = { ms: 0, ns: 0 };
  let since = 0n;
  return () => {
    const now = Date.now();
    if (now > last.ms) {
      since = process.hrtime.bigint();
      last = { ms: now, ns: 0 };
    } else {
      const passed = Number(process.hrtime.bigint() - since);
      const ns = Math.max(last.ns + 1, Math.min(passed, 999_999));
      last = ns > 999_999 ? { ms: last.ms + 1, ns: 0 } : { ms: last.ms, ns };
    }
    return last;
  };
}

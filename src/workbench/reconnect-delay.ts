const FIRST_MS = 250;
const LONGEST_MS = 5_000;

/** How long to wait before try number `attempt` (from 0): 0.25 s, doubling up to 5 s. */
export function reconnectDelay(attempt: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt);
}

import { setTimeout as pause } from 'node:timers/promises';

/**
 * Calls `look` until it returns without throwing, and gives back what it returned. For what settles late: tests
 * never wait for a fixed time.
 * @throws what `look` threw last, when `withinMs` (20,000 unless said: a loaded machine may stop for seconds) is over.
 */
export async function eventually<Value>(
  look: () => Value | Promise<Value>,
  { withinMs = 20_000, everyMs = 20 }: { withinMs?: number; everyMs?: number } = {},
): Promise<Value> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (performance.now() + everyMs >= deadline) throw error;
    }
    await pause(everyMs);
  }
}

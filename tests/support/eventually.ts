import { setTimeout as pause } from 'node:timers/promises';

/**
 * Calls `look` until it returns without throwing, and gives back what it returned. For what settles late: tests
 * never wait for a fixed time.
 * @throws what `look` threw last, when `withinMs` (5,000 unless said) is over.
 */
export async function eventually<Value>(
  look: () => Value | Promise<Value>,
  { withinMs = 5_000, everyMs = 20 }: { withinMs?: number; everyMs?: number } = {},
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

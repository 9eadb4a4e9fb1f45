import type { PartitionLog } from './log/partition-log.ts';

/** What ends a wait: so many bytes more, the time, or the client's going away. */
export type WaitOptions = { bytes: number; timeoutMs: number; signal: AbortSignal };

/** Resolves when enough was written to some logs together, when one of them is gone, or when the time is over. */
export function waitForWrites(logs: readonly PartitionLog[], { bytes, timeoutMs, signal }: WaitOptions): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const before = bytesOf(logs);
    const stops: (() => void)[] = [];
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      for (const stop of stops) stop();
      resolve();
    };
    const look = () => {
      if (bytesOf(logs) - before >= bytes || logs.some(({ isClosed }) => isClosed)) end();
    };
    const timer = setTimeout(end, Math.min(timeoutMs, 2 ** 31 - 1));
    signal.addEventListener('abort', end);
    for (const log of logs) stops.push(log.onWrite(look));
  });
}

function bytesOf(logs: readonly PartitionLog[]): number {
  return logs.reduce((sum, { writtenBytes }) => sum + writtenBytes, 0);
}

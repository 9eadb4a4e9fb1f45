import { join, sep } from 'node:path';

/** What a loader is told about files while the site is being written: Vite's watcher. */
export type Watcher = { on: (event: 'add' | 'change' | 'unlink', listener: (path: string) => void) => unknown };

/**
 * Calls `sync` after files below `folder` changed, one call after the other: what changes meanwhile is one more call.
 * What it throws goes to `failed`.
 */
export function syncOnChange(
  { watcher, folder }: { watcher: Watcher; folder: string },
  sync: () => Promise<void>,
  failed: (cause: unknown) => void,
): void {
  let isRunning = false;
  let isWanted = false;
  const run = async () => {
    isRunning = true;
    while (isWanted) {
      isWanted = false;
      await sync().catch((cause: NodeJS.ErrnoException) => {
        // A file that went away meanwhile has an event of its own, which comes next.
        if (cause.code !== 'ENOENT') failed(cause);
      });
    }
    isRunning = false;
  };
  const changed = (path: string) => {
    if (!path.startsWith(join(folder, sep))) return;
    isWanted = true;
    if (!isRunning) void run();
  };
  for (const event of ['add', 'change', 'unlink'] as const) watcher.on(event, changed);
}

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { FenceFiles } from '#contract/read-fence.ts';

/** The files that a lesson's fences may leave their text to, as the runner reads them: its track's `common/` first, then its own `files/`. */
export function fenceFiles(lessonPath: string): FenceFiles {
  const lessonDir = dirname(lessonPath);
  const folders = { common: join(dirname(lessonDir), 'common'), files: join(lessonDir, 'files') };
  return {
    read: (name) => {
      for (const [from, dir] of Object.entries(folders)) {
        const path = join(dir, name);
        if (statSync(path, { throwIfNoEntry: false })?.isFile())
          return { text: readFileSync(path, 'utf8'), from: `${from}/${name}` };
      }
      return undefined;
    },
    names: () => [...new Set(Object.values(folders).flatMap(namesBelow))],
  };
}

/** Where a file is that a fence leaves its text to: `files/…` of the lesson, or `common/…` of its track. */
export function fencePath(lessonPath: string, from: string): string {
  const lessonDir = dirname(lessonPath);
  return join(from.startsWith('common/') ? dirname(lessonDir) : lessonDir, from);
}

function namesBelow(dir: string): string[] {
  if (!statSync(dir, { throwIfNoEntry: false })) return [];
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(dir, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
}

import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FenceFiles } from '#contract/read-fence.ts';
import { listFiles } from '../workspace/list-files.ts';

/** Where a file is that a fence leaves its text to: `files/…` of the lesson, or `common/…` of its track. */
export const fencePath = (lessonDir: string, from: string): string =>
  join(from.startsWith('common/') ? dirname(lessonDir) : lessonDir, from);

/** The files that a lesson in a folder starts from: its track's `common/` comes before its own `files/`, as in the workspace. */
export function fenceFiles(lessonDir: string): FenceFiles {
  const folders = { common: join(dirname(lessonDir), 'common'), files: join(lessonDir, 'files') };
  return {
    read: (name) => {
      for (const [from, dir] of Object.entries(folders)) {
        const path = join(dir, name);
        if (existsSync(path) && statSync(path).isFile()) return { text: readFileSync(path, 'utf8'), from: `${from}/${name}` };
      }
      return undefined;
    },
    names: () => [...new Set(Object.values(folders).flatMap(listFiles))],
  };
}

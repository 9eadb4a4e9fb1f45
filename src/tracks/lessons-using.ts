import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readLessonSource } from '#contract/lesson-source.ts';
import { fenceFiles, fencePath } from './fence-files.ts';
import { listContent } from './lesson-files.ts';

/** The lessons (paths of their `index.mdx`) with a fence that leaves its text to one of these files, such as `common/simulator.ts` of the track. */
export async function lessonsUsing(contentDir: string, files: ReadonlySet<string>): Promise<string[]> {
  const programs = [...files].filter((file) => file.startsWith(contentDir) && /[\\/](?:common|files)[\\/]/.test(file));
  if (programs.length === 0) return [];
  const { lessons } = await listContent(contentDir);
  const near = lessons.filter(({ track }) => programs.some((file) => file.startsWith(join(contentDir, track, '/'))));
  const using = await Promise.all(
    near.map(async ({ path }) => {
      const { blocks } = readLessonSource(await readFile(path, 'utf8'), fenceFiles(path));
      const from = blocks.flatMap((block) => (block.from ? [fencePath(path, block.from)] : []));
      return from.some((file) => programs.includes(file)) ? [path] : [];
    }),
  );
  return using.flat();
}

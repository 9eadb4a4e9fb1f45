import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from './refusal.ts';

/** The project's tree as it is on disk. Paths are relative to it, with forward slashes. */
export type Project = { root: string };

/**
 * The text of a file that has to be there.
 * @throws Refusal when somebody moved it
 */
export function readText({ root }: Project, path: string): string {
  if (existsSync(join(root, path))) return readFileSync(join(root, path), 'utf8');
  throw new Refusal(
    `There is no ${path}, which new things are written into.`,
    'Put it back, or tell runner/scaffold/ where it is now.',
  );
}

/** True when a file or folder is there. */
export function isThere({ root }: Project, path: string): boolean {
  return existsSync(join(root, path));
}

/** The names of a folder's folders, sorted; none when it is not there. */
export function foldersIn({ root }: Project, path: string): string[] {
  const dir = join(root, path);
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
    .sort();
}

/** The tracks: folders of `content/` with a `track.yaml`. */
export function tracksOf(project: Project): string[] {
  return foldersIn(project, 'content').filter((name) => isThere(project, `content/${name}/track.yaml`));
}

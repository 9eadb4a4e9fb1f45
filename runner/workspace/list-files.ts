import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The files below a folder by their paths in it, with `/`; none when there is no such folder. */
export function listFiles(dir: string): string[] {
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? listFiles(join(dir, entry.name)).map((path) => `${entry.name}/${path}`) : [entry.name],
  );
}

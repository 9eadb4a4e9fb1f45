import { isAbsolute, relative } from 'node:path';

/** A file as who is here can open it: by its way from the working directory, or by its whole path when it is not below that. */
export function shownPath(file: string, from = process.cwd()): string {
  const way = relative(from, file);
  return way.startsWith('..') || isAbsolute(way) ? file : way;
}

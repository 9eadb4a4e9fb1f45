import { existsSync, renameSync } from 'node:fs';
import { basename } from 'node:path';

/** Errors of the system that say nothing of what is in a file: it may be whole, and is left where it is. */
const NOT_OF_THE_FILE: readonly string[] = ['EMFILE', 'ENFILE', 'ENOMEM', 'ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM'];

/** Whether something could not be read because of what it is, so that it will be no better at the next start. */
export function isDamage(error: unknown): boolean {
  if (!(error instanceof Error)) return true;
  const { code } = error as NodeJS.ErrnoException;
  return !NOT_OF_THE_FILE.includes(code ?? '') && (error.cause === undefined || isDamage(error.cause));
}

/** A path beside another for what is damaged there, that nothing has yet. */
export function pathAside(path: string): string {
  let aside = `${path}.damaged`;
  for (let n = 2; existsSync(aside); n++) aside = `${path}.damaged-${n}`;
  return aside;
}

/** Moves a file or folder away that cannot be read, so that the rest can go on; nothing is removed. Says where it is. */
export function setAside(path: string): string {
  if (!existsSync(path)) return `There is no ${basename(path)}`;
  const aside = pathAside(path);
  renameSync(path, aside);
  return `It is kept as ${basename(aside)}`;
}

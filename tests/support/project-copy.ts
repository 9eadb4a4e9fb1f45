import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';

const PROJECT_DIR = resolve(import.meta.dirname, '../..');
/** In an ignored folder inside the project: Astro knows files of `node_modules` only below a folder that it shares. */
const COPIES = join(PROJECT_DIR, '.towpath');
/** The process that made a copy is in the copy's name. */
const COPY = /^project-(\d+)-/;
/** What a site is built and a runner is started from. */
const PARTS = ['astro.config.mjs', 'package.json', 'package-lock.json', 'public', 'docker', 'runner', 'src', 'tsconfig.json'];

/**
 * A copy of the project to write into, to build and start, with a content folder of the test's own or the project's;
 * removed when this process ends. Those that an ended process left behind are removed first.
 */
export function projectCopy(contentDir = join(PROJECT_DIR, 'content'), parts: readonly string[] = PARTS): string {
  mkdirSync(COPIES, { recursive: true });
  for (const name of readdirSync(COPIES)) if (isLeft(name)) remove(join(COPIES, name));
  const copy = mkdtempSync(join(COPIES, `project-${process.pid}-`));
  process.once('exit', () => remove(copy));
  for (const part of parts) cpSync(join(PROJECT_DIR, part), join(copy, part), { recursive: true });
  cpSync(contentDir, join(copy, 'content'), { recursive: true });
  linkPackages(join(copy, 'node_modules'));
  return copy;
}

/** The packages one by one: Astro keeps what it knows of the lessons beside them, and each copy has lessons of its own. */
function linkPackages(folder: string): void {
  mkdirSync(folder);
  const packages = join(PROJECT_DIR, 'node_modules');
  for (const name of readdirSync(packages).filter((each) => !['.astro', '.vite', '.cache'].includes(each)))
    symlinkSync(join(packages, name), join(folder, name));
}

function isLeft(name: string): boolean {
  const pid = Number(COPY.exec(name)?.[1] ?? 0);
  if (pid === 0) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

function remove(copy: string): void {
  rmSync(copy, { recursive: true, force: true, maxRetries: 3 });
}

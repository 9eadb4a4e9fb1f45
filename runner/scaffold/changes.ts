import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Project } from './project.ts';

/** Texts by file, new and changed ones alike. Paths are relative to the project. */
export type Texts = Record<string, string>;

/** What was written, for the author to read. */
export type Written = { made: string[]; changed: string[] };

/** What is done after the texts are there and before they count: what it throws undoes them. */
type After = (write: (texts: Texts) => void) => void;

/**
 * Writes all of it or nothing: when a write fails, or formatting, or what `after` does, every file is as it was before
 * and new folders are gone.
 * @throws what failed
 */
export function applyTexts(project: Project, texts: Texts, after: After = () => undefined): Written {
  const before = new Map<string, Buffer | undefined>();
  const newDirs: string[] = [];
  const write = (more: Texts): void => {
    for (const [path, text] of Object.entries(more)) {
      const file = join(project.root, path);
      if (!before.has(path)) before.set(path, existsSync(file) ? readFileSync(file) : undefined);
      makeDir(dirname(file), newDirs);
      writeFileSync(file, text);
    }
  };
  try {
    write(texts);
    after(write);
    format(project, [...before.keys()]);
  } catch (error) {
    for (const [path, old] of before) {
      if (old === undefined) rmSync(join(project.root, path), { force: true });
      else writeFileSync(join(project.root, path), old);
    }
    for (const dir of newDirs.toReversed()) rmdirSync(dir);
    throw error;
  }
  const paths = [...before.keys()];
  return {
    made: paths.filter((path) => before.get(path) === undefined),
    changed: paths.filter((path) => before.get(path) !== undefined),
  };
}

/** Makes a folder and those above it, and remembers the new ones, outer ones first. */
function makeDir(dir: string, made: string[]): void {
  if (existsSync(dir)) return;
  makeDir(dirname(dir), made);
  mkdirSync(dir);
  made.push(dir);
}

/** As `npm run format` does, so that a longer line or name is not the author's to mend. */
function format({ root }: Project, paths: readonly string[]): void {
  const code = paths.filter((path) => /\.(?:ts|mjs|json)$/.test(path));
  if (code.length === 0) return;
  try {
    execFileSync(join(root, 'node_modules/.bin/biome'), ['check', '--write', '--colors=off', ...code], {
      cwd: root,
      stdio: 'pipe',
    });
  } catch (cause) {
    const { stdout, stderr, message } = cause as Error & { stdout?: Buffer; stderr?: Buffer };
    throw new Error(`What was written does not pass the linter:\n${stdout ?? ''}${stderr ?? message}`, { cause });
  }
}

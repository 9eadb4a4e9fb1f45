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

/** What Ctrl-C, a closed terminal and `kill` send. */
const INTERRUPTIONS = ['SIGINT', 'SIGHUP', 'SIGTERM'] as const;
/** Takes the place of ending at once. Writing never waits for events, so this is not even called before it is done. */
const goOn = (): void => undefined;

/**
 * Writes all of it or nothing: when a write fails, or formatting, or what `after` does, every file is as it was before
 * and new folders are gone. Interrupted, it finishes; a program that it runs and that ends thereby is a failure.
 * @throws what failed
 */
export function applyTexts(project: Project, texts: Texts, after: After = () => undefined): Written {
  const before = new Map<string, Buffer | undefined>();
  const newDirs: string[] = [];
  const write = (more: Texts): void => {
    for (const [path, text] of Object.entries(more)) {
      const file = join(project.root, path);
      makeDir(dirname(file), newDirs);
      if (!before.has(path)) before.set(path, existsSync(file) ? readFileSync(file) : undefined);
      writeFileSync(file, text);
    }
  };
  for (const signal of INTERRUPTIONS) process.on(signal, goOn);
  try {
    write(texts);
    after(write);
    format(project, [...before.keys()]);
  } catch (error) {
    undo(project, before, newDirs);
    throw interruption(error) ?? error;
  } finally {
    for (const signal of INTERRUPTIONS) process.off(signal, goOn);
  }
  const paths = [...before.keys()];
  return {
    made: paths.filter((path) => before.get(path) === undefined),
    changed: paths.filter((path) => isOther(project, path, before.get(path))),
  };
}

/** True for a file that was there and has another text now; one that was written as it was has not changed. */
function isOther({ root }: Project, path: string, old: Buffer | undefined): boolean {
  return old !== undefined && !old.equals(readFileSync(join(root, path)));
}

/** Said instead of what the program said that was ended. */
function interruption(cause: unknown): Error | undefined {
  const { signal } = cause as { signal?: unknown };
  return typeof signal === 'string' ? new Error(`It was interrupted (${signal}).`, { cause }) : undefined;
}

/**
 * Puts back what was there. What cannot be put back does not keep the rest from it.
 * @throws Error that names what is left
 */
function undo({ root }: Project, before: ReadonlyMap<string, Buffer | undefined>, newDirs: readonly string[]): void {
  const left: string[] = [];
  const attempt = (path: string, act: () => void): void => {
    try {
      act();
    } catch (error) {
      left.push(`${path} (${(error as NodeJS.ErrnoException).code})`);
    }
  };
  for (const [path, old] of before) {
    const file = join(root, path);
    attempt(path, () => (old === undefined ? rmSync(file, { force: true }) : writeFileSync(file, old)));
  }
  for (const dir of newDirs.toReversed()) attempt(dir, () => rmdirSync(dir));
  if (left.length > 0) throw new Error(`Something failed on the way, and these could not be put back: ${left.join(', ')}.`);
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
    if (interruption(cause)) throw cause;
    const { stdout, stderr, message } = cause as Error & { stdout?: Buffer; stderr?: Buffer };
    throw new Error(`What was written does not pass the linter:\n${stdout ?? ''}${stderr ?? message}`, { cause });
  }
}

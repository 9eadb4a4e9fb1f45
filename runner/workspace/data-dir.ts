import { randomUUID } from 'node:crypto';
import { accessSync, constants, existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { RunnerError } from '../errors.ts';
import { writeAtomic } from '../lib/atomic-file.ts';
import { readJson, writeJson } from '../lib/json-file.ts';
import { log } from '../lib/log.ts';

/** What other programs may read while the runner answers. */
export type RunnerFile = {
  url: string;
  token: string;
  version: string;
  pid: number;
  stackPid: number | undefined;
  /** Service → its main address. */
  endpoints: Record<string, string>;
};

const lockSchema = z.object({ pid: z.int(), startedAt: z.string() });

/** How often a lock is tried again when its holder has just ended. */
const LOCK_TRIES = 5;

/** The data directory, held by one runner at a time. */
export class DataDir {
  readonly path: string;
  /** The same for ever: marks the programs that blocks of this directory start, so that orphans can be found. */
  readonly id: string;
  #published = '';

  private constructor(path: string, id: string) {
    this.path = path;
    this.id = id;
  }

  /**
   * Creates the directory when it is not there, and takes it.
   * @throws RunnerError 'data.unwritable' | 'data.locked', the latter with the other runner's address.
   */
  static take(path: string): DataDir {
    try {
      makeDir(path);
      accessSync(path, constants.W_OK | constants.X_OK);
      takeLock(path);
      return new DataDir(path, readId(path));
    } catch (cause) {
      if (cause instanceof RunnerError) throw cause;
      throw new RunnerError(
        'data.unwritable',
        `The data directory ${path} cannot be written (${(cause as NodeJS.ErrnoException).code}).`,
        {
          hint: 'Give yourself the right to write there, free some space, or name another one with --data-dir.',
          cause,
        },
      );
    }
  }

  /** Says where the runner answers, readable by the owner only. Writes when something in it changed. */
  publish(content: RunnerFile): void {
    const text = JSON.stringify(content);
    if (text === this.#published) return;
    this.#published = text;
    writeJson(join(this.path, 'runner.json'), content, { mode: 0o600 });
  }

  /** Says that nobody answers any more. */
  unpublish(): void {
    this.#published = '';
    rmSync(join(this.path, 'runner.json'), { force: true });
  }

  /** Gives the directory back. */
  release(): void {
    this.unpublish();
    rmSync(join(this.path, 'runner.lock'), { force: true });
  }
}

/** `mkdir -p`, one folder at a time: Node's own recursive mkdir never ends where a folder cannot be made, as in /proc. */
function makeDir(path: string): void {
  if (existsSync(path)) return;
  makeDir(dirname(path));
  mkdirSync(path, { mode: 0o700 });
}

function readId(path: string): string {
  const file = join(path, 'id.json');
  const known = readJson(file, z.object({ id: z.uuid() }));
  if (known) return known.id;
  const id = randomUUID();
  writeJson(file, { id });
  return id;
}

/**
 * The lock appears whole, by a link to a finished file: whoever sees it can read who holds it. One that was left behind
 * is moved away under a name of our own before it is removed, so that of several starters only one removes it.
 */
function takeLock(path: string): void {
  const lock = join(path, 'runner.lock');
  const mine = `${lock}.${process.pid}`;
  try {
    writeAtomic(mine, JSON.stringify({ pid: process.pid, startedAt: startedAt(process.pid) }), { mode: 0o600 });
    for (let tries = 0; tries < LOCK_TRIES; tries++) {
      if (tryLink(mine, lock)) {
        rmSync(join(path, 'runner.json'), { force: true });
        return;
      }
      const holder = readJson(lock, lockSchema);
      if (isHeld(holder)) throw locked(path);
      log.info({ lock }, 'the last runner ended without giving its lock back');
      dropStale(lock);
    }
    throw locked(path);
  } finally {
    rmSync(mine, { force: true });
  }
}

type Holder = z.infer<typeof lockSchema>;

const isHeld = (holder: Holder | undefined): boolean => holder !== undefined && startedAt(holder.pid) === holder.startedAt;

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Removes a lock that nobody holds. What another starter has put there since is put back. */
function dropStale(lock: string): void {
  const aside = `${lock}.${process.pid}.stale`;
  try {
    renameSync(lock, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return; // Another starter was quicker.
    throw error;
  }
  if (isHeld(readJson(aside, lockSchema))) tryLink(aside, lock);
  rmSync(aside, { force: true });
}

function locked(path: string): RunnerError {
  const other = readJson(join(path, 'runner.json'), z.looseObject({ url: z.string() }));
  return new RunnerError(
    'data.locked',
    other ? `Another runner uses ${path}. It answers at ${other.url}` : `Another runner is starting in ${path}.`,
    {
      hint: other
        ? 'Open that address, end that runner with Ctrl-C, or name another directory with --data-dir.'
        : 'Wait a moment, or name another directory with --data-dir.',
    },
  );
}

/** When a process started, to tell it from a later one with the same number; empty when there is none. proc(5), field 22. */
function startedAt(pid: number): string {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return '';
  }
  try {
    return (
      readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ')[19] ?? ''
    );
  } catch {
    return 'alive'; // No /proc: that it is alive must do.
  }
}

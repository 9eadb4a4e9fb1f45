import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, lstat, mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomic } from '../lib/atomic-file.ts';
import type { FileState, FoundFile, NewFile, TrackFiles, WantedFile } from './track-files.ts';

/**
 * The files of a track in a folder. It runs on this machine, and in the container of the shell: it imports only what is
 * copied there (docker/gate-files.ts).
 */
export function folderFiles(dir: string): TrackFiles {
  return {
    look: async (wanted) => {
      await mkdir(dir, { recursive: true });
      return await Promise.all(wanted.map((file) => look(dir, file)));
    },
    put: async (files) => {
      for (const file of files) await put(dir, file);
    },
    read: (path, maxBytes) => read(inside(dir, path), maxBytes),
    list: async () => (await orMissing(readdir(dir))) ?? [],
    empty: async () => {
      for (const name of (await orMissing(readdir(dir))) ?? [])
        await rm(join(dir, name), { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

async function look(dir: string, { path, sha256 }: WantedFile): Promise<FileState> {
  const parts = path.split('/');
  for (let depth = 1; depth < parts.length; depth++) {
    const folder = inside(dir, parts.slice(0, depth).join('/'));
    // What the learner has put in place of a folder of ours stays, also a link to another one; a file block goes through it.
    const there = await orMissing(sha256 === undefined ? lstat(folder) : stat(folder));
    if (!there) return 'lacking';
    if (!there.isDirectory()) return 'in-the-way';
  }
  const file = inside(dir, path);
  if (sha256 === undefined) return (await orMissing(lstat(file))) ? 'right' : 'lacking';
  const there = await orMissing(stat(file));
  if (there?.isDirectory()) return 'in-the-way';
  return there?.isFile() && (await hashOf(file)) === sha256 ? 'right' : 'lacking';
}

async function hashOf(file: string): Promise<string | undefined> {
  const handle = await orMissing(open(file, READ));
  if (!handle) return undefined;
  const hash = createHash('sha256');
  for await (const chunk of handle.createReadStream()) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

async function put(dir: string, { path, content, mode }: NewFile): Promise<void> {
  const file = inside(dir, path);
  writeAtomic(file, content);
  if (mode !== undefined) await chmod(file, mode);
}

/** Opening a pipe that nobody writes to must not wait for ever. */
const READ = constants.O_RDONLY | constants.O_NONBLOCK;

async function read(file: string, maxBytes: number): Promise<FoundFile | undefined> {
  const there = await orMissing(stat(file));
  if (!there?.isFile()) return there && { kind: there.isDirectory() ? 'folder' : 'other' };
  const handle = await orMissing(open(file, READ));
  if (!handle) return undefined;
  try {
    const bytes = Buffer.alloc(Math.min(maxBytes, there.size));
    let filled = 0;
    for (let more = 1; more > 0 && filled < bytes.length; filled += more)
      ({ bytesRead: more } = await handle.read(bytes, filled, bytes.length - filled, filled));
    return { kind: 'file', text: bytes.toString('utf8', 0, filled), bytes: there.size };
  } finally {
    await handle.close();
  }
}

/** Undefined when there is nothing of that name. */
async function orMissing<Value>(looking: Promise<Value>): Promise<Value | undefined> {
  try {
    return await looking;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

function inside(dir: string, path: string): string {
  if (path.startsWith('/') || path.split('/').includes('..')) throw new Error(`${path} is not inside the workspace.`);
  return join(dir, path);
}

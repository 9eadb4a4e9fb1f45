import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

/** The files that a lesson begins with, its track's `common/` and its own `files/`: each its path and a fingerprint of what is in it. */
export async function startFiles(lessonDir: string): Promise<string[]> {
  const trackDir = dirname(lessonDir);
  const found = await Promise.all([filesBelow(join(trackDir, 'common')), filesBelow(join(lessonDir, 'files'))]);
  return Promise.all(
    found.flat().map(async (file) => {
      const fingerprint = createHash('sha256').update(await readFile(file));
      // Not the lesson's own folder: with another number it begins with the same files.
      const path = relative(file.startsWith(join(lessonDir, '/')) ? lessonDir : trackDir, file);
      return `${path.replaceAll('\\', '/')} ${fingerprint.digest('hex')}`;
    }),
  );
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return [];
    throw cause;
  });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pack } from 'tar-stream';
import type { ContextFile, Recipe } from './recipe.ts';

/** The folder of the images, `docker/`. */
const DOCKER_DIR = join(import.meta.dirname, '..');
const PLAIN = 0o644;
const PROGRAM = 0o755;

/** Everything a recipe sends to the engine, in the order of the names. */
export function contextFiles({ folder, files = [] }: Recipe): ContextFile[] {
  const dir = join(DOCKER_DIR, folder);
  const own = readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry): ContextFile => {
      const path = join(entry.parentPath, entry.name);
      // Git keeps one bit of a mode; the rest is the umask of who cloned.
      return { name: relative(dir, path), path, mode: statSync(path).mode & 0o100 ? PROGRAM : PLAIN };
    });
  return [...own, ...files].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A fingerprint of what an image is built from; another one means that it has to be built again. */
export function fingerprint(files: readonly ContextFile[], rest: unknown): string {
  const hash = createHash('sha256').update(JSON.stringify(rest));
  for (const file of files) {
    const content = contentOf(file);
    hash.update(`\n${file.name} ${file.mode ?? PLAIN} ${content.length}\n`).update(content);
  }
  return hash.digest('hex').slice(0, 32);
}

/** The files as the tar stream that the engine takes; what they belong to and when they were made does not matter. */
export function packContext(files: readonly ContextFile[]): NodeJS.ReadableStream {
  const tar = pack();
  const fill = async () => {
    for (const file of files) {
      const content = contentOf(file);
      await new Promise<void>((resolve, reject) => {
        tar.entry({ name: file.name, mode: file.mode ?? PLAIN, mtime: new Date(0) }, content, (error) =>
          error ? reject(error) : resolve(),
        );
      });
    }
    tar.finalize();
  };
  fill().catch((error: Error) => tar.destroy(error));
  return tar as unknown as NodeJS.ReadableStream;
}

const contentOf = (file: ContextFile): Buffer => ('text' in file ? Buffer.from(file.text) : readFileSync(file.path));

import { mkdirSync, readFileSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PROJECT_DIR } from '../config.ts';
import { writeAtomic } from '../lib/atomic-file.ts';

/**
 * Lets programs of lessons import what those on the Docker stack can: the packages of the shell's image. They are linked
 * beside the folder of the workspace, where Node looks above it and learners' lists of files stay clean. The package.json
 * says that files there are modules.
 */
export function linkPackages(dir: string): void {
  const manifest = readFileSync(join(PROJECT_DIR, 'docker/shell/package.json'), 'utf8');
  const { dependencies } = JSON.parse(manifest) as { dependencies: Record<string, string> };
  for (const name of Object.keys(dependencies)) link(join(PROJECT_DIR, 'node_modules', name), join(dir, 'node_modules', name));
  writeAtomic(join(dir, 'package.json'), `${JSON.stringify({ private: true, type: 'module' })}\n`);
}

function link(target: string, path: string): void {
  if (linked(path) === target) return;
  mkdirSync(dirname(path), { recursive: true });
  rmSync(path, { recursive: true, force: true });
  symlinkSync(target, path, 'dir');
}

function linked(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined; // Nothing is there, or no link: it is made anew.
  }
}

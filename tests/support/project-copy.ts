import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';

const PROJECT_DIR = resolve(import.meta.dirname, '../..');
const PARTS = ['astro.config.mjs', 'package.json', 'package-lock.json', 'public', 'docker', 'runner', 'src', 'tsconfig.json'];

/**
 * A copy of the project with a content folder of the test's own, to build and start; removed when this process ends. It
 * lies inside the project, in an ignored folder: Astro knows files of `node_modules` only below a folder that it shares.
 */
export function projectCopy(contentDir: string): string {
  const ignored = join(PROJECT_DIR, '.towpath');
  mkdirSync(ignored, { recursive: true });
  const copy = mkdtempSync(join(ignored, 'project-'));
  process.once('exit', () => rmSync(copy, { recursive: true, force: true, maxRetries: 3 }));
  for (const part of PARTS) cpSync(join(PROJECT_DIR, part), join(copy, part), { recursive: true });
  cpSync(contentDir, join(copy, 'content'), { recursive: true });
  symlinkSync(join(PROJECT_DIR, 'node_modules'), join(copy, 'node_modules'), 'dir');
  return copy;
}

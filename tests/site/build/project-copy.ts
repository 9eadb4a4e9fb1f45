import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** A copy of what the site is built from, with one track and an empty folder for its lesson; removed after the test. */
export async function projectCopy(t: TestContext): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'site-copy-'));
  t.after(() => rm(root, { recursive: true }));
  for (const name of ['src', 'runner/contract', 'docker/compose.yaml', 'package.json', 'tsconfig.json', 'astro.config.mjs'])
    await cp(join(ROOT, name), join(root, name), { recursive: true });
  await symlink(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  await mkdir(join(root, 'content/event-enrichment/01-a-lesson'), { recursive: true });
  await cp(join(ROOT, 'content/event-enrichment/track.yaml'), join(root, 'content/event-enrichment/track.yaml'));
  return root;
}

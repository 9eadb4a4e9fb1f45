import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'astro';

/** A built site in a temporary folder. */
export type BuiltSite = { folder: string; remove(): Promise<void> };

/**
 * Builds the site as `npm run build` does, into a temporary folder and without the cache of earlier builds.
 * `site` is the address of a site that is put on the web, as of `--site`.
 * @throws what Astro throws for a mistake in the content.
 */
export async function buildSite(
  root = fileURLToPath(new URL('../../../', import.meta.url)),
  { site }: { site?: string } = {},
): Promise<BuiltSite> {
  const temporary = await mkdtemp(join(tmpdir(), 'site-'));
  const folder = join(temporary, 'dist');
  await build({ root, ...(site ? { site } : {}), outDir: folder, cacheDir: join(temporary, 'cache'), logLevel: 'error' });
  return { folder, remove: () => rm(temporary, { recursive: true }) };
}

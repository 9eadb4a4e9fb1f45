import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { AstroIntegration } from 'astro';
import { editorSchemas } from './editor-schemas.ts';
import { listContent } from './lesson-files.ts';
import { syncOnChange } from './sync-on-change.ts';

/** Where Astro's own extension for editors looks. Git ignores it, as everything that is made from something else. */
const FOLDER = '.astro/collections/';

/**
 * Writes what editors need to complete and check while somebody writes: the JSON Schemas of a lesson's frontmatter and
 * of a `track.yaml`, and the list by which Astro's extension knows which file is a lesson.
 */
export function editorHelp(): AstroIntegration {
  let [contentDir, folder] = ['', ''];
  return {
    name: 'editor-help',
    hooks: {
      'astro:config:setup': async ({ config }) => {
        contentDir = fileURLToPath(new URL('content/', config.root));
        folder = fileURLToPath(new URL(FOLDER, config.root));
        await writeEditorHelp(contentDir, folder);
      },
      'astro:server:setup': ({ server, logger }) => {
        syncOnChange(
          { watcher: server.watcher, folder: contentDir },
          () => writeLessonList(contentDir, folder),
          (cause) => logger.error(String(cause)),
        );
      },
    },
  };
}

/** Writes `lesson.schema.json`, `track.schema.json` and `collections.json` into `folder`. */
export async function writeEditorHelp(contentDir: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, schema] of Object.entries(editorSchemas()))
    await writeFile(join(folder, `${name}.schema.json`), `${JSON.stringify(schema, null, 2)}\n`);
  await writeLessonList(contentDir, folder);
}

/** The extension looks a file up by its address in lower case, not encoded. */
async function writeLessonList(contentDir: string, folder: string): Promise<void> {
  const { lessons } = await listContent(contentDir);
  const address = (path: string) => decodeURIComponent(pathToFileURL(path).href).toLowerCase();
  const entries = Object.fromEntries(lessons.map(({ path }) => [address(path), 'lesson']));
  const list = { collections: [{ hasSchema: true, name: 'lesson' }], entries };
  await writeFile(join(folder, 'collections.json'), `${JSON.stringify(list, null, 2)}\n`);
}

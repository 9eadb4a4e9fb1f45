import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Loader, LoaderContext } from 'astro/loaders';
import { readTrackSource } from '#contract/track-source.ts';
import { listContent } from './lesson-files.ts';
import { syncOnChange } from './sync-on-change.ts';

/** The `track.yaml` of every track. One with a mistake stays as it was: the lessons' loader ends a build, the overlay tells the author. */
export function tracksLoader(): Loader {
  return {
    name: 'tracks',
    async load(context) {
      const contentDir = fileURLToPath(new URL('content/', context.config.root));
      const { watcher, logger } = context;
      await syncTracks(context, contentDir);
      if (watcher)
        syncOnChange(
          { watcher, folder: contentDir },
          () => syncTracks(context, contentDir),
          (cause) => logger.error(String(cause)),
        );
    },
  };
}

async function syncTracks({ store, parseData, generateDigest }: LoaderContext, contentDir: string): Promise<void> {
  const { tracks } = await listContent(contentDir);
  for (const id of tracks) {
    const { fields } = readTrackSource(await readFile(join(contentDir, id, 'track.yaml'), 'utf8'));
    if (fields) store.set({ id, data: await parseData({ id, data: fields }), digest: generateDigest(fields) });
  }
  for (const id of store.keys()) if (!tracks.includes(id)) store.delete(id);
}

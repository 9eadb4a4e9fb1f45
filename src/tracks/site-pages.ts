import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type LessonSource, readLessonSource } from '#contract/lesson-source.ts';
import type { ContentFiles } from './lesson-files.ts';
import { anchorsOf } from './lesson-text.ts';

/** A page that a link may lead to. `anchors` is there for a lesson whose text can be read. */
export type SitePage = { isDraft: boolean; anchors?: string[] };

/** The pages of the site, and the files beside them, as links and images name them. */
export type SitePages = {
  /** `/`, `/<track>/` and `/<track>/<lesson>/`. */
  addresses: string[];
  /** The page at an address, with its last slash. */
  find: (address: string) => Promise<SitePage | undefined>;
  /** Whether the site serves a file under this path, such as `/favicon.svg`. */
  hasFile: (path: string) => Promise<boolean>;
};

/** The pages that a content folder becomes. A lesson is read when a link leads to it, and then once. */
export function sitePages(contentDir: string, { tracks, lessons }: ContentFiles): SitePages {
  const known = new Map(lessons.map((lesson) => [`/${lesson.id}/`, lesson.path]));
  const others = ['/', ...tracks.map((track) => `/${track}/`)];
  const read = new Map<string, Promise<SitePage>>();
  return {
    addresses: [...others, ...known.keys()],
    async find(address) {
      const path = known.get(address);
      if (!path) return others.includes(address) ? { isDraft: false } : undefined;
      const page = read.get(address) ?? readPage(path);
      read.set(address, page);
      return page;
    },
    hasFile: async (path) => isFile(join(contentDir, '..', 'public', path)),
  };
}

async function readPage(path: string): Promise<SitePage> {
  return pageOf(readLessonSource(await readFile(path, 'utf8')));
}

/** A lesson as a page that links lead to. */
export function pageOf({ fields, text, blocks }: LessonSource): SitePage {
  return { isDraft: fields?.draft ?? false, anchors: text && anchorsOf(text, blocks) };
}

/** Whether there is a file at a path. */
export async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
}

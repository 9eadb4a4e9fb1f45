import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type LessonSource, readLessonSource } from '#contract/lesson-source.ts';
import type { ContentFiles } from './lesson-files.ts';
import { anchorsOf } from './lesson-text.ts';

/**
 * A page that a link may lead to. A draft is shown to its author only, and so is the page of a track that has nothing but
 * drafts; a track without any lesson has no page. `anchors` is there for a lesson whose text can be read.
 */
export type SitePage = { of: 'site' | 'track' | 'lesson'; shown: 'always' | 'as a draft' | 'never'; anchors?: string[] };

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
  const read = new Map<string, Promise<SitePage>>();
  const lessonAt = (address: string, path: string): Promise<SitePage> => {
    const page = read.get(address) ?? readPage(path);
    read.set(address, page);
    return page;
  };
  const trackPage = async (track: string): Promise<SitePage> => {
    const own = lessons.filter((lesson) => lesson.track === track);
    const pages = await Promise.all(own.map(({ id, path }) => lessonAt(`/${id}/`, path)));
    if (pages.some(({ shown }) => shown === 'always')) return { of: 'track', shown: 'always' };
    return { of: 'track', shown: pages.length > 0 ? 'as a draft' : 'never' };
  };
  return {
    addresses: ['/', ...tracks.map((track) => `/${track}/`), ...known.keys()],
    async find(address) {
      const path = known.get(address);
      if (path) return lessonAt(address, path);
      if (address === '/') return { of: 'site', shown: 'always' };
      const track = tracks.find((name) => address === `/${name}/`);
      return track === undefined ? undefined : trackPage(track);
    },
    hasFile: (path) => isFileBelow(join(contentDir, '..', 'public'), path),
  };
}

async function readPage(path: string): Promise<SitePage> {
  return pageOf(readLessonSource(await readFile(path, 'utf8')));
}

/** A lesson as a page that links lead to. */
export function pageOf({ fields, text, blocks }: LessonSource): SitePage {
  return { of: 'lesson', shown: fields?.draft ? 'as a draft' : 'always', anchors: text && anchorsOf(text, blocks) };
}

/** Whether a folder has a file under a path, which leads out of it nowhere. */
export async function isFileBelow(folder: string, path: string): Promise<boolean> {
  return !path.split(/[\\/]/).includes('..') && isFile(join(folder, path));
}

/** Whether there is a file at a path. */
export async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
}

import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

const CONTENT = resolve(import.meta.dirname, '../../content');

/** Paths of all pages: home, tracks that have lessons, every lesson, and one that is not there. */
export function sitePages(): string[] {
  const tracks = readdirSync(CONTENT).filter((track) => existsSync(join(CONTENT, track, 'track.yaml')));
  const pages = tracks.flatMap((track) => {
    const lessons = readdirSync(join(CONTENT, track)).filter((name) => existsSync(join(CONTENT, track, name, 'index.mdx')));
    const paths = lessons.sort().map((name) => `/${track}/${name.replace(/^\d+-/, '')}/`);
    return paths.length > 0 ? [`/${track}/`, ...paths] : [];
  });
  return ['/', ...pages, '/no-such-page/'];
}

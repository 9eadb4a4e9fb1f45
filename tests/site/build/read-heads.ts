import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BuiltSite } from './build-site.ts';
import { attributeValues } from './built-page.ts';

/** The pages of a built site: their path, and what is in their head. */
export function readHeads({ folder }: BuiltSite) {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.html'));
  return files.map((file) => {
    const html = readFileSync(join(folder, file), 'utf8');
    const meta = (name: string) => {
      const tags = [...html.matchAll(new RegExp(`<meta (?:name|property)="${name}"[^>]*>`, 'g'))];
      return tags.flatMap(([tag]) => attributeValues(tag, 'content'));
    };
    return {
      path: `/${file.replace(/(?:^|(?<=\/))index\.html$/, '')}`,
      html,
      // Pictures in the page have titles, too.
      titles: [...html.slice(0, html.indexOf('</head>')).matchAll(/<title>([^<]*)<\/title>/g)].map(([, title = '']) => title),
      descriptions: meta('description'),
      shared: [meta('og:title'), meta('og:description'), meta('og:type'), meta('twitter:card')],
      colour: meta('theme-color'),
      canonical: [...html.matchAll(/<link rel="canonical" href="([^"]*)"/g)].map(([, href = '']) => href),
    };
  });
}

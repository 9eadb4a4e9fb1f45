import type { LessonProblem, TextNode } from '#contract/lesson-source.ts';
import { visit } from '#contract/lesson-source.ts';
import { nearest, suggest } from '#contract/nearest.ts';
import { NETWORK } from '#contract/network.ts';
import { attributeOf, decode, elementName, placeOf } from './lesson-text.ts';
import type { SitePage, SitePages } from './site-pages.ts';

/** A lesson as the pages of the site are seen from it. */
export type LinkingLesson = { id: string; isDraft: boolean; anchors: readonly string[] };

type Mistake = { message: string; hint: string };

const SCHEMES = ['https:', 'http:', 'mailto:'];

/** Links that lead to no page, no heading, a draft, or nowhere at all. */
export async function linkProblems(text: TextNode, lesson: LinkingLesson, pages: SitePages): Promise<LessonProblem[]> {
  const problems: LessonProblem[] = [];
  for (const { node, href } of linksIn(text)) {
    const mistake = await mistakeOf(href, lesson, pages);
    if (mistake) problems.push({ ...placeOf(node), ...mistake });
  }
  return problems;
}

/** Every address that a reader may click, with its place. */
function linksIn(text: TextNode): { node: TextNode; href: string }[] {
  const links: { node: TextNode; href: string }[] = [];
  const images = new Set<unknown>();
  visit(text, (node) => {
    if (node.type === 'imageReference') images.add(node.identifier);
  });
  visit(text, (node) => {
    const isDefinition = node.type === 'definition' && !images.has(node.identifier);
    if (node.type === 'link' || isDefinition) links.push({ node, href: String(node.url ?? '') });
    const href = elementName(node) === 'a' ? attributeOf(node, 'href') : undefined;
    if (typeof href === 'string') links.push({ node, href });
  });
  return links;
}

async function mistakeOf(href: string, lesson: LinkingLesson, pages: SitePages): Promise<Mistake | undefined> {
  if (href === '') return { message: 'A link has no address.', hint: 'Write where it leads: `[words](/track/lesson/)`.' };
  if (/^[a-z][a-z0-9+.-]*:/i.test(href) || href.startsWith('//')) return elsewhere(href);
  if (href.startsWith('#')) return wrongAnchor(href, { ...lesson, page: 'this page' });
  const url = URL.parse(href, `http://site/${lesson.id}/`);
  // `/\name/` is `//name/` to a browser: another site.
  if (url?.host !== 'site') return { message: `\`${href}\` is not an address.`, hint: 'Write it like /track/lesson/.' };
  const { pathname, hash } = url;
  const address = decode(pathname).replace(/(?<!\/)$/, '/');
  const page = await pages.find(address);
  if (!page) {
    if (await pages.hasFile(decode(pathname))) return undefined;
    return { message: `There is no page \`${href}\`.`, hint: hintFor(href, address, pages.addresses) };
  }
  if (page.shown === 'never' || (page.shown === 'as a draft' && !lesson.isDraft)) return notYet(address, page);
  return hash && page.anchors ? wrongAnchor(hash, { anchors: page.anchors, page: `\`${address}\`` }) : undefined;
}

function notYet(address: string, { of, shown }: SitePage): Mistake {
  if (of === 'lesson')
    return {
      message: `\`${address}\` is a draft, which is not on the site yet.`,
      hint: 'Leave the link out, or take `draft: true` out of that lesson.',
    };
  const track = address.slice(1, -1);
  return {
    message: `\`${address}\` has no lessons yet, and so no page.`,
    hint:
      shown === 'never'
        ? `Leave the link out, or write its first lesson: npm run new -- lesson ${track} "<title>".`
        : 'Leave the link out, or take `draft: true` out of one of its lessons.',
  };
}

function elsewhere(href: string): Mistake | undefined {
  const scheme = /^[a-z][a-z0-9+.-]*:/i.exec(href)?.[0].toLowerCase() ?? 'https:';
  const mistake = (message: string, hint: string): Mistake => ({ message, hint });
  if (!SCHEMES.includes(scheme)) return mistake(`\`${href}\` begins with an unknown \`${scheme}\`.`, suggest(scheme, SCHEMES));
  if (scheme === 'mailto:') return undefined;
  const { hostname } = (/^(?:https?:)?\/\/[^/]/i.test(href) && URL.parse(href, 'https://site/')) || { hostname: '' };
  if (hostname === '') return mistake(`\`${href}\` is not an address.`, 'Write it like https://example.com/page.');
  if (Object.hasOwn(NETWORK, hostname) || /^(?:localhost|127\.[\d.]+|\[::1\])$/.test(hostname))
    return mistake(
      `\`${href}\` leads into the stack, which no browser finds by this name.`,
      'Say in words where to click: in the workbench, under **Services**, **Open** beside its name.',
    );
  return undefined;
}

function wrongAnchor(hash: string, { anchors, page }: { anchors: readonly string[]; page: string }): Mistake | undefined {
  const wanted = decode(hash.slice(1));
  if (anchors.includes(wanted) || wanted === '') return undefined;
  const known = anchors.filter((anchor) => anchor !== '_top').map((anchor) => `#${anchor}`);
  return { message: `There is no heading \`#${wanted}\` on ${page}.`, hint: suggest(`#${wanted}`, known) };
}

/** The page that was most likely meant: a folder's number is no part of an address, nor is the name of a file. */
function hintFor(href: string, address: string, addresses: readonly string[]): string {
  if (/^www\.|^[\w-]+\.(?:com|org|net|io|dev)\b/.test(href))
    return `Begin an address elsewhere with https://: \`https://${href}\`.`;
  const parts = address.split('/').filter((part) => part !== '' && part !== 'index.mdx');
  const [track = '', ...rest] = parts.map((part) => part.replace(/^\d+-/, '').replace(/\.mdx?$/, ''));
  // A name without `../` before it is looked for below the lesson.
  const lesson = rest.at(-1) ?? '';
  const tracks = [...new Set(addresses.map((other) => other.split('/')[1] ?? ''))].filter(Boolean);
  const trackMeant = nearest(track, tracks);
  if (lesson === '' && trackMeant) return `Did you mean \`/${trackMeant}/\`?`;
  const lessons = addresses.filter((other) => other.split('/').length === 4);
  const inTrack = lessons.filter((other) => other.startsWith(`/${trackMeant}/`));
  const lessonMeant = meant(lesson, inTrack) ?? meant(lesson || track, lessons);
  if (lessonMeant) return `Did you mean \`${lessonMeant}\`?`;
  if (/^www\.|^[\w-]+\.(?:com|org|net|io|dev)\b/.test(href))
    return `Begin an address elsewhere with https://: \`https://${href}\`.`;
  return inTrack.length > 0 ? `The lessons of ${trackMeant}: ${inTrack.join(', ')}.` : 'Write it like /track/lesson/.';
}

function meant(name: string, addresses: readonly string[]): string | undefined {
  const near = nearest(
    name,
    addresses.map((address) => address.split('/')[2] ?? ''),
  );
  return addresses.find((address) => near !== undefined && address.endsWith(`/${near}/`));
}

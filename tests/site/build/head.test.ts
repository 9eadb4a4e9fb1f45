import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type BuiltSite, buildSite } from './build-site.ts';
import { attributeValues } from './built-page.ts';

const ADDRESS = 'https://towpath.example';

/** The pages of a built site: their path, and what is in their head. */
function readHeads({ folder }: BuiltSite) {
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
      titles: [...html.matchAll(/<title>([^<]*)<\/title>/g)].map(([, title = '']) => title),
      descriptions: meta('description'),
      shared: [meta('og:title'), meta('og:description'), meta('og:type'), meta('twitter:card')],
      colour: meta('theme-color'),
      canonical: [...html.matchAll(/<link rel="canonical" href="([^"]*)"/g)].map(([, href = '']) => href),
    };
  });
}

describe('the head of every page', () => {
  let site: BuiltSite;
  let heads: ReturnType<typeof readHeads>;
  before(async () => {
    site = await buildSite();
    heads = readHeads(site);
  });
  after(() => site?.remove());

  test('has a title of its own that names the site, and one first heading', () => {
    assert.ok(heads.length > 6);
    for (const { path, titles, html } of heads) {
      assert.equal(titles.length, 1, path);
      assert.match(titles[0] ?? '', /^Towpath · .|. · Towpath$/, path);
      assert.equal(html.match(/<h1[ >]/g)?.length, 1, path);
      assert.match(html, /^<!DOCTYPE html><html lang="en"/, path);
    }
    const titles = heads.map((head) => head.titles[0]);
    assert.deepEqual(
      titles.filter((title, index) => titles.indexOf(title) !== index),
      [],
    );
    assert.ok(titles.includes('A queue to receive events · Towpath'));
  });

  test('has a description of its own, of a length that search engines show, the same for shared links', () => {
    for (const { path, descriptions, shared } of heads) {
      assert.equal(descriptions.length, 1, path);
      const length = descriptions[0]?.length ?? 0;
      assert.ok(length >= 50 && length <= 200, `${path}: ${length} characters`);
      const [titles, texts, types, cards] = shared;
      assert.deepEqual([texts, types, cards], [descriptions, ['website'], ['summary']], path);
      assert.equal(titles?.length, 1, path);
    }
    const texts = heads.map((head) => head.descriptions[0]);
    assert.deepEqual(
      texts.filter((text, index) => texts.indexOf(text) !== index),
      [],
    );
  });

  test('has an icon that is there, and a colour for the browser’s frame', () => {
    for (const { path, html, colour } of heads) {
      assert.match(html, /<link rel="shortcut icon" href="\/favicon\.svg" type="image\/svg\+xml"/, path);
      assert.deepEqual(colour, ['#ffffff'], path);
    }
    assert.ok(existsSync(join(site.folder, 'favicon.svg')));
  });

  test('a learner’s own build has no absolute address: no canonical, no sitemap', () => {
    for (const { path, html, canonical } of heads) {
      assert.deepEqual(canonical, [], path);
      assert.doesNotMatch(html, /rel="sitemap"|og:url/, path);
    }
    assert.deepEqual(
      readdirSync(site.folder).filter((name) => name.startsWith('sitemap')),
      [],
    );
    assert.equal(readFileSync(join(site.folder, 'robots.txt'), 'utf8'), 'User-agent: *\nAllow: /\n');
  });
});

describe('a site with an address', () => {
  let site: BuiltSite;
  before(async () => {
    site = await buildSite(undefined, { site: ADDRESS });
  });
  after(() => site?.remove());

  test('has every page but the one of no page in its sitemap, and names it in robots.txt and in every head', () => {
    const heads = readHeads(site);
    const sitemap = readFileSync(join(site.folder, 'sitemap-0.xml'), 'utf8');
    const listed = [...sitemap.matchAll(/<loc>([^<]*)<\/loc>/g)].map(([, address]) => address);
    const pages = heads.filter(({ path }) => path !== '/404.html').map(({ path }) => `${ADDRESS}${path}`);
    assert.deepEqual(listed.toSorted(), pages.toSorted());
    assert.match(readFileSync(join(site.folder, 'sitemap-index.xml'), 'utf8'), new RegExp(`<loc>${ADDRESS}/sitemap-0.xml</loc>`));
    assert.match(
      readFileSync(join(site.folder, 'robots.txt'), 'utf8'),
      new RegExp(`^Sitemap: ${ADDRESS}/sitemap-index\\.xml$`, 'm'),
    );
    for (const { html } of heads) assert.match(html, /<link rel="sitemap" href="\/sitemap-index\.xml"/);
  });

  test('says each page’s own address', () => {
    for (const { path, canonical } of readHeads(site).filter((head) => head.path !== '/404.html'))
      assert.deepEqual(canonical, [`${ADDRESS}${path}`]);
  });
});

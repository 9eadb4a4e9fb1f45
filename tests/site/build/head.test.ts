import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type BuiltSite, buildSite } from './build-site.ts';
import { readHeads } from './read-heads.ts';

const ADDRESS = 'https://towpath.example';

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

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import type { BuiltSite } from './build-site.ts';
import { readHeads } from './read-heads.ts';

/** What the head of every page has in the site that a learner builds; called with that site, once it is built. */
export function headSuite(site: () => BuiltSite): void {
  let heads: ReturnType<typeof readHeads>;
  before(() => {
    heads = readHeads(site());
  });

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
    assert.ok(existsSync(join(site().folder, 'favicon.svg')));
  });

  test('a learner’s own build has no absolute address: no canonical, no sitemap', () => {
    for (const { path, html, canonical } of heads) {
      assert.deepEqual(canonical, [], path);
      assert.doesNotMatch(html, /rel="sitemap"|og:url/, path);
    }
    assert.deepEqual(
      readdirSync(site().folder).filter((name) => name.startsWith('sitemap')),
      [],
    );
    assert.equal(readFileSync(join(site().folder, 'robots.txt'), 'utf8'), 'User-agent: *\nAllow: /\n');
  });
}

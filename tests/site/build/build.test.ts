import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { readLessonSource } from '#contract/lesson-source.ts';
import { readTrackSource } from '#contract/track-source.ts';
import { fenceFiles } from '../../../src/tracks/fence-files.ts';
import { type LessonFile, listContent } from '../../../src/tracks/lesson-files.ts';
import { anchorsOf } from '../../../src/tracks/lesson-text.ts';
import { type BuiltSite, buildSite } from './build-site.ts';
import { attributeValues, readPage } from './built-page.ts';
import { headSuite } from './head-suite.ts';

/** design.md §7: HTML, styles and scripts of a lesson before a block is run, gzip. */
const MAX_PAGE_BYTES = 70 * 1000;
const CONTENT = fileURLToPath(new URL('../../../content/', import.meta.url));

let site: BuiltSite;
let lessons: LessonFile[];

before(async () => {
  site = await buildSite();
  ({ lessons } = await listContent(CONTENT));
});
after(() => site?.remove());

const pageOf = ({ id }: LessonFile) => readPage(site.folder, `${id}/index.html`);

test('every lesson has its page, with its blocks and their exact text', async () => {
  assert.ok(lessons.length > 0);
  for (const lesson of lessons) {
    const { fields, blocks } = readLessonSource(await readFile(lesson.path, 'utf8'), fenceFiles(lesson.path));
    if (fields?.draft) continue;
    const { html } = await pageOf(lesson);
    const elements = html.match(/<(?:run|file)-block (?:"[^"]*"|[^">])*>/g) ?? [];
    const shown = elements.map((element) =>
      ['data-block', 'data-hash', 'data-text', 'data-lesson'].map((name) => attributeValues(element, name)[0]),
    );
    assert.deepEqual(
      shown,
      blocks.map(({ id, hash, text }) => [id, hash, text, lesson.id]),
    );
    assert.ok(html.includes('<verify-panel') === (fields?.checks.length ?? 0) > 0, lesson.id);
  }
});

test('no two parts of a page have one id, a heading and a block of the same name either', async () => {
  for (const lesson of lessons) {
    const { html } = await pageOf(lesson);
    const markup = html.replace(/<script[\s\S]*?<\/script>/g, '');
    const ids = attributeValues(markup, 'id').sort();
    assert.deepEqual(ids, [...new Set(ids)], lesson.id);
    for (const block of attributeValues(markup, 'data-block')) assert.ok(ids.includes(`block:${block}`), block);
  }
});

test('the anchors that links are checked against are those of the page', async () => {
  for (const lesson of lessons) {
    const { fields, text, blocks } = readLessonSource(await readFile(lesson.path, 'utf8'), fenceFiles(lesson.path));
    if (fields?.draft) continue;
    assert.ok(text);
    const { html } = await pageOf(lesson);
    const ids = attributeValues(html.replace(/<script[\s\S]*?<\/script>/g, ''), 'id');
    const missing = anchorsOf(text, blocks).filter((anchor) => !ids.includes(anchor));
    assert.deepEqual(missing, [], lesson.id);
  }
});

test('a lesson weighs at most 70 kB before a block is run', async (t) => {
  for (const lesson of lessons) {
    const { html, styles, scripts } = await pageOf(lesson);
    let bytes = gzipSync(html).length;
    for (const file of [...styles, ...scripts]) bytes += gzipSync(await readFile(join(site.folder, file))).length;
    t.diagnostic(`${lesson.id}: ${(bytes / 1000).toFixed(1)} kB`);
    assert.ok(bytes <= MAX_PAGE_BYTES, `${lesson.id} weighs ${bytes} bytes`);
  }
});

test('nothing of the build or the runner is in a browser chunk', async () => {
  const files = (await readdir(join(site.folder, '_astro'))).filter((name) => name.endsWith('.js'));
  assert.ok(files.length > 0);
  for (const name of files) {
    const code = await readFile(join(site.folder, '_astro', name), 'utf8');
    for (const mark of ['ZodError', 'mdxToMdast', 'YAMLParseError', 'parseDocument', 'node:fs'])
      assert.ok(!code.includes(mark), `${name} has ${mark}`);
  }
});

test('a page has few inline scripts, no style elements and no handlers in its markup', async () => {
  const all = new Set<string>();
  const pages = (await readdir(site.folder, { recursive: true })).filter((name) => name.endsWith('.html'));
  for (const path of pages) {
    const { html, inlineScripts } = await readPage(site.folder, path);
    for (const script of inlineScripts) all.add(script);
    const markup = html.replace(/<script[\s\S]*?<\/script>/g, '').replace(/="[^"]*"/g, (value) => value.replace(/[<>]/g, ''));
    assert.doesNotMatch(markup, /<style/, path);
    assert.doesNotMatch(markup, /<[^>]+\son[a-z]+=/, path);
    assert.doesNotMatch(html, /(?:src|href)="(?:https?:)?\/\//, path);
  }
  assert.ok(all.size <= 3, `${all.size} different inline scripts`);
});

test('search is not loaded with the page', async () => {
  const [lesson] = lessons;
  assert.ok(lesson);
  const { html, scripts } = await pageOf(lesson);
  assert.ok(![html, ...scripts].some((text) => /src="[^"]*pagefind/.test(text)));
  assert.ok((await readdir(join(site.folder, 'pagefind'))).includes('pagefind.js'));
});

test('the sidebar has the lessons of the track in order, and marks the page itself', async () => {
  for (const lesson of lessons) {
    const { html } = await pageOf(lesson);
    const path = /<ol class="path">[\s\S]*?<\/ol>/.exec(html)?.[0] ?? '';
    const expected = lessons.filter(({ track }) => track === lesson.track).map(({ id }) => id);
    assert.deepEqual(attributeValues(path, 'data-lesson'), expected);
    assert.match(path, new RegExp(`href="/${lesson.id}/" aria-current="page"`));
  }
});

test('the home page has every track for learners, and a track without lessons is no link', async () => {
  const { html } = await readPage(site.folder, 'index.html');
  const { tracks } = await listContent(CONTENT);
  const isForLearners = (id: string) =>
    readTrackSource(readFileSync(join(CONTENT, id, 'track.yaml'), 'utf8')).fields?.for === 'learners';
  const rows = html.match(/<li data-track="[\s\S]*?<\/h3>/g) ?? [];
  assert.deepEqual(rows.flatMap((row) => attributeValues(row, 'data-track')).sort(), tracks.filter(isForLearners));
  for (const row of rows) assert.equal(row.includes('<a '), row.includes('data-t="open"'));
});

describe('the head of every page', () => headSuite(() => site));

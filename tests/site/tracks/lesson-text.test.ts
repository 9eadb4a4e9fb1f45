import assert from 'node:assert/strict';
import { test } from 'node:test';
import { satteri } from '@astrojs/markdown-satteri';
import { readLessonSource } from '#contract/lesson-source.ts';
import { anchorsOf } from '../../../src/tracks/lesson-text.ts';

const HEADINGS = [
  'A -- b --- c',
  'With {/* a comment */} in it',
  'It\'s “quoted”, "twice" ... and {1 + 1}',
  '`code -- as it is` and -- more -----',
  'A [link -- of it](https://example.com) and ![a picture](/p.svg)',
  'Twice',
  'Twice',
  '*Marks* <b>and -- elements</b>',
  'Größe & Maß: 16–9',
];

/** The ids that the site's own processor gives to headings. */
async function idsOnThePage(text: string): Promise<string[]> {
  const renderer = await satteri().createMdxRenderer?.({ syntaxHighlight: false }, { optimize: false });
  assert.ok(renderer);
  const { code } = await renderer.process(text, '/lesson/index.mdx', {});
  const headings = /function getHeadings\(\) \{ return (.*); \}$/m.exec(code)?.[1] ?? assert.fail(code);
  return (JSON.parse(headings) as { slug: string }[]).map(({ slug }) => slug);
}

test('anchors of odd headings are those that the page gets', async () => {
  const text = HEADINGS.map((heading) => `## ${heading}\n`).join('\n');
  const source = readLessonSource(`---\ntitle: T\nsummary: S.\nminutes: 5\nservices: []\n---\n\n${text}`);
  assert.ok(source.text);
  assert.deepEqual(anchorsOf(source.text, []), ['_top', ...(await idsOnThePage(text))]);
});

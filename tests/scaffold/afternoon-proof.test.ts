import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { copyTree, type Result, removeLessons, type TreeCopy } from './tree-copy.ts';

/** What an author made in an afternoon, as in `afternoon.test.ts`: proven, built and compiled. */
let copy: TreeCopy;
const made = new Set<string>();
const passes = ({ status, stdout, stderr }: Result) => assert.equal(status, 0, `${stdout}\n${stderr}`);

const ORDERS = [
  ['track', 'Tide & time'],
  ['service', 'tide-gauge'],
  ['check', 'tide-gauge', 'shows'],
  ['lesson', 'tide-time', 'High water'],
  ['lesson', 'tide-time', 'Ebb: the "other" half', '--service', 'tide-gauge', '--number', '5'],
];

before(async () => {
  copy = copyTree();
  removeLessons(copy);
  for (const order of ORDERS) {
    const result = await copy.make(...order);
    passes(result);
    for (const [, file = ''] of result.stdout.matchAll(/^(?:Made|Changed| {7}) {1,6}(\S+)$/gm)) made.add(file);
  }
});

test('a lesson that asks the new check is proven, and so are those that were made', async () => {
  const file = join(copy.root, 'content/tide-time/05-ebb-the-other-half/index.mdx');
  const check = '  - { id: shows, check: tide-gauge.shows, path: /heard, contains: hello from ebb, fix: first-step }\n';
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^checks:\n/m, `$&${check}`));
  const { status, stdout, stderr } = await copy.node(['tests/lessons/main.ts', '--track', 'tide-time']);
  assert.equal(stdout.trimEnd().split('\n').at(-1), '2 passed, 0 failed', `${stdout}\n${stderr}`);
  assert.match(stdout, /ebb-the-other-half .* 1 +2 +1 of 1 noticed/);
  assert.equal(status, 0);
});

test('the site is built with the lesson, its block and its check', async () => {
  passes(await copy.node(['node_modules/astro/bin/astro.mjs', 'build', '--outDir', 'dist/site']));
  const page = readFileSync(join(copy.root, 'dist/site/tide-time/ebb-the-other-half/index.html'), 'utf8');
  assert.match(page, /<run-block[^>]* data-block="first-step"/);
  assert.match(page, /data-check="shows"/);
});

test('what was made and what was changed compiles, with everything that it uses', async () => {
  const include = [...made].filter((file) => file.endsWith('.ts'));
  assert.ok(include.length > 15);
  writeFileSync(join(copy.root, 'tsconfig.made.json'), JSON.stringify({ extends: './tsconfig.json', include }));
  passes(await copy.node(['node_modules/.bin/tsc', '--noEmit', '--project', 'tsconfig.made.json']));
});

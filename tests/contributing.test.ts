import assert from 'node:assert/strict';
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, test } from 'node:test';
import { suggest } from '#contract/nearest.ts';

const ROOT = resolve(import.meta.dirname, '..');
const PAGES = ['README.md', 'CONTRIBUTING.md', ...globSync('content/authors-guide/*/index.mdx', { cwd: ROOT }).sort()];
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

/** Names at the top of the tree: what begins with one of them, or is one, is meant as a path. */
const TOP = readdirSync(ROOT);

/** What the guide lets its reader make, to play with. */
const PRACTICE = /\b(?:tides|gauge)\b/;

/** What a page names in backticks or as the target of a link; `<track>` and `…` stand for something else each time. */
function pathsIn(text: string): string[] {
  const named = [...text.matchAll(/(?<!`)`([^`\s]+)`(?!`)|\]\(([^)\s#]+)\)/g)].map(([, code, link]) => code ?? link ?? '');
  return [
    ...new Set(named.filter((name) => TOP.includes(name.split('/')[0] ?? '') && !/[<>…*:]/.test(name) && !PRACTICE.test(name))),
  ];
}

const scriptsIn = (text: string) => [...new Set([...text.matchAll(/\bnpm run ([\w:]+)/g)].map(([, name]) => name ?? ''))];

for (const page of PAGES) {
  describe(page, () => {
    const text = read(page);

    test('names only files and folders that are there', () => {
      assert.deepEqual(
        pathsIn(text).filter((path) => !existsSync(join(ROOT, path))),
        [],
      );
    });

    test('names only commands that package.json has', () => {
      const wrong = scriptsIn(text).filter((name) => !(name in scripts));
      assert.deepEqual(
        wrong.map((name) => `npm run ${name}: ${suggest(name, Object.keys(scripts))}`),
        [],
      );
    });
  });
}

test('the page for contributors walks through the tree, and is one page', () => {
  const text = read('CONTRIBUTING.md');
  assert.ok(pathsIn(text).length > 30, 'paths are found at all');
  assert.ok(text.trimEnd().split('\n').length <= 120);
});

test('a path that is not there is seen, and one with a placeholder is let be', () => {
  assert.deepEqual(pathsIn('`runner/gone.ts`, `content/<track>/`, `npm start`, [x](docker/README.md) and `rabbitmq`'), [
    'runner/gone.ts',
    'docker/README.md',
  ]);
});

import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { foldersIn } from '../../runner/scaffold/project.ts';
import { copyTree, type Result, type TreeCopy } from './tree-copy.ts';

/**
 * An author's afternoon, in a copy of the project: a track, a service, a check of it, and lessons, each made by
 * `npm run new` and left as it was made. Then everything that would say no is asked.
 */
let copy: TreeCopy;
const said = new Map<string, Result>();
const bin = (name: string) => join('node_modules/.bin', name);
const passes = ({ status, stdout, stderr }: Result) => assert.equal(status, 0, `${stdout}\n${stderr}`);

const ORDERS = [
  ['track', 'Tide & time'],
  ['service', 'tide-gauge'],
  ['check', 'tide-gauge', 'shows'],
  ['lesson', 'tide-time', 'High water'],
  ['lesson', 'tide-time', 'Ebb: the "other" half', '--service', 'tide-gauge', '--number', '5'],
  // Services that have containers and nothing else yet: one that speaks HTTP, one that does not.
  ['service', 'kdb'],
  ['check', 'kdb', 'open'],
  ['check', 'nifi', 'shows'],
];

before(async () => {
  copy = copyTree();
  // What others are writing is proven elsewhere; here it would only take time.
  const tracks = foldersIn(copy, 'content');
  for (const track of tracks)
    for (const lesson of foldersIn(copy, `content/${track}`))
      rmSync(join(copy.root, 'content', track, lesson), { recursive: true });
  for (const order of ORDERS) said.set(order.join(' '), await copy.make(...order));
});
after(() => copy.remove());

describe('what is made is told, with the next step', () => {
  for (const order of ORDERS)
    test(order.join(' '), () => passes(said.get(order.join(' ')) ?? assert.fail('It was not asked for.')));

  test('a track leads to its first lesson', () =>
    assert.equal(
      said.get('track Tide & time')?.stdout,
      `Made     content/tide-time/track.yaml
Changed  docker/compose.yaml
         docker/README.md

Next     npm run new -- lesson tide-time "<title of its first lesson>"
`,
    ));

  test('a lesson leads to the page and to its proof', () =>
    assert.equal(
      said.get('lesson tide-time High water')?.stdout,
      `Made     content/tide-time/01-high-water/index.mdx

Next     npm run dev
         npm run lessons -- --lesson tide-time/high-water
`,
    ));

  test('a check leads to its code and its test', () =>
    assert.match(
      said.get('check tide-gauge shows')?.stdout ?? '',
      /^Next {5}.*runner\/services\/tide-gauge\/checks\.ts.*\n {9}npm test -- --only unit -- services\/tide-gauge\/shows contract\/fields$/m,
    ));

  test('the check of a service that the runner cannot drive yet leads to that first', () =>
    assert.match(said.get('check nifi shows')?.stdout ?? '', /^Next {5}npm run new -- service nifi$/m));

  test('a refusal ends with exit status 2 and writes nothing', async () => {
    const { status, stdout, stderr } = await copy.make('lesson', 'tide-tim', 'Low water');
    assert.deepEqual([status, stdout], [2, '']);
    assert.equal(stderr, 'There is no track `tide-tim`. Did you mean `tide-time`? A new one: npm run new -- track "<title>"\n');
    assert.deepEqual(foldersIn(copy, 'content/tide-time'), ['01-high-water', '05-ebb-the-other-half']);
  });
});

describe('all of it holds as it was made', () => {
  test('the linter has nothing to say', async () => {
    const made = [...said.values()].flatMap(({ stdout }) => [
      ...stdout.matchAll(/^(?:Made|Changed| {7}) {1,6}(\S+\.(?:ts|mjs|json))$/gm),
    ]);
    assert.ok(made.length > 20);
    passes(await copy.node([bin('biome'), 'check', '--error-on-warnings', ...new Set(made.map(([, file = '']) => file))]));
  });

  test('the tests of what was made pass, and those that compare lists', async () => {
    const files = [
      ...['architecture', 'docker/compose', 'docker/image-tags', 'contract/version', 'contract/fields', 'contract/network'],
      ...['lessons/content', 'runner/docker/compose-file', 'site/tracks/editor-schemas', 'site/tracks/service-note'],
      ...['conformance/tide-gauge/embedded', 'services/tide-gauge/checks', 'services/tide-gauge/shows'],
      ...['services/kdb/open', 'services/nifi/shows'],
    ];
    const result = await copy.node(['--test', '--test-reporter=tap', ...files.map((file) => `tests/${file}.test.ts`)]);
    passes(result);
    assert.match(result.stdout, /ok \d+ - .*tide-gauge/);
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

  test('the site is built, and everything compiles', async () => {
    passes(await copy.node(['node_modules/astro/bin/astro.mjs', 'build', '--outDir', 'dist/site']));
    const page = readFileSync(join(copy.root, 'dist/site/tide-time/ebb-the-other-half/index.html'), 'utf8');
    assert.match(page, /<run-block[^>]* data-block="first-step"/);
    assert.match(page, /data-check="shows"/);
    const [all, contract] = await Promise.all([
      copy.node([bin('tsc'), '--noEmit']),
      copy.node([bin('tsc'), '--noEmit', '--project', 'runner/contract']),
    ]);
    passes(all);
    passes(contract);
  });
});

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { parse } from 'yaml';
import { readComposeFile } from '../../runner/docker/compose-file.ts';
import { entriesOf } from '../../runner/scaffold/edit-source.ts';
import { foldersIn, readText } from '../../runner/scaffold/project.ts';
import { ROOT } from '../stages/run-command.ts';
import { copyTree, type Result, removeLessons, type TreeCopy } from './tree-copy.ts';
import { undrivenServices } from './undriven-services.ts';

/**
 * An author's afternoon, in a copy of the project: a track, a service, a check of it, and lessons, each made by
 * `npm run new` and left as it was made. Then what would say no is asked; the proof and the built site have files of
 * their own.
 */
let copy: TreeCopy;
const said = new Map<string, Result>();
const passes = ({ status, stdout, stderr }: Result) => assert.equal(status, 0, `${stdout}\n${stderr}`);

/** Services that have containers and nothing else yet: one that speaks HTTP, one that does not. */
const undriven = undrivenServices({ root: ROOT });
const overHttp = undriven.find(({ isHttp }) => isHttp);
const notHttp = undriven.find(({ isHttp }) => !isHttp);

const ORDERS = [
  ['track', 'Tide & time'],
  ['check', 'echo', 'asked'],
  ['service', 'tide-gauge'],
  ['check', 'tide-gauge', 'shows'],
  ['lesson', 'tide-time', 'High water'],
  ['lesson', 'tide-time', 'Low water', '--service', 'tide-gauge'],
  ['lesson', 'tide-time', 'Spring tide', '--service', 'flink', '--service', 'tide-gauge'],
  ...(notHttp ? [['service', notHttp.id] as const, ['check', notHttp.id, 'open'] as const] : []),
  ...(overHttp ? [['check', overHttp.id, 'shows'] as const] : []),
];

before(async () => {
  copy = copyTree();
  removeLessons(copy);
  for (const order of ORDERS) said.set(order.join(' '), await copy.make(...order));
});

describe('what is made is told, with the next step', () => {
  for (const order of ORDERS)
    test(order.join(' '), () => passes(said.get(order.join(' ')) ?? assert.fail('It was not asked for.')));

  test('what is told as changed has another text than before', () => {
    const [, changed = ''] = /^Changed {2}([\s\S]*?)\n\n/m.exec(said.get('service tide-gauge')?.stdout ?? '') ?? [];
    const files = changed.split(/\n */);
    assert.ok(files.includes('runner/contract/network.ts'), changed);
    for (const file of files) assert.notEqual(readText(copy, file), readText({ root: ROOT }, file), file);
  });

  test('a check that was added to Echo stays with Echo', () => {
    assert.doesNotMatch(said.get('service tide-gauge')?.stdout ?? '', /asked/);
    for (const file of ['runner/contract/checks/tide-gauge.ts', 'runner/services/tide-gauge/checks.ts'])
      assert.doesNotMatch(readText(copy, file), /\.asked'|Asked/);
    assert.match(readText(copy, 'runner/services/echo/checks.ts'), /echo\.asked/);
  });

  test('the new service is known by its name and its port in the stack’s network', () => {
    const known = entriesOf(readText(copy, 'runner/contract/network.ts'), 'KNOWN').find(({ name }) => name === 'tide-gauge');
    assert.match(known?.text ?? '', /service: 'tide-gauge', ports: \{ (\d+): \1 \}/);
  });

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

  test('the service of a lesson is one of its track', () => {
    assert.match(
      said.get('lesson tide-time Low water --service tide-gauge')?.stdout ?? '',
      /^Changed {2}content\/tide-time\/track\.yaml$/m,
    );
    assert.match(readText(copy, 'content/tide-time/track.yaml'), /^services: \[tide-gauge\b/m);
  });

  test('the services of a lesson are in its track’s profile on Docker, and those that they wait for', () => {
    const order = 'lesson tide-time Spring tide --service flink --service tide-gauge';
    assert.match(said.get(order)?.stdout ?? '', /\n {9}docker\/compose\.yaml\n {9}docker\/README\.md\n/);
    assert.match(readText(copy, 'content/tide-time/track.yaml'), /^services: \[tide-gauge, flink\]$/m);
    assert.match(readText(copy, 'content/tide-time/03-spring-tide/index.mdx'), /^services: \[flink, tide-gauge\]$/m);
    const { containers } = readComposeFile(join(copy.root, 'docker'), { offline: false });
    const profiles = parse(readText(copy, 'docker/compose.yaml'), { merge: true }).services;
    const started = containers.filter(({ name }) => profiles[name].profiles.includes('tide-time')).map(({ name }) => name);
    assert.deepEqual(started, ['shell', 'kafka', 'flink-jobmanager', 'flink-taskmanager', 'flink-sql-gateway']);
  });

  test('a check leads to its code and its test', () =>
    assert.match(
      said.get('check tide-gauge shows')?.stdout ?? '',
      /^Next {5}.*runner\/services\/tide-gauge\/checks\.ts.*\n {9}npm test -- --only unit -- services\/tide-gauge\/shows contract\/fields$/m,
    ));

  if (overHttp)
    test('the check of a service that the runner cannot drive yet leads to that first', () =>
      assert.match(
        said.get(`check ${overHttp.id} shows`)?.stdout ?? '',
        new RegExp(`^Next {5}npm run new -- service ${overHttp.id}$`, 'm'),
      ));

  test('a refusal ends with exit status 2 and writes nothing', async () => {
    const { status, stdout, stderr } = await copy.make('lesson', 'tide-tim', 'Low water');
    assert.deepEqual([status, stdout], [2, '']);
    assert.equal(stderr, 'There is no track `tide-tim`. Did you mean `tide-time`? A new one: npm run new -- track "<title>"\n');
    assert.deepEqual(foldersIn(copy, 'content/tide-time'), ['01-high-water', '02-low-water', '03-spring-tide']);
  });
});

describe('all of it holds as it was made', () => {
  test('the linter has nothing to say', async () => {
    const made = [...said.values()].flatMap(({ stdout }) => [
      ...stdout.matchAll(/^(?:Made|Changed| {7}) {1,6}(\S+\.(?:ts|mjs|json))$/gm),
    ]);
    assert.ok(made.length > 20);
    const files = new Set(made.map(([, file = '']) => file));
    passes(await copy.node([join('node_modules/.bin/biome'), 'check', '--error-on-warnings', ...files]));
  });

  test('the tests of what was made pass, and those that compare lists', async () => {
    const files = [
      ...['architecture', 'docker/compose', 'docker/image-tags', 'contract/version', 'contract/fields', 'contract/network'],
      ...[
        'lessons/content',
        'site/tracks/content-problems',
        'runner/docker/compose-file',
        'site/tracks/editor-schemas',
        'site/tracks/service-note',
      ],
      ...['conformance/tide-gauge/embedded', 'services/tide-gauge/checks', 'services/tide-gauge/shows'],
      ...(notHttp ? [`services/${notHttp.id}/open`] : []),
      ...(overHttp ? [`services/${overHttp.id}/shows`] : []),
    ];
    // In one process: most of the time of a short file is that of beginning.
    const args = ['--test', '--test-isolation=none', '--test-reporter=tap'];
    const result = await copy.node([...args, ...files.map((file) => `tests/${file}.test.ts`)]);
    passes(result);
    assert.match(result.stdout, /ok \d+ - .*tide-gauge/);
  });
});

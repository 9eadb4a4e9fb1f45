import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { newCheck } from '../../runner/scaffold/new-check.ts';
import { newLesson } from '../../runner/scaffold/new-lesson.ts';
import { newService } from '../../runner/scaffold/new-service.ts';
import { newTrack } from '../../runner/scaffold/new-track.ts';
import { Refusal } from '../../runner/scaffold/refusal.ts';
import { ROOT } from '../stages/run-command.ts';
import { copyTree, type TreeCopy } from './tree-copy.ts';
import { undrivenServices } from './undriven-services.ts';

let copy: TreeCopy;
let files: Map<string, string>;
/** A service that has containers and nothing else yet, as long as there is one. */
const [undriven] = undrivenServices({ root: ROOT });
const project = () => ({ root: copy.root });

before(() => {
  copy = copyTree();
  for (const folder of ['tides/01-high-water', 'tides/04-low-water', 'full/99-the-end']) {
    mkdirSync(join(copy.root, 'content', folder), { recursive: true });
    writeFileSync(join(copy.root, 'content', folder, 'index.mdx'), '');
    writeFileSync(join(copy.root, 'content', folder, '../track.yaml'), 'order: 90\n');
  }
  files = copy.files();
});
after(() => {
  const now = copy.files();
  assert.deepEqual([...now.keys()].sort(), [...files.keys()].sort(), 'something was written all the same');
  for (const [path, text] of files) assert.equal(now.get(path), text, path);
});

/** What is said, and what to write instead. */
function refusal(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    if (error instanceof Refusal) return `${error.message}\n${error.hint}`;
    throw error;
  }
  throw new Error('It was made.');
}

describe('a track', () => {
  const track = (title: string) => refusal(() => newTrack(project(), title));

  test('that is there already is shown, with a title that is free', () =>
    assert.equal(
      track('Tides'),
      'There is a track of that name already: content/tides.\nAdd a lesson to it, npm run new -- lesson tides "<title>", or choose another title: “Tides 2” is free.',
    ));
  test('needs a title with letters, which is not too long', () => {
    assert.match(track('…'), /^No folder can be called after “…”/);
    assert.match(track('x'.repeat(61)), /^The title has 61 characters\.\nSay it in 60/);
  });
  test('is not called like a service or like a page of the site', () => {
    assert.equal(track('Kafka'), '`kafka` is the name of a service.\nSay what is built with it, such as “Kafka pipeline”.');
    for (const taken of ['404', 'Health', 'Session'])
      assert.match(track(taken), new RegExp(`^The site has a page \`${taken.toLowerCase()}\` of its own\\.`));
  });
});

describe('a lesson', () => {
  const lesson = (name: string, more: { title?: string; number?: string; services?: string[] } = {}) =>
    refusal(() => newLesson(project(), { track: name, title: 'Ebb', ...more }));

  test('goes into a track that is there', () =>
    assert.equal(lesson('tide'), 'There is no track `tide`.\nDid you mean `tides`? A new one: npm run new -- track "<title>"'));
  test('has a name of its own in its track', () =>
    assert.equal(
      lesson('tides', { title: 'High water' }),
      'The lesson is there already: content/tides/01-high-water/index.mdx.\nChoose another title.',
    ));
  test('has a number from 1 to 99 that no other has', () => {
    for (const number of ['0', '100', '-1', 'x', '1.5', ''])
      assert.equal(
        lesson('tides', { number }),
        `“${number}” is not the number of a lesson.\nAllowed: 1 to 99; the next one is 5.`,
      );
    assert.equal(
      lesson('tides', { number: '04' }),
      'Lesson 4 of tides is there already: 04-low-water.\nTake --number 5, or rename the folders that come behind it first.',
    );
  });
  test('has no next number behind 99', () =>
    assert.equal(
      lesson('full'),
      'The track full has a lesson 99, and folders are numbered with two digits.\nPlace 1 is free: --number 1',
    ));
  test('uses a service that the runner can drive', () => {
    assert.equal(lesson('tides', { services: ['kafka', 'ecko'] }), 'There is no service `ecko`.\nDid you mean `echo`?');
    if (!undriven) return;
    const { id, title } = undriven;
    assert.equal(lesson('tides', { services: [id] }), `${title} is not built yet.\nBuild it first: npm run new -- service ${id}`);
  });
});

describe('a check', () => {
  const check = (service: string, name: string) => refusal(() => newCheck(project(), { service, name }));

  test('is one of a service', () =>
    assert.equal(check('rabitmq', 'idle'), 'There is no service `rabitmq`.\nDid you mean `rabbitmq`?'));
  test('that is there already is shown with its line', () =>
    assert.match(
      check('rabbitmq', 'queue'),
      /^There is a check rabbitmq\.queue already: runner\/contract\/checks\/rabbitmq\.ts:\d+\.\nChoose another name\. Taken: queue, messages, /,
    ));
  test('has a name in small letters, without the service in it', () => {
    for (const name of ['Idle', 'is idle', '2nd', 'a--b', 'x'.repeat(31), ''])
      assert.match(check('echo', name), /cannot be the name of a check\.\nAllowed: a letter, then lower-case letters/);
    assert.equal(check('echo', 'echo.said'), '`echo.said` has the service in it.\nWrite: npm run new -- check echo said');
    assert.match(check('echo', 'titles'), /^`titles` is what the list of them is called\./);
  });
  test('has a name that is another one in code, too', () => {
    const contract = join(copy.root, 'runner/contract/checks/echo.ts');
    const text = readFileSync(contract, 'utf8');
    writeFileSync(contract, `${text}\nconst echoFoo1 = 'of foo-1';\n`);
    assert.equal(
      check('echo', 'foo1'),
      '`foo1` would give runner/contract/checks/echo.ts the name `echoFoo1`, which means something else there.\nChoose another name.',
    );
    writeFileSync(contract, text);
  });
  test('does not take the place of a file', () =>
    assert.match(check('rabbitmq', 'durability'), /^There is a file tests\/services\/rabbitmq\/durability\.test\.ts already\./));
});

describe('a service', () => {
  const service = (id: string, more: { title?: string; port?: string } = {}) =>
    refusal(() => newService(project(), { id, ...more }));

  test('that is there already is shown, with an id that is free', () =>
    assert.equal(
      service('rabbitmq'),
      'There is a service rabbitmq already: runner/services/rabbitmq/.\nAdd a check to it: npm run new -- check rabbitmq <name>. The id rabbitmq-2 is free.',
    ));
  test('whose id is nearly that of another is asked about', () =>
    assert.equal(
      service('mosquito'),
      'There is no service mosquito, but there is mosquitto. Did you mean `mosquitto`?\nIf mosquito is another one, say so with its name in text: --title "Mosquito"',
    ));
  test('has an id of small letters that means nothing else', () => {
    for (const id of ['Lock', 'my lock', '3d', 'a_b', 'x'.repeat(31), '../x', ''])
      assert.match(service(id), /cannot be the id of a service\.\nAllowed: a letter, then lower-case letters/);
    for (const id of ['file', 'shell', 'delete', 'localhost', 'messages', 'constructor'])
      assert.match(service(id), /means something else already\.\nChoose another id/);
    assert.match(service('tides'), /^`tides` is the name of a track: content\/tides\./);
    assert.match(service('statestored'), /^docker\/compose\.yaml has a container statestored, which belongs to impala\./);
  });
  test('has an id that is no other name in code', () => {
    assert.equal(
      service('define-service'),
      '`define-service` would give runner/services/define-service/service.ts the name `defineService`, which means something else there.\nChoose another id, such as define-service-2.',
    );
  });
  test('has a title that needs no quotes, and a port that no other has', () => {
    assert.match(
      service('lock', { title: "Lock's" }),
      /^“Lock's” cannot be the title of a service\.\nAllowed: at most 30 letters/,
    );
    for (const port of ['80', '70000', 'x', ''])
      assert.match(service('lock', { port }), /is not a port for a service\.\nAllowed: 1024 to 65535\. \d+ is free\.$/);
    assert.match(service('lock', { port: '9092' }), /^Port 9092 is that of kafka\.\n\d+ is free\.$/);
  });
  test('that has its containers already has its title and ports, too', { skip: !undriven && 'every service has code' }, () => {
    const { id } = undriven ?? assert.fail();
    assert.match(service(id, { title: 'Other' }), new RegExp(`^${id} has its title and its ports already\\.`));
  });
});

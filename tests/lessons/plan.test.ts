import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readOptions } from './options.ts';
import { makePlan } from './plan.ts';

const contentDir = mkdtempSync(join(tmpdir(), 'towpath-plan-'));
after(() => rmSync(contentDir, { recursive: true }));
for (const folder of ['rivers/01-spring', 'rivers/02-mouth', 'canals/01-lock', 'canals/02-mouth']) {
  mkdirSync(join(contentDir, folder), { recursive: true });
  const block = '```sh run id=flow\ntrue\n```\n\n```sh run id=freeze stack=docker optional\ntrue\n```';
  writeFileSync(join(contentDir, folder, 'index.mdx'), `---\ntitle: A\nsummary: B\nminutes: 1\nservices: []\n---\n\n${block}\n`);
}

const planned = (...args: string[]) =>
  makePlan(contentDir, readOptions(args)).map(({ track, before, prove }) => ({
    track,
    before: before.map(({ id }) => id),
    prove: prove.map(({ id }) => id),
  }));

test('every track is proven on a stack of its own, its lessons in order', () => {
  assert.deepEqual(planned(), [
    { track: 'canals', before: [], prove: ['canals/lock', 'canals/mouth'] },
    { track: 'rivers', before: [], prove: ['rivers/spring', 'rivers/mouth'] },
  ]);
});

test('one lesson is reached through the lessons before it', () => {
  assert.deepEqual(planned('--lesson', 'rivers/mouth'), [
    { track: 'rivers', before: ['rivers/spring'], prove: ['rivers/mouth'] },
  ]);
  assert.deepEqual(planned('--lesson', 'lock'), [{ track: 'canals', before: [], prove: ['canals/lock'] }]);
});

test('a name that several lessons have is refused, unless the track is said', () => {
  assert.throws(() => planned('--lesson', 'mouth'), { message: /^Several lessons are called mouth\./ });
  assert.equal(planned('--lesson', 'mouth', '--track', 'canals')[0]?.prove[0], 'canals/mouth');
});

test('unknown names are refused with the nearest one', () => {
  assert.throws(() => planned('--track', 'river'), { message: 'No track river has lessons. Did you mean `rivers`?' });
  assert.throws(() => planned('--lesson', 'sprin'), { message: 'There is no lesson sprin. Did you mean `spring`?' });
  assert.throws(() => planned('--lesson', 'lock', '--skip', 'flo'), {
    message: 'The lesson canals/lock has no block flo that runs here. Did you mean `flow`?',
  });
});

test('a block of the Docker stack cannot be tried on the embedded one', () => {
  assert.throws(() => planned('--lesson', 'lock', '--block', 'freeze'), { message: /has no block freeze that runs here/ });
});

import assert from 'node:assert/strict';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { eventually } from '../../support/eventually.ts';
import { temporaryDir } from '../../support/fixture-content.ts';
import { runLessons } from '../run-lessons.ts';

const GUIDE = resolve(import.meta.dirname, '../../../content/authors-guide');
const LESSON = 'authors-guide/03-prove-it-while-you-write/index.mdx';

const contentDir = temporaryDir('towpath-guide');
cpSync(GUIDE, join(contentDir, 'authors-guide'), { recursive: true });
const file = join(contentDir, LESSON);
const text = readFileSync(file, 'utf8');

const args = ['--lesson', 'prove-it-while-you-write', '--watch'];
const lessons = runLessons(contentDir, args, { TMPDIR: temporaryDir('towpath-watch') });
after(() => lessons.child.kill('SIGTERM'));

/** How long it takes is another time each time. */
const withoutTimes = (said: string): string => said.replace(/\d+\.\d s/g, 'N s');

test('the guide shows what --watch says of the mistake that it has its reader make', async () => {
  const [, shown = assert.fail('the lesson shows no output')] = /^```text\n(✗ [\s\S]*?)^```$/m.exec(text) ?? [];
  await eventually(() => assert.match(lessons.stdout(), /✓ .* without a block: .* noticed\n/), { withinMs: 120_000 });
  const told = lessons.stdout().length;
  assert.ok(text.includes(' | tee boats.json\n'));
  writeFileSync(file, text.replace(' | tee boats.json\n', '\n'));
  const said = await eventually(
    () => {
      const [found] = /^✗ prove-it[\s\S]*?\n {6}│ \]\n/m.exec(lessons.stdout().slice(told)) ?? [];
      return found ?? assert.fail(lessons.stdout().slice(told));
    },
    { withinMs: 120_000 },
  );
  assert.equal(withoutTimes(shown), withoutTimes(said));
});

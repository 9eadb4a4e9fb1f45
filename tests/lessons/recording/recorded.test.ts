import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { recordedHashes, recordedOutputs } from '#contract/recorded.ts';
import { startFiles } from '../../../src/tracks/start-files.ts';
import { readLessons } from '../plan.ts';
import { runnable } from '../prove-lesson.ts';

const CONTENT_DIR = resolve(import.meta.dirname, '../../../content');
const lessons = readLessons(CONTENT_DIR);
const files = globSync('*/*/recorded.json', { cwd: CONTENT_DIR }).sort();

test('there are recordings', () => assert.ok(files.length > 0));

for (const file of files) {
  const dir = dirname(join(CONTENT_DIR, file));
  const name = basename(dir).slice(3);
  const again = `npm run lessons -- --lesson ${name} --record`;

  test(`the recording of ${name} is of the lesson as it is: ${again}`, async () => {
    const lesson = lessons.find((candidate) => candidate.dir === dir);
    assert.ok(lesson, `${file} lies beside no lesson`);
    const { blocks } = recordedOutputs.parse(JSON.parse(readFileSync(join(CONTENT_DIR, file), 'utf8')));
    const hashes = recordedHashes(lesson.blocks, await startFiles(dir));
    const now = runnable(lesson, 'embedded').map((id) => [id, hashes[id]]);
    const then = Object.entries(blocks).map(([id, { hash }]) => [id, hash]);
    assert.deepEqual(then, now, `its blocks or files have changed since it was recorded; run ${again}`);
  });

  test(`the recording of ${name} says nothing about the machine it was made on`, () => {
    const { blocks } = recordedOutputs.parse(JSON.parse(readFileSync(join(CONTENT_DIR, file), 'utf8')));
    for (const [id, { output }] of Object.entries(blocks)) {
      assert.equal(output, stripVTControlCharacters(output));
      assert.doesNotMatch(output, /\/(?:home|Users|root)\/|towpath-lessons-|\r/, `${id} in ${file}`);
      assert.ok(output.length <= 4_200, `${id} in ${file} is too long`);
    }
  });
}

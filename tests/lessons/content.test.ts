import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { describe, test } from 'node:test';
import { readLessonSource, readYaml } from '#contract/lesson-source.ts';
import { trackFields } from '#contract/track.ts';
import { fenceFiles } from '../../runner/lessons/fence-files.ts';
import { uncoveredSteps } from './guide-steps.ts';

const CONTENT_DIR = resolve(import.meta.dirname, '../../content');
const lessons = globSync('*/[0-9]*/index.mdx', { cwd: CONTENT_DIR }).sort();

/** Words that make a reader feel slow, and marks that shout. */
const UNKIND = /\b(?:simply|just|easy|easily|obviously|of course|let's|let’s|successfully|oops)\b/i;

test('there are lessons', () => assert.ok(lessons.length > 0));

for (const file of lessons) {
  const source = readFileSync(resolve(CONTENT_DIR, file), 'utf8');
  const { fields, blocks, problems } = readLessonSource(source, fenceFiles(resolve(CONTENT_DIR, dirname(file))));
  describe(basename(dirname(file)), () => {
    test('has no mistakes', () => assert.deepEqual(problems, []));

    test('takes at most 12 minutes and 7 run blocks', () => {
      assert.ok((fields?.minutes ?? 0) <= 12);
      assert.ok(blocks.filter(({ attributes }) => attributes.run).length <= 7);
    });

    test('says what holds when it is passed', () => assert.ok(fields?.holds));

    test('has a hint or a block to go to for every check', () => {
      for (const check of fields?.checks ?? []) assert.ok(check.fix ?? check.hint, `${check.id} has neither`);
    });

    test('ends with all checks and a word about what comes next', () => {
      assert.match(source.trimEnd().split('\n## ').at(-1) ?? '', /^Verify\n\n<Verify \/>\n\n\S/);
    });

    test('never has two blocks without a word between them', () => {
      assert.doesNotMatch(source, /^```\n\s*```\w+ .*\b(?:run|file=)/m);
    });

    test('speaks plainly', () => {
      const prose = source
        .replace(/^---[\s\S]*?^---$/m, '')
        .replace(/^```[\s\S]*?^```$/gm, '')
        .replace(/`[^`]*`/g, '');
      assert.doesNotMatch(prose, UNKIND);
      assert.doesNotMatch(prose, /!(?!\[)/);
    });

    test('covers steps that its guide has, and adds parts that its track has', () => {
      const track = dirname(dirname(file));
      const open = uncoveredSteps(track, []);
      for (const step of fields?.covers ?? []) assert.ok(open.includes(step), `${step} is not a step of the guide`);
      const yaml = readYaml(readFileSync(resolve(CONTENT_DIR, track, 'track.yaml'), 'utf8'), []).value;
      const nodes = trackFields.parse(yaml).nodes.map(({ id }) => id);
      for (const node of fields?.adds ?? []) assert.ok(nodes.includes(node), `${node} is not in the picture`);
    });
  });
}

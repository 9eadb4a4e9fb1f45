import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { contentProblems } from '../../../src/tracks/content-problems.ts';
import { recordedMark } from '../../../src/tracks/recorded-mark.ts';
import { readRecordedSource } from '../../../src/tracks/recorded-source.ts';
import { fence, fixtureContent } from '../../support/fixture-content.ts';

const RIGHT = { date: '2026-11-21', stack: 'embedded', blocks: { make: { hash: 'abc', output: 'made', exit: 0 } } } as const;
const HINT = 'Record it anew: npm run lessons -- --lesson first --record';
const read = (value: unknown) => readRecordedSource(JSON.stringify(value, null, 2), 'first');

test('a recording as it was written is read whole', () => {
  assert.deepEqual(read(RIGHT), { recorded: RIGHT, problems: [] });
});

test('a recording with a mistake is not used, and says where it is and how it is written anew', () => {
  const { recorded, problems } = read({ ...RIGHT, blocks: { make: { hash: 'abc', output: 'made', exit: 'none' } } });
  assert.equal(recorded, undefined);
  assert.equal(problems.length, 1);
  assert.match(problems[0]?.message ?? '', /^`blocks\.make\.exit` is not right: /);
  assert.deepEqual([problems[0]?.line, problems[0]?.hint], [8, HINT]);
});

test('a field too many and a stack that is none are told with their lines', () => {
  const { problems } = read({ ...RIGHT, stack: 'cloud', when: 'today' });
  assert.deepEqual(
    problems.map(({ line, message }) => [line, message]),
    [
      [11, 'There is no field `when`.'],
      [3, '`stack` cannot be `cloud`.'],
    ],
  );
});

test('what is not JSON, such as two versions that Git could not join, is told with its line', () => {
  const text = JSON.stringify(RIGHT, null, 2).replace('  "stack"', '<<<<<<< HEAD\n  "stack"');
  const [problem] = readRecordedSource(text, 'first').problems;
  assert.match(problem?.message ?? '', /^This is not JSON: /);
  assert.deepEqual([problem?.line, problem?.column, problem?.hint], [3, 1, HINT]);
  assert.equal(readRecordedSource('{\n  "date":\n', 'first').problems[0]?.line, 2);
});

test('a mistake in a recording is one of the content’s problems, at its own file', async () => {
  const dir = fixtureContent({ '01-first': { blocks: [fence('id=make', 'echo made')] } });
  mkdirSync(join(dir, 'try'), { recursive: true });
  writeFileSync(
    join(dir, 'try/track.yaml'),
    'title: T\nsummary: S.\nbuilds: B.\norder: 1\nnodes:\n  - { id: a, kind: queue, label: a }\n',
  );
  assert.deepEqual(await contentProblems(dir), []);
  const file = join(dir, 'try/01-first/recorded.json');
  writeFileSync(file, JSON.stringify(RIGHT));
  assert.deepEqual(await contentProblems(dir), []);
  writeFileSync(file, '{}');
  const problems = await contentProblems(dir);
  assert.deepEqual([...new Set(problems.map((problem) => problem.file))], [file]);
  assert.match(problems[0]?.message ?? '', /`date` is missing/i);
});

test('the mark says the day, the stack, and what an output without text does not', () => {
  const mark = (output: string, exit: number | null, stack: 'embedded' | 'docker' = 'embedded') =>
    recordedMark({ ...RIGHT, stack }, { hash: 'abc', output, exit });
  assert.equal(mark('made', 0), 'on 21 November 2026 on the embedded stack.');
  assert.equal(mark('made', null, 'docker'), 'on 21 November 2026 on the Docker stack.');
  assert.equal(mark('401', 22), 'on 21 November 2026 on the embedded stack. It ended with exit 22.');
  assert.equal(mark('\n', 0), 'on 21 November 2026 on the embedded stack. It showed nothing.');
});
